"""Signing in: password first, then the second factor; tokens only after both (aut-03).

The user pool checks passwords and authenticator codes, and makes the tokens. A code by SMS is
ours: whoever gives it gets a grant, which the pool's own challenge redeems (`challenge.py`).
"""

import secrets
from typing import Literal, Self

from pydantic_core import PydanticCustomError

from functions.account import codes
from shared.cloud import users
from shared.cloud.users import Tokens
from shared.domain import personal
from shared.domain.account import Profile
from shared.domain.blocking import TRIES_FROM_AN_ADDRESS, TRIES_OF_AN_ACCOUNT
from shared.domain.codes import Purpose
from shared.domain.errors import Invalid, Problem, Unauthenticated
from shared.domain.model import Model, Moment
from shared.domain.passwords import Password
from shared.domain.sessions import SIGN_IN_LIFETIME, Factor, Session, SignIn
from shared.entry.caller import Caller
from shared.store import accounts, guesses, presence, table
from shared.store import codes as code_store
from shared.store import sessions as store
from shared.store.table import Write

_NOBODY = "00000000000000000000000000000000"
_DEVICE_LENGTH = 200


class Credentials(Model):
    """The phone or the INN, in any spelling, and the password; `factor` asks for an SMS, not the app."""

    login: str
    password: str
    factor: Literal[Factor.SMS] | None = None


class Challenge(Model):
    """What is to be answered with the code; `sent_to` is empty where an app makes it."""

    session: str
    factor: Factor
    sent_to: str | None = None
    resend_after: int | None = None
    must_set_password: bool = False


class ChallengeAnswer(Model):
    """The session and the code; a new password where one must be set (aut-02)."""

    session: str
    code: str
    password: Password | None = None


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


class SessionView(Model):
    """A session as its owner sees it.

    `device` is what the browser or app calls itself, `passkey_at` when a passkey was last shown in it.
    """

    id: str
    device: str
    started_at: Moment
    seen_at: Moment
    passkey_at: Moment | None
    current: bool


class SessionList(Model):
    """The sessions that are alive, newest first."""

    items: list[SessionView]


def begin(caller: Caller, given: Credentials) -> Challenge:
    """Check the password, and ask for the second factor; an unknown login takes the same way (aut-15)."""
    account, login = _found(given.login)
    caller.about(account_id=account)
    address = f"address {caller.network_address}"
    guesses.at(address).refuse_if_blocked(caller.now)
    tries = guesses.count(login, caller.now, TRIES_OF_AN_ACCOUNT)
    known = users.check_password(account or _NOBODY, given.password)
    if known is None or account is None:
        guesses.count(address, caller.now, TRIES_FROM_AN_ADDRESS)
        tries.refuse_if_blocked(caller.now)
        raise Unauthenticated("CREDENTIALS_WRONG")
    guesses.forget(login)
    profile = accounts.get(account)
    by_sms = given.factor is Factor.SMS or profile.must_set_password
    return _challenge(caller, profile, None if by_sms else known.session)


def answer(caller: Caller, given: ChallengeAnswer) -> TokensView:
    """Check the second factor, and open a session."""
    waiting = store.waiting(given.session, caller.now)
    caller.about(account_id=waiting.account)
    profile = accounts.get(waiting.account)
    if profile.must_set_password and given.password is None:
        raise Invalid("PASSWORD_MUST_BE_SET")
    try:
        if waiting.factor is Factor.TOTP:
            tokens = _judged(waiting, given, caller)
        else:
            spent = code_store.spend(waiting.account, Purpose.SIGN_IN, given.code, caller.now)
            tokens = tokens_for(waiting.account, caller, *spent, store.finish(given.session))
    except Invalid as refused:
        raise Unauthenticated(refused.code) from None
    if profile.must_set_password and given.password:
        users.set_password(profile.account, given.password)
        accounts.save(profile, profile.model_copy(update={"must_set_password": False}))
    return _opened(caller, tokens)


