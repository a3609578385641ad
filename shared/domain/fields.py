"""The application form (requirements A.3): what may be typed, and what is still missing."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationInfo, field_validator

from shared.domain import personal
from shared.domain.errors import Flaw
from shared.domain.model import Model
from shared.domain.personal import (
    DepartmentCode,
    Email,
    EmployerInn,
    IsoDate,
    NamePart,
    PassportNumber,
    PassportSeries,
    PersonInn,
    Phone,
    Postcode,
    Snils,
)

MIN_AGE = 14

Text = Annotated[str, StringConstraints(min_length=1, max_length=255)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class Sex(StrEnum):
    """Sex, as in the passport (prf-04)."""

    MALE = "male"
    FEMALE = "female"


class PolicyType(StrEnum):
    """The form of an OMS policy (prf-13)."""

    DIGITAL = "digital"
    PLASTIC = "plastic"
    PAPER = "paper"
    OLD = "old"


class Passport(Model):
    """The internal passport (prf-05)."""

    series: PassportSeries | None = None
    number: PassportNumber | None = None
    issued_on: IsoDate | None = None
    issuer: Text | None = None
    department_code: DepartmentCode | None = None


class OmsPolicy(Model):
    """A policy of compulsory medical insurance (oms-10); an old one has no check digit."""

    type: PolicyType | None = None
    number: ShortText | None = None

    @field_validator("number")
    @classmethod
    def _checked(cls, typed: str | None, known: ValidationInfo) -> str | None:
        policy = known.data.get("type")
        if typed is None or policy is None:
            return typed
        return personal.old_policy(typed) if policy is PolicyType.OLD else personal.unified_policy(typed)


class Address(Model):
    """An address in Russia (prf-10)."""

    region: Text | None = None
    locality: Text | None = None
    street: Text | None = None
    house: ShortText | None = None
    flat: ShortText | None = None
    postcode: Postcode | None = None


class Employer(Model):
    """Where the applicant works."""

    name: Text | None = None
    inn: EmployerInn | None = None
    position: Text | None = None


class Fields(Model):
    """The form as far as it has been filled in; every field may still be empty."""

    surname: NamePart | None = None
    name: NamePart | None = None
    patronymic: NamePart | None = None
    no_patronymic: bool = False
    birth_date: IsoDate | None = None
    birth_place: Text | None = None
    sex: Sex | None = None
    snils: Snils | None = None
    inn: PersonInn | None = None
    passport: Passport = Passport()
    oms_policy: OmsPolicy = OmsPolicy()
    registration_address: Address = Address()
    actual_address: Address = Address()
    actual_same_as_registration: bool = False
    phone: Phone | None = None
    email: Email | None = None
    employer: Employer = Employer()
    clinic_code: ShortText | None = None

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, in the order of the passport."""
        return " ".join(filter(None, (self.surname, self.name, self.patronymic)))

    @property
    def residence(self) -> Address:
        """Where the applicant lives."""
        return self.registration_address if self.actual_same_as_registration else self.actual_address

    def merged(self, patch: dict[str, Any]) -> "Fields":
        """Apply a JSON merge patch (RFC 7396) and check the outcome."""
        return Fields.model_validate(_merge(self.model_dump(mode="json"), patch))


def _merge(target: object, patch: object) -> object:
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merge(merged.get(name), value)
    return merged


_OPTIONAL = {"email", "patronymic", "flat", "no_patronymic", "actual_same_as_registration"}


def missing(fields: Fields, today: date) -> list[Flaw]:
    """List every field that still keeps the application from being sent (app-03, app-08)."""
    return [*_empty(fields), *_impossible(fields, today)]


def _empty(fields: Fields) -> Iterator[Flaw]:
    for pointer, value in _leaves(fields, "/fields"):
        if value is None:
            yield Flaw(pointer, "INN_REQUIRED" if pointer == "/fields/inn" else "REQUIRED")
    if fields.patronymic is None and not fields.no_patronymic:
        yield Flaw("/fields/patronymic", "PATRONYMIC_REQUIRED")


def _leaves(part: Model, pointer: str) -> Iterator[tuple[str, object]]:
    for name, value in part:
        if name == "actual_address" and isinstance(part, Fields) and part.actual_same_as_registration:
            continue
        if isinstance(value, Model):
            yield from _leaves(value, f"{pointer}/{name}")
        elif name not in _OPTIONAL:
            yield f"{pointer}/{name}", value


def _impossible(fields: Fields, today: date) -> Iterator[Flaw]:
    born, issued = fields.birth_date, fields.passport.issued_on
    if born and personal.birthday(born, MIN_AGE) > today:
        yield Flaw(
            "/fields/birth_date", "AGE_TOO_LOW" if born <= today else "DATE_IN_FUTURE", {"age": MIN_AGE}
        )
    if issued and issued > today:
        yield Flaw("/fields/passport/issued_on", "DATE_IN_FUTURE")
    elif issued and born and issued < personal.birthday(born, MIN_AGE):
        yield Flaw("/fields/passport/issued_on", "PASSPORT_TOO_EARLY", {"age": MIN_AGE})
