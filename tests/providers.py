"""The outside world in a test: what was asked of it, and answers chosen by the test."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from local import simulators
from local.simulators import callbacks
from shared.adapters import http
from shared.settings import settings
from tests.local.asgi import App, send

Call = dict[str, Any]


@dataclass
class Outside:
    """Takes every outside call; `answers` maps a part of the URL to an answer or to a fault."""

    answers: dict[str, Call | Exception] = field(default_factory=dict)
    calls: list[tuple[str, Call, str]] = field(default_factory=list)

    def post(self, url: str, body: Call, *, key: str, token: str, seconds: float) -> Call:  # noqa: ARG002
        """Note the call, and answer it."""
        self.calls.append((url, body, key))
        answer = next((answer for part, answer in self.answers.items() if part in url), {})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, url: str, *, seconds: float) -> Call:
        """Note the question, and answer it."""
        return self.post(url, {}, key="", token="", seconds=seconds)

    def to(self, part: str) -> list[Call]:
        """List the bodies that went to a URL."""
        return [body for url, body, _ in self.calls if part in url]


@dataclass
class Wire:
    """Leads our own HTTP client to an application in this process."""

    app: App
    host: str
    broken: Exception | None = None

    def request(self, method: str, url: str, **sent: Any) -> Any:
        """Send a request, and give the answer as urllib3 would."""
        if self.broken:
            raise self.broken
        headers = {name.replace("-", "_").lower(): value for name, value in sent.get("headers", {}).items()}
        body = urlencode(sent["fields"]).encode() if "fields" in sent else sent.get("body", b"")
        target = url.removeprefix(f"http://{self.host}")
        return send(self.app, method, target, body, **headers, host=self.host)


def outside(monkeypatch: pytest.MonkeyPatch, **answers: Call | Exception) -> Outside:
    """Stand in for all providers."""
    world = Outside(answers)
    monkeypatch.setattr(http, "post", world.post)
    monkeypatch.setattr(http, "get", world.get)
    return world


def payment_provider(monkeypatch: pytest.MonkeyPatch, store: Path, host: str) -> Wire:
    """Lead our own HTTP client to the simulators, and payments to the provider there, which tells nobody."""
    line = Wire(simulators.application(store, print, print), host)
    monkeypatch.setattr(http, "_POOL", line)
    monkeypatch.setattr(http, "secret", lambda name: f"the password in {name}")
    monkeypatch.setitem(settings.__dict__, "payments_url", f"http://{host}/outside/payments")
    monkeypatch.setattr(callbacks, "_posted", lambda *_: 200)
    return line
