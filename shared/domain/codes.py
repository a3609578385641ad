"""One-time codes sent by SMS: how long they live, and how often they may be asked for (part D)."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.errors import Invalid
from shared.domain.model import Model, Moment

DIGITS = 6
LIFETIME = timedelta(minutes=5)
ATTEMPTS = 5
RESEND = timedelta(seconds=60)
UNUSED_PER_DAY = 10


class Purpose(StrEnum):
    """What a one-time code confirms."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    SIGNATURE = "signature"
    PROFILE = "profile"
    SNILS = "snils"
    PHONE = "phone"
    IDENTITY_SMS = "identity_sms"
    IDENTITY_CALL = "identity_call"


class Code(Model):
    """A code that was sent: of the code and of its recipient only keyed digests are kept."""

    impersonal = True

    account: str
    purpose: Purpose
    recipient: str
    digest: str
    sent_at: Moment
    attempts_left: int = ATTEMPTS

    def refuse_if_dead(self, now: datetime) -> None:
        """Raise `Invalid` when the code has expired or was tried too often."""
        if now >= self.sent_at + LIFETIME:
            raise Invalid("CODE_EXPIRED")
        if self.attempts_left <= 0:
            raise Invalid("CODE_EXHAUSTED")

    def pause(self, now: datetime) -> timedelta:
        """Say how long it is until another code may be asked for; at most zero when it is now."""
        return self.sent_at + RESEND - now


def masked(phone: str) -> str:
    """Show enough of a phone to recognise it: «+7 9•• •••-••-67»."""
    return f"+7 9•• •••-••-{phone[-2:]}"
