"""The system's users over HTTP: they see every answer, the refusals too."""

import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self
from urllib.parse import urlencode

import pytest
import urllib3

from local.drawing import Scan, scans
from tests.builders import FIELDS
from tests.gateway import Reply

Json = dict[str, Any]

_PATIENCE_SECONDS = 150.0
_PAUSE_SECONDS = 0.1
CREATED = 201
CONSENTS = {"terms": True, "personal_data": True}


class Site:
    """The API and the storage behind one address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = urllib3.PoolManager(retries=False, timeout=30, maxsize=8)

    def __call__(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> Reply:
        """Send JSON; headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            named["Authorization"] = f"Bearer {token}"
        if method == "POST":
            named = {"Idempotency-Key": uuid.uuid4().hex, **named}
        data = None if body is None else json.dumps(body).encode()
        answer = self._pool.request(
            method, self.address + path, body=data, headers={"Content-Type": "application/json", **named}
        )
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status, lower, answer.data.decode())

    def send(self, form: Json, data: bytes) -> int:
        """Post a file by its form, and give the storage's status."""
        fields = {**form["fields"], "file": ("file", data, form["fields"]["Content-Type"])}
        return self._pool.request("POST", form["url"], fields=fields).status

    def submit(self, url: str, form: Json) -> urllib3.BaseHTTPResponse:
        """Submit a page's form, as a browser does, and stay there."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._pool.request("POST", url, body=urlencode(form), headers=headers, redirect=False)

    def download(self, url: str) -> urllib3.BaseHTTPResponse:
        """Follow a link."""
        return self._pool.request("GET", url)

    def messages(self, to: str, channel: str) -> list[Json]:
        """Read what was sent to somebody, newest first."""
        sent: list[Json] = self("GET", f"/dev/messages?to={to.replace('+', '%2B')}").json
        return [message for message in sent if message["channel"] == channel]

    def code_for(self, phone: str) -> str:
        """Read the code of the newest SMS."""
        found = re.search(r"\b\d{6}\b", self.messages(phone, "sms")[0]["text"])
        assert found, "the newest SMS holds no code"
        return found[0]


@dataclass
class Applicant:
    """Somebody signed in, with their papers."""

    site: Site
    person: Json = field(repr=False)
    token: str = field(repr=False)
    access_token: str = field(repr=False)

    @classmethod
    def newcomer(cls, site: Site) -> Self:
        """Make a new demo person, and sign in."""
        return cls.signed_in(site, site("POST", "/dev/people", {}).json)

    @classmethod
    def signed_in(cls, site: Site, person: Json) -> Self:
        """Sign in by password and SMS."""
        known = {"login": person["login"], "password": person["password"]}
        session = site("POST", "/v1/sessions", known).json["session"]
        answer = {"session": session, "code": site.code_for(person["login"])}
        tokens = site("POST", "/v1/sessions/answer", answer).json
        return cls(site, person, tokens["id_token"], tokens["access_token"])

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Call the API as this person."""
        return self.site(method, path, body, self.token, **headers)

    def draft(self, **changes: Any) -> str:
        """Start an application and fill in the form; returns its path."""
        category = changes.pop("category", "catering")
        started = self("POST", "/v1/applications", {"category": category, "occupation": "повар"})
        path = f"/v1/applications/{started.json['id']}"
        fields = {"fields": self.person["fields"] | changes}
        filled = self("PATCH", path, fields, If_Match=started.headers["etag"])
        assert filled.status == 200, filled.text
        return path

    def ticket(self, path: str, paper: Scan) -> Json:
        """Ask for the form of one upload."""
        wanted: Json = {"kind": paper.kind, "page": paper.page, "file_name": paper.file_name}
        answer = self(
            "POST",
            f"{path}/uploads",
            wanted | {"content_type": paper.content_type, "size": len(paper.data)},
        )
        assert answer.status == 201, answer.text
        return dict(answer.json)

    def attach(self, path: str, *papers: Scan) -> list[Json]:
        """Upload files, and wait until each has been judged; returns them in this order."""
        tickets = [self.ticket(path, paper) for paper in papers]
        for ticket, paper in zip(tickets, papers, strict=True):
            assert self.site.send(ticket["upload"], paper.data) == CREATED
        return [self.judged(path, ticket["file_id"]) for ticket in tickets]

    def judged(self, path: str, file_id: str) -> Json:
        """Wait until a file has been accepted or rejected."""
        file: Json = awaited(
            lambda: self("GET", f"{path}/documents/{file_id}").json,
            lambda seen: seen["status"] in ("accepted", "rejected"),
        )
        return file

    def ready(self, **changes: Any) -> str:
        """Make a draft that lacks nothing but its signature; returns its path."""
        path = self.draft(**changes)
        attached = self.attach(path, *papers())
        assert {paper["status"] for paper in attached} == {"accepted"}
        return path

    def signature(self) -> Json:
        """Ask for a code, and sign with it."""
        self("POST", "/v1/me/codes", {"purpose": "signature"})
        return {"consents": CONSENTS, "signature": {"code": self.site.code_for(self.person["login"])}}

    def submit(self, path: str) -> Reply:
        """Sign and send."""
        return self("POST", f"{path}/submit", self.signature())

    def until(self, path: str, *events: str) -> Json:
        """Wait until the newest event is one of these; returns the application."""
        awaited(lambda: self.history(path)[0], lambda event: event in events)
        return dict(self("GET", path).json)

    def history(self, path: str) -> list[str]:
        """Read the names of the events, newest first."""
        return [event["event"] for event in self("GET", f"{path}/timeline").json["items"]]

    def issued(self) -> Json:
        """Carry an application to its book; returns the application."""
        path = self.ready()
        assert self.submit(path).status == 202
        return self.until(path, "published")

    def book(self, number: str) -> bytes:
        """Download the first version."""
        link = self("GET", f"/v1/books/{number}/versions/1/file").json
        return self.site.download(link["url"]).data


@cache
def papers() -> list[Scan]:
    """Draw somebody's papers: nothing compares them with the form, and drawing takes its time."""
    return scans(FIELDS)


def awaited(
    look: Callable[[], Any], enough: Callable[[Any], bool], seconds: float = _PATIENCE_SECONDS
) -> Any:
    """Look again and again until it is enough."""
    end = time.monotonic() + seconds
    while not enough(seen := look()):
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:.0f} s in vain, last seen: {seen}")
        time.sleep(_PAUSE_SECONDS)
    return seen
