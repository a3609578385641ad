"""A person with an account: the profile, and the one-time codes that confirm an act."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.errors import Invalid
from shared.domain.fields import Address, Fields, Passport
from shared.domain.model import Model, Moment
from shared.domain.personal import Email, IsoDate, NamePart, PersonInn, Phone, Snils

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=5)
CODE_ATTEMPTS = 5


class Level(StrEnum):
    """How well the identity behind an account is known."""

    BASIC = "basic"
    CONFIRMED = "confirmed"


class Profile(Model):
    """What is known of an account's holder."""

    account: str
    level: Level
    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None
    birth_date: IsoDate
    snils: Snils
    phone: Phone
    inn: PersonInn | None = None
    email: Email | None = None
    email_confirmed: bool = False
    passport: Passport | None = None
    registration_address: Address | None = None

    def prefill(self) -> Fields:
        """Fill the form with what the profile knows (prf-14)."""
        known = self.model_dump(mode="json", exclude_none=True, include=set(Fields.model_fields))
        return Fields.model_validate({**known, "no_patronymic": self.patronymic is None})


class Purpose(StrEnum):
    """What a one-time code confirms."""

    SIGN_IN = "sign_in"
    SIGNATURE = "signature"
    PROFILE = "profile"
    SNILS = "snils"
    PHONE = "phone"


class Code(Model):
    """A one-time code that was sent: only its keyed digest is kept."""

    impersonal = True

    account: str
    purpose: Purpose
    digest: str
    expires_at: Moment
    attempts_left: int = CODE_ATTEMPTS

    def refuse_if_dead(self, now: datetime) -> None:
        """Raise `Invalid` when the code has expired or was tried too often."""
        if now >= self.expires_at:
            raise Invalid("CODE_EXPIRED")
        if self.attempts_left <= 0:
            raise Invalid("CODE_EXHAUSTED")


def masked(phone: str) -> str:
    """Show enough of a phone to recognise it: «+7 9•• •••-••-67»."""
    return f"+7 9•• •••-••-{phone[-2:]}"
