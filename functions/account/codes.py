"""One-time codes by SMS or by a call: made, remembered by their digest, and handed to the provider."""

import secrets
from math import ceil
from typing import Literal

from pydantic import model_validator

from shared.adapters import messages
from shared.adapters.http import Unavailable
from shared.domain import codes
from shared.domain.codes import DIGITS, RESEND, Purpose, masked
from shared.domain.errors import Busy, TooMany
from shared.domain.model import Model
from shared.domain.personal import Phone, wrong
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import accounts, health, table
from shared.store import codes as store

RETRY_SECONDS = 30


class CodeRequest(Model):
    """What a code is wanted for; one for a new phone goes to that phone."""

    purpose: Literal[Purpose.PROFILE, Purpose.SIGNATURE, Purpose.SNILS, Purpose.PHONE]
    phone: Phone | None = None

    @model_validator(mode="after")
    def _to_the_own_phone(self) -> "CodeRequest":
        if self.phone and self.purpose is not Purpose.PHONE:
            raise wrong("FIELD_UNKNOWN")
        return self


class CodeSent(Model):
    """Where the code went; another one may be asked for after `resend_after` seconds."""

    sent_to: str
    resend_after: int = int(RESEND.total_seconds())


def send(caller: Caller, wanted: CodeRequest) -> CodeSent:
    """Send the caller a code for a purpose."""
    phone = wanted.phone or accounts.get(caller.account).phone
    return send_to(caller.account, phone, caller, wanted.purpose)


def send_to(account: str, phone: str, caller: Caller, purpose: Purpose) -> CodeSent:
    """Send a code, or point to the one sent less than a minute ago, which is still good (ntf-03)."""
    last = store.last(account, purpose)
    if last and last.recipient == store.recipient(phone) and (pause := _seconds(last, caller)) > 0:
        if last.attempts_left <= 0:
            raise TooMany("CODE_TOO_SOON", retry_after=pause)
        return CodeSent(sent_to=masked(phone), resend_after=pause)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    store.remember(account, purpose, phone, digits, caller.now)
    try:
        _deliver(phone, purpose, caller, digits)
    except Unavailable:
        table.transact(*store.spend(account, purpose, digits, caller.now))
        raise Busy("SERVICE_UNAVAILABLE", retry_after=RETRY_SECONDS) from None
    return CodeSent(sent_to=masked(phone))


def _deliver(phone: str, purpose: Purpose, caller: Caller, digits: str) -> None:
    if purpose is Purpose.IDENTITY_CALL:
        said, provider = "calls", messages.voice_call
    else:
        said, provider = "sms", messages.text_message
    words = text(said, "code", caller.language, code=digits)
    provider(phone, words, key=secrets.token_hex(16), report=health.noted(caller.now))


def _seconds(last: codes.Code, caller: Caller) -> int:
    return ceil(last.pause(caller.now).total_seconds())
