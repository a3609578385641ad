"""Signing in: password first, then the code; tokens only after both (aut-03).

The user pool checks the password and makes the tokens. Between the two stands its custom
challenge, which `challenge.py` judges: right is the code that was sent, together with the
session's secret, which only somebody who knew the password has.
"""

import secrets
from typing import Literal, Self

from pydantic_core import PydanticCustomError

from functions.account import codes
from shared.cloud import users
from shared.cloud.users import Tokens
from shared.domain import personal
from shared.domain.account import Purpose
from shared.domain.errors import Invalid, Unauthenticated
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.store import accounts

_NOBODY = "00000000000000000000000000000000"


class Credentials(Model):
    """The phone or the INN, in any spelling, and the password."""

    login: str
    password: str


class Challenge(Model):
    """What is to be answered with the code that was sent."""

    session: str
    factor: Literal["sms"] = "sms"
    sent_to: str
    resend_after: int = codes.RESEND_SECONDS


class ChallengeAnswer(Model):
    """The session and the code."""

    session: str
    code: str


class Refresh(Model):
    """A refresh token."""

    refresh_token: str


class TokensView(Model):
    """The tokens of a session; `expires_in` in seconds."""

    id_token: str
    access_token: str
    refresh_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105

    @classmethod
    def of(cls, tokens: Tokens) -> Self:
        """Hand over tokens."""
        return cls(
            id_token=tokens.id_token,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_in=tokens.expires_in,
        )


def begin(caller: Caller, given: Credentials) -> Challenge:
    """Check the password, and send a code; an unknown login takes the same way (aut-15)."""
    account = _account(given.login)
    if not users.password_is_right(account or _NOBODY, given.password) or account is None:
        raise Unauthenticated("CREDENTIALS_WRONG")
    secret = secrets.token_urlsafe(16)
    sent = codes.send_to(accounts.get(account), caller, Purpose.SIGN_IN, prefix=secret)
    return Challenge(session=f"{account}.{secret}", sent_to=sent.sent_to)


def answer(caller: Caller, given: ChallengeAnswer) -> TokensView:
    """Check the code, and let the pool make the tokens."""
    account, dot, secret = given.session.partition(".")
    if not dot:
        raise Unauthenticated("SESSION_INVALID")
    try:
        accounts.spend(account, Purpose.SIGN_IN, secret + given.code, caller.now)
    except Invalid as refused:
        raise Unauthenticated(refused.code) from None
    tokens = users.answer_challenge(account, secret + given.code)
    if tokens is None:
        raise Unauthenticated("SESSION_INVALID")
    return TokensView.of(tokens)


def refresh(given: Refresh) -> TokensView:
    """Prolong a session."""
    tokens = users.refreshed(given.refresh_token)
    if tokens is None:
        raise Unauthenticated("SESSION_INVALID")
    return TokensView.of(tokens)


def _account(login: str) -> str | None:
    for kind, normalised in (("phone", personal.phone), ("inn", personal.person_inn)):
        try:
            found = accounts.found(kind, normalised(login))
        except PydanticCustomError:
            continue
        if found:
            return found
    return None
