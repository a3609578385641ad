"""The own profile."""

from typing import Self

from shared.domain.account import Level, Profile
from shared.domain.fields import Address, Passport
from shared.domain.model import Model
from shared.domain.personal import IsoDate
from shared.entry.caller import Caller
from shared.store import accounts


class ProfileView(Model):
    """What the account knows of its holder."""

    account_id: str
    level: Level
    surname: str
    name: str
    patronymic: str | None
    birth_date: IsoDate
    snils: str
    inn: str | None
    phone: str
    email: str | None
    email_confirmed: bool
    passport: Passport | None
    registration_address: Address | None

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Show a profile."""
        known = profile.model_dump(exclude={"account"})
        return cls(account_id=profile.account, **known)


def of(caller: Caller) -> ProfileView:
    """Show the caller's profile."""
    return ProfileView.of(accounts.get(caller.account))
