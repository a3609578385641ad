"""One-time codes by SMS: made, remembered by their digest, and handed to the provider."""

import secrets
from typing import Literal

from shared.adapters import messages
from shared.adapters.http import Unavailable
from shared.domain.account import CODE_DIGITS, Profile, Purpose, masked
from shared.domain.errors import Busy
from shared.domain.model import Model
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import accounts

RESEND_SECONDS = 60
_RETRY_SECONDS = 30


class CodeRequest(Model):
    """What a code is wanted for."""

    purpose: Literal[Purpose.PROFILE, Purpose.SIGNATURE, Purpose.SNILS, Purpose.PHONE]


class CodeSent(Model):
    """Where the code went; another one should be asked for after `resend_after` seconds."""

    sent_to: str
    resend_after: int = RESEND_SECONDS


def send(caller: Caller, purpose: Purpose) -> CodeSent:
    """Send the caller a code for a purpose."""
    return send_to(accounts.get(caller.account), caller, purpose)


def send_to(profile: Profile, caller: Caller, purpose: Purpose, prefix: str = "") -> CodeSent:
    """Send a profile's holder a code; with a prefix, the code is good only together with it."""
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    accounts.remember(profile.account, purpose, prefix + digits, caller.now)
    try:
        messages.text_message(
            profile.phone, text("sms", "code", caller.language, code=digits), key=secrets.token_hex(16)
        )
    except Unavailable:
        raise Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS) from None
    return CodeSent(sent_to=masked(profile.phone))
