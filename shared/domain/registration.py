"""On the way to an account: what a person says of themselves, and what is yet to be confirmed."""

from pydantic import Field, ValidationInfo, field_validator

from shared.domain.account import Level, Profile
from shared.domain.model import Model, Moment
from shared.domain.personal import Email, IsoDate, NamePart, Phone, Snils, wrong


class Registration(Model):
    """What registration asks for, but the password, which only the user pool ever holds (reg-01)."""

    surname: NamePart
    name: NamePart
    no_patronymic: bool = False
    patronymic: NamePart | None = Field(default=None, validate_default=True)
    birth_date: IsoDate
    snils: Snils
    phone: Phone
    email: Email | None = None

    @field_validator("patronymic")
    @classmethod
    def _said(cls, patronymic: str | None, known: ValidationInfo) -> str | None:
        if patronymic is None and not known.data.get("no_patronymic"):
            raise wrong("PATRONYMIC_REQUIRED")
        return patronymic

    def profile(self, account: str, confirmed_at: Moment) -> Profile:
        """Make the profile of somebody whose phone has been confirmed."""
        known = self.model_dump(include=set(Registration.model_fields) & set(Profile.model_fields))
        return Profile(account=account, level=Level.BASIC, phone_confirmed_at=confirmed_at, **known)


class EmailLink(Model):
    """A link in a letter, and the keyed digest of the address that opening it confirms (reg-04)."""

    impersonal = True

    account: str
    email: str
    expires_at: Moment
