"""A forgotten password: a code to phone or address, and nobody learns who exists (aut-06)."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from pydantic import model_validator

from functions.account import letters, sessions
from shared.adapters import messages
from shared.adapters.http import Unavailable
from shared.cloud import users
from shared.domain.account import Profile
from shared.domain.blocking import TRIES_FROM_AN_ADDRESS
from shared.domain.codes import DIGITS
from shared.domain.errors import Busy
from shared.domain.model import Model
from shared.domain.passwords import Password
from shared.domain.personal import Email, Phone, wrong
from shared.domain.sessions import RECOVERY_LIFETIME, Recovery
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.entry.logs import failure
from shared.store import accounts, guesses, health, recoveries, table

_SECONDS = 0.5


class Forgotten(Model):
    """Where the code should go: the bound phone, or the confirmed address."""

    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.phone is None) == (self.email is None):
            raise wrong("PHONE_OR_EMAIL")
        return self


class RecoveryBegun(Model):
    """What the code is for, whether or not there is somebody to get one."""

    recovery_id: str


class NewPassword(Model):
    """The code, and the password from now on."""

    code: str
    password: Password


def begin(caller: Caller, given: Forgotten) -> RecoveryBegun:
    """Send a code to whoever is found; the answer and its time are the same for everybody."""
    guesses.count(f"recovery from {caller.network_address}", caller.now, TRIES_FROM_AN_ADDRESS)
    with _unhurried():
        identifier, digits = secrets.token_urlsafe(16), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        profile = _found(given)
        caller.about(account_id=profile.account if profile else None)
        recoveries.add(
            Recovery(
                id=identifier,
                account=profile.account if profile else None,
                digest=recoveries.digest(identifier, digits),
                expires_at=caller.now + RECOVERY_LIFETIME,
            )
        )
        if profile:
            _send(caller, given, profile, digits)
    return RecoveryBegun(recovery_id=identifier)


def finish(caller: Caller, recovery_id: str, given: NewPassword) -> None:
    """Set the password, end every session, and lift the block."""
    recovery, used = recoveries.spend(recovery_id, given.code, caller.now)
    account = str(recovery.account)
    caller.about(account_id=account)
    users.set_password(account, given.password)
    table.transact(used)
    profile = accounts.get(account)
    if profile.must_set_password:
        accounts.save(profile, profile.model_copy(update={"must_set_password": False}))
    sessions.end_all(account)
    guesses.forget(f"account {account}")


def _found(given: Forgotten) -> Profile | None:
    if given.email:
        return accounts.with_mailbox(given.email)
    account = accounts.found("phone", str(given.phone))
    return accounts.get(account) if account else None


def _send(caller: Caller, given: Forgotten, profile: Profile, digits: str) -> None:
    """Hand the code over; that a provider is down must not tell who exists, so it is only logged."""
    try:
        if given.email:
            letters.send(caller, given.email, "recovery", code=digits)
        else:
            words = text("sms", "recovery", caller.language, code=digits)
            key = secrets.token_hex(16)
            messages.text_message(profile.phone, words, key=key, report=health.noted(caller.now))
    except (Unavailable, Busy) as down:
        failure(down, request_id=caller.request_id)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Take half a second, however little there is to do."""
    started = time.monotonic()
    yield
    time.sleep(max(0.0, started + _SECONDS - time.monotonic()))
