"""A person with an account: the profile, and what may be changed in it."""

from datetime import timedelta
from enum import StrEnum

from shared.domain.fields import Address, Fields, Passport
from shared.domain.model import Model, Moment
from shared.domain.personal import Email, IsoDate, NamePart, PersonInn, Phone, Snils

PHONE_TRUSTED = timedelta(days=365)
REVERIFIED = frozenset({"surname", "name", "patronymic", "passport"})


class Level(StrEnum):
    """How well the identity behind an account is known."""

    BASIC = "basic"
    CONFIRMED = "confirmed"


class Profile(Model):
    """What is known of an account's holder.

    The INN signs in only once the tax registry has confirmed it (C-26). `renamed` tells that the surname
    has changed since the account was opened.
    """

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
    inn_verified: bool = False
    must_set_password: bool = False
    reverification_required: bool = False
    renamed: bool = False
    phone_confirmed_at: Moment | None = None
    revision: int = 0

    @property
    def trusted(self) -> bool:
        """Whether its holder is known well enough to get a book (idv-01, prf-16)."""
        return self.level is Level.CONFIRMED and not self.reverification_required

    def prefill(self) -> Fields:
        """Fill the form with what the profile knows (prf-14)."""
        known = self.model_dump(mode="json", exclude_none=True, include=set(Fields.model_fields))
        return Fields.model_validate({**known, "no_patronymic": self.patronymic is None})
