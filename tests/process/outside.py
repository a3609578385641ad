"""The outside world in this process: the simulators on one line, of which single parts can fail."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from urllib3.exceptions import ReadTimeoutError

from functions.account.app import app as account
from functions.payment.app import app as payment
from local import simulators
from local.simulators import callbacks
from shared.adapters import http
from shared.adapters import identity as identity_adapter
from shared.domain.registries import Registry
from shared.settings import settings
from tests.clock import Clock
from tests.gateway import Gateway
from tests.local.asgi import call
from tests.providers import Wire

HOST = "outside.test"
PATHS = {
    **{str(registry): f"/registries/{registry}/" for registry in Registry},
    "payments": "/payments/",
    "sms": "/sms",
    "second_sms": "/second-sms",
    "call": "/calls",
    "email": "/emails",
    "confirmations": "/identity/",
    "timestamps": "/timestamps",
}
"""Every adapter, by what its address holds."""

Json = dict[str, Any]


@dataclass
class Outside(Wire):
    """The line to all simulators; a part of it may be down, which is an exception or a bad answer."""

    down: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def request(self, method: str, url: str, **sent: Any) -> Any:
        """Carry a request, unless what it is for is down."""
        part = next(part for part, path in PATHS.items() if f"/outside{path}" in f"{url}/")
        self.asked.append(part)
        fault = self.down.get(part)
        if isinstance(fault, Exception):
            raise fault
        return fault or super().request(method, url, **sent)

    def fail(self, *parts: str) -> None:
        """Let these parts be down, and no others."""
        self.down = dict.fromkeys(parts, ReadTimeoutError(None, "", "slow"))  # type: ignore[arg-type]

    def steer(self, method: str, path: str, body: Json | None = None) -> Any:
        """Use a page of the simulators as a person does."""
        answer = call(self.app, method, path, body or {}, host=HOST)
        assert answer.status == 200, answer.data
        return answer.body

    def code_for(self, phone: str, channel: str = "sms") -> str:
        """Read the code of the newest message to a phone; whoever has got none makes one up."""
        sent = self.steer("GET", f"/dev/messages?to={phone.replace('+', '%2B')}")
        words = next((each["text"] for each in sent if each["channel"] == channel), "")
        found = re.search(r"\b\d{6}\b", words)
        return found[0] if found else "000000"


def connect(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Outside:
    """Lead all adapters to the simulators, and what these tell to our doors."""
    line = Outside(simulators.application(folder, print, print), HOST)
    places = {
        "registries_url": "registries",
        "payments_url": "payments",
        "sms_url": "sms",
        "second_sms_url": "second-sms",
        "call_url": "calls",
        "email_url": "emails",
        "identity_url": "identity",
        "timestamp_url": "timestamps",
    }
    for name, place in places.items():
        monkeypatch.setitem(settings.__dict__, name, f"http://{HOST}/outside/{place}")
    monkeypatch.setattr(http, "_POOL", line)
    monkeypatch.setattr(http, "secret", lambda name: f"the secret in {name}")
    monkeypatch.setattr(callbacks, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(callbacks, "_posted", _told)
    monkeypatch.setattr("local.simulators.cashier.datetime", Clock)
    monkeypatch.setattr("local.simulators.identity.datetime", Clock)
    now = SimpleNamespace(time=lambda: Clock.moment.timestamp())  # noqa: PLW0108 - as it will be
    monkeypatch.setattr("local.simulators.identity.time", now)
    identity_adapter._keys.forget()
    return line


def _told(to: str, body: Json) -> int:
    """Carry what a simulator tells to the door that it is for."""
    app = payment if to.endswith("/v1/payments/callback") else account
    path = to[to.index("/v1/") :]
    return Gateway(app, account=None)("POST", path, body).status
