"""The user pool in a test: it keeps passwords, asks our trigger, and makes tokens that say whose they are."""

import base64
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.challenge import app as challenge
from shared.cloud import users
from shared.cloud.users import Known, Tokens
from shared.domain.errors import Invalid
from tests.gateway import Context


@dataclass
class Pool:
    """What Cognito does for us, as far as `shared/cloud/users.py` asks."""

    passwords: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    totp: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refresh_tokens: dict[str, Tokens] = field(default_factory=dict)

    def check_password(self, account: str, password: str) -> Known | None:
        """Know or not; with an authenticator, name a session of its own."""
        self.asked.append((account, password))
        if self.passwords.get(account) != password:
            return None
        return Known(f"pool {account}" if account in self.totp else None)

    def tokens_for(self, account: str, secret: str) -> Tokens | None:
        """Ask the trigger, as Cognito does."""
        event = {
            "triggerSource": "VerifyAuthChallengeResponse_Authentication",
            "userName": account,
            "request": {"challengeAnswer": secret},
            "response": {},
        }
        answered: Any = challenge.handler(event, Context())  # type: ignore[arg-type]
        return self._made(account) if answered["response"]["answerCorrect"] else None

    def answer_totp(self, account: str, session: str, code: str) -> Tokens | None:
        """Judge an authenticator's code."""
        return self._made(account) if (session, code) == (f"pool {account}", self.totp.get(account)) else None

    def refreshed(self, refresh_token: str) -> Tokens | None:
        """Give the same session's tokens again."""
        return self.refresh_tokens.get(refresh_token)

    def create(self, account: str, password: str) -> None:
        """Keep a password."""
        self.passwords[account] = password

    def set_password(self, account: str, password: str) -> None:
        """Keep another password."""
        self.passwords[account] = password

    def admit(self, account: str, role: str) -> None:
        """Keep a role."""
        self.roles[account] = role

    def sign_out(self, account: str) -> None:
        """Forget the refresh tokens of an account."""
        self.refresh_tokens = {
            name: tokens for name, tokens in self.refresh_tokens.items() if tokens.account != account
        }

    def enrol_totp(self, access_token: str) -> str:
        """Make a secret."""
        return f"SECRET OF {access_token}"

    def confirm_totp(self, access_token: str, code: str) -> None:
        """Take 123456 for a right code."""
        if code != "123456":
            raise Invalid("TOTP_WRONG")
        self.totp[access_token] = code

    def drop_totp(self, account: str) -> None:
        """Forget the authenticator."""
        self.totp.pop(account)

    def _made(self, account: str) -> Tokens:
        claims = {"cognito:username": account, "origin_jti": uuid.uuid4().hex}
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        tokens = Tokens(f"h.{body}.s", account, uuid.uuid4().hex, 900)
        self.refresh_tokens[tokens.refresh_token] = tokens
        return tokens


def stand_in(monkeypatch: pytest.MonkeyPatch, **passwords: str) -> Pool:
    """Take the user pool's place."""
    pool = Pool(passwords=dict(passwords))
    for name in (
        *("check_password", "tokens_for", "answer_totp", "refreshed", "create", "set_password"),
        *("admit", "sign_out", "enrol_totp", "confirm_totp", "drop_totp"),
    ):
        monkeypatch.setattr(users, name, getattr(pool, name))
    return pool
