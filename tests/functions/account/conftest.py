"""What the tests of the account share: a pool, the providers outside, a clock, and a person."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from functions.account.app import app
from shared.store import accounts
from tests.builders import FIELDS, HOLDER, profile
from tests.clock import Clock, clock, later
from tests.functions.account.pool import Pool, stand_in
from tests.gateway import Gateway, Reply
from tests.providers import Outside, outside

PASSWORD = "Пароль123"


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> Pool:  # noqa: ARG001 - the table
    """A pool with one person, who has a profile."""
    accounts.add(profile())
    monkeypatch.setattr("functions.account.recovery.time.sleep", lambda seconds: None)  # noqa: ARG005
    return stand_in(monkeypatch, **{HOLDER: PASSWORD})


@pytest.fixture
def world(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Outside:  # noqa: ARG001 - both or none
    """The providers of messages and the registries."""
    return outside(monkeypatch)


@dataclass
class Door:
    """A person before the front door, with what was sent to them."""

    world: Outside
    call: Gateway

    def sign_in(self, login: str = FIELDS["phone"], password: str = PASSWORD, **more: Any) -> Reply:
        return self.call("POST", "/v1/sessions", {"login": login, "password": password, **more})

    def answer(self, session: str, code: str, **more: Any) -> Reply:
        return self.call("POST", "/v1/sessions/answer", {"session": session, "code": code, **more})

    def code(self, channel: str = "sms") -> str:
        """Read the code of the last message."""
        found = re.search(r"\b\d{6}\b", str(self.world.to(channel)[-1]["text"]))
        assert found
        return found[0]

    def wrong(self) -> str:
        """Make up a code that is not the right one."""
        return f"{(int(self.code()) + 1) % 10**6:06}"

    def enter(self, login: str = FIELDS["phone"], password: str = PASSWORD) -> Any:
        """Sign in with both factors."""
        return self.answer(self.sign_in(login, password).json["session"], self.code()).json


@pytest.fixture
def door(world: Outside) -> Door:
    """Nobody yet."""
    return Door(world, Gateway(app, account=None))


__all__ = ["Clock", "clock", "later"]
