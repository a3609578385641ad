"""A client of the API, such as an app on a phone: JSON over HTTP, and files by their forms."""

import io
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.filepost import encode_multipart_formdata

Json = dict[str, Any]

_SECONDS = 30.0
_BUSY = (429, 503)
_ATTEMPTS = 4


class Failed(SystemExit):
    """Something did not work; uncaught, it ends the program with these words."""


@dataclass(frozen=True)
class Answer:
    """A JSON answer; `etag` names the revision of what it shows."""

    body: Any
    etag: str | None = None


class Client:
    """Calls one system, signed in once it has a token."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._pool = urllib3.PoolManager(timeout=_SECONDS, retries=False)
        self._token: str | None = None

    def sign_in(self, token: str) -> None:
        """Send this token from now on."""
        self._token = token

    def get(self, path: str) -> Answer:
        """Read something."""
        return self._call("GET", path)

    def post(self, path: str, body: Json) -> Answer:
        """Act once: a repetition carries the same key."""
        return self._call("POST", path, body, {"Idempotency-Key": uuid.uuid4().hex})

    def patch(self, path: str, body: Json, etag: str | None) -> Answer:
        """Change the revision that was seen."""
        return self._call("PATCH", path, body, {"If-Match": etag} if etag else {})

    def upload(
        self, form: Json, name: str, content_type: str, data: bytes, sent: Callable[[int], None]
    ) -> None:
        """Post a file by its signed form, telling how many bytes have gone."""
        parts = [*form["fields"].items(), ("file", (name, data, content_type))]
        body, media_type = encode_multipart_formdata(parts)
        headers = {"Content-Type": media_type, "Content-Length": str(len(body))}
        self._exchange("POST", form["url"], _Watched(body, sent), headers)

    def download(self, url: str) -> bytes:
        """Fetch a file by its link."""
        return self._exchange("GET", url, None, {}).data

    def _call(
        self, method: str, path: str, body: Json | None = None, extra: Mapping[str, str] | None = None
    ) -> Answer:
        headers = {"Accept-Language": "ru", **(extra or {})}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        answer = self._exchange(method, self._address + path, data, headers)
        return Answer(json.loads(answer.data or b"null"), answer.headers.get("ETag"))

    def _exchange(
        self, method: str, url: str, body: Any, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        """Send a request, again if the system says it is busy; raises `Failed`."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = self._pool.request(method, url, body=body, headers=headers)
            except HTTPError as error:
                raise Failed(f"{method} {url}: нет ответа ({type(error).__name__})") from None
            if answer.status not in _BUSY or attempt == _ATTEMPTS:
                break
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        if answer.status >= 400:  # noqa: PLR2004 - HTTP's own border
            raise Failed(f"{method} {url.partition('?')[0]}: {answer.status}\n{_explained(answer.data)}")
        return answer


class _Watched(io.BytesIO):
    """Bytes that tell how many of them have been read."""

    def __init__(self, data: bytes, told: Callable[[int], None]) -> None:
        super().__init__(data)
        self._told = told

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on."""
        self._told(len(chunk := super().read(size)))
        return chunk


def _explained(body: bytes) -> str:
    """Put a problem into words; anything else is shown as it is."""
    try:
        problem = json.loads(body)
        lines = [f"{problem['code']}: {problem['detail']}"]
        lines += [f"  {error['pointer']}: {error['detail']}" for error in problem["errors"]]
    except (ValueError, KeyError, TypeError):
        return body[:500].decode(errors="replace")
    return "\n".join(lines)