def open_for(caller: Caller, account: str) -> TokensView:
    """Open a session for somebody whom another provider has vouched for."""
    return _opened(caller, tokens_for(account, caller))


def tokens_for(account: str, caller: Caller, *also: Write) -> Tokens:
    """Let the pool make tokens without the password: the one way in is a grant that only we can give."""
    secret = secrets.token_urlsafe(32)
    table.transact(store.grant(account, secret, caller.now), *also)
    tokens = users.tokens_for(account, secret)
    if tokens is None:
        raise Unauthenticated("SESSION_INVALID")
    return tokens


def refresh(caller: Caller, given: Refresh) -> TokensView:
    """Prolong a session that has not ended."""
    tokens = users.refreshed(given.refresh_token)
    if tokens is None:
        raise Unauthenticated("SESSION_INVALID")
    caller.about(account_id=tokens.account, session_id=tokens.session)
    store.touch(tokens.account, tokens.session, caller.now)
    return TokensView.of(tokens)


def listed(caller: Caller) -> SessionList:
    """Show the caller's sessions."""
    return SessionList(
        items=[
            SessionView(current=one.id == caller.session, **one.model_dump(exclude={"account"}))
            for one in store.of(caller.account, caller.now)
        ]
    )


def end(caller: Caller, session_id: str) -> None:
    """End one of the caller's sessions; its tokens are refused within 15 seconds (aut-11)."""
    store.end(caller.account, session_id)
    presence.forget(caller.account, session_id)


def end_all(account: str) -> None:
    """End every session of an account, and with them its refresh tokens."""
    store.end_all(account)
    users.sign_out(account)


def _challenge(caller: Caller, profile: Profile, pool_session: str | None) -> Challenge:
    factor = Factor.TOTP if pool_session else Factor.SMS
    token = secrets.token_urlsafe(32)
    until = caller.now + SIGN_IN_LIFETIME
    store.begin(
        token,
        SignIn(account=profile.account, factor=factor, pool_session=pool_session, expires_at=until),
    )
    asked = {"session": token, "factor": factor, "must_set_password": profile.must_set_password}
    if factor is Factor.TOTP:
        return Challenge.model_validate(asked)
    sent = codes.send_to(profile.account, profile.phone, caller, Purpose.SIGN_IN)
    return Challenge.model_validate({**asked, **sent.model_dump()})


def _judged(waiting: SignIn, given: ChallengeAnswer, caller: Caller) -> Tokens:
    """Let the pool judge an authenticator's code; the same code is not good twice (aut-04)."""
    tokens = users.answer_totp(waiting.account, str(waiting.pool_session), given.code)
    if tokens is None:
        store.failed(given.session, waiting)
        raise Invalid("TOTP_WRONG")
    try:
        table.transact(store.first_use(waiting.account, given.code, caller.now), store.finish(given.session))
    except Problem:
        store.failed(given.session, waiting)
        raise Invalid("TOTP_WRONG") from None
    return tokens


def _opened(caller: Caller, tokens: Tokens) -> TokensView:
    caller.about(account_id=tokens.account, session_id=tokens.session)
    table.transact(
        store.add(
            Session(
                id=tokens.session,
                account=tokens.account,
                device=caller.device[:_DEVICE_LENGTH],
                started_at=caller.now,
                seen_at=caller.now,
            )
        )
    )
    return TokensView.of(tokens)


def _found(login: str) -> tuple[str | None, str]:
    """Find the account of a login, and a name for its guesses, which an unknown login has as well."""
    for kind, normalised in (("phone", personal.phone), ("inn", personal.person_inn)):
        try:
            known = normalised(login)
        except PydanticCustomError:
            continue
        account = accounts.found(kind, known)
        return account, f"account {account}" if account else f"login {known}"
    return None, f"login {login.strip()}"
