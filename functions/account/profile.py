"""The own profile: what the account knows of its holder, and changing it (group prf)."""

import secrets
from typing import Any, Self

from pydantic import Field, ValidationError

from functions.account import letters
from shared.adapters import registries
from shared.domain.account import PHONE_TRUSTED, REVERIFIED, Level, Profile
from shared.domain.codes import Purpose
from shared.domain.errors import Conflict, Flaw, Invalid, Stale
from shared.domain.fields import Address, Passport
from shared.domain.model import Model, Moment
from shared.domain.personal import Email, IsoDate, NamePart, PersonInn, Phone, Snils, same_name
from shared.domain.registries import Outcome, Registry
from shared.entry import problems
from shared.entry.caller import Caller
from shared.store import accounts, codes
from shared.store.table import Write


class Services(Model):
    """What the account can be used for now (idv-07)."""

    medical_book: bool


class ProfileView(Model):
    """What the account knows of its holder; `phone_outdated` after a year without a confirmation (aut-13)."""

    account_id: str
    level: Level
    surname: str
    name: str
    patronymic: str | None
    birth_date: IsoDate
    snils: str
    inn: str | None
    inn_verified: bool
    phone: str
    phone_confirmed_at: Moment | None
    phone_outdated: bool
    email: str | None
    email_confirmed: bool
    passport: Passport | None
    registration_address: Address | None
    must_set_password: bool
    reverification_required: bool
    services: Services
    revision: int

    @classmethod
    def of(cls, profile: Profile, caller: Caller) -> Self:
        """Show a profile."""
        known = profile.model_dump(exclude={"account", "renamed"})
        asked = profile.phone_confirmed_at
        outdated = asked is not None and caller.now > asked + PHONE_TRUSTED
        services = Services(medical_book=profile.trusted)
        return cls(account_id=profile.account, phone_outdated=outdated, services=services, **known)


class Changes(Model):
    """What may be changed, each field for itself; an address is replaced part by part."""

    surname: NamePart | None = None
    name: NamePart | None = None
    patronymic: NamePart | None = None
    snils: Snils | None = None
    inn: PersonInn | None = None
    phone: Phone | None = None
    email: Email | None = None
    passport: dict[str, Any] | None = None
    registration_address: dict[str, Any] | None = None


class Patch(Changes):
    """A JSON merge patch with the code that confirms it; for a new phone also the code sent there.

    Another SNILS needs a code that was asked for this purpose, also in a fresh session (idv-08).
    """

    confirmation_code: str = Field(repr=False)
    phone_code: str | None = Field(default=None, repr=False)


def of(caller: Caller) -> ProfileView:
    """Show the caller's profile."""
    return ProfileView.of(accounts.get(caller.account), caller)


def change(caller: Caller, revision: int, patch: Patch) -> ProfileView:
    """Change the profile that the caller has seen; without the right code nothing changes (prf-18)."""
    before = accounts.get(caller.account)
    if before.revision != revision:
        raise Stale("REVISION_STALE")
    purpose = Purpose.SNILS if "snils" in patch.model_fields_set else Purpose.PROFILE
    confirmed = [*codes.spend(caller.account, purpose, patch.confirmation_code, caller.now)]
    after = _merged(before, patch)
    if after.snils != before.snils and before.level is Level.CONFIRMED:
        raise Conflict("SNILS_CONFIRMED")
    if after.phone != before.phone:
        confirmed += _new_phone(caller, patch)
        after = after.model_copy(update={"phone_confirmed_at": caller.now})
    if after.email != before.email:
        after = after.model_copy(update={"email_confirmed": False})
    if after.inn != before.inn:
        after = after.model_copy(update={"inn_verified": _verified(after)})
    if not same_name(after.surname, before.surname):
        after = after.model_copy(update={"renamed": True})
    if any(getattr(after, name) != getattr(before, name) for name in REVERIFIED):
        after = after.model_copy(update={"reverification_required": before.level is Level.CONFIRMED})
    saved = accounts.save(before, after, *confirmed)
    if saved.email and saved.email != before.email:
        letters.confirm_address(caller, saved.account, saved.email)
    return ProfileView.of(saved, caller)


def _merged(before: Profile, patch: Patch) -> Profile:
    """Apply the patch (RFC 7396) and check the outcome."""
    given = patch.model_dump(mode="json", include=patch.model_fields_set & set(Changes.model_fields))
    known = before.model_dump(mode="json")
    for name, value in given.items():
        part = isinstance(value, dict)
        known[name] = {**(known[name] or {}), **value} if part else value
    try:
        return Profile.model_validate(known, strict=False)
    except ValidationError as error:
        raise problems.refused(error, "BODY_INVALID") from None


def _new_phone(caller: Caller, patch: Patch) -> tuple[Write, ...]:
    """Require the code that was sent to the new phone (aut-13)."""
    if patch.phone_code is None:
        raise Invalid("BODY_INVALID", Flaw("/phone_code", "REQUIRED"))
    return codes.spend(caller.account, Purpose.PHONE, patch.phone_code, caller.now, patch.phone)


def _verified(profile: Profile) -> bool:
    """Ask the tax registry whose INN it is; a registry that is down stops nothing (prf-15)."""
    if profile.inn is None:
        return False
    asked = registries.ask_one(Registry.TAX, profile.prefill(), secrets.token_hex(16))
    if asked.outcome in (Outcome.MISMATCH, Outcome.NOT_FOUND) and "inn" in (asked.fields or ("inn",)):
        raise Invalid("BODY_INVALID", Flaw("/inn", "INN_MISMATCH"))
    return asked.outcome is Outcome.MATCH
