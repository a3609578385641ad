"""Personal data as types: each normalises what people type and refuses what cannot be right.

A refused value raises a pydantic error whose type is a stable code (`INN_CHECKSUM`), which
finds its text in the catalogues. Messages never hold the value.
"""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015()№.]+")
_NAME = re.compile(r"[А-ЯЁа-яёIVXLC' ’.\-]{1,100}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMAIL = re.compile(
    r"[^@\s<>()\[\],;:\"\\]{1,64}@(?:[a-z0-9а-яё](?:[a-z0-9а-яё-]{0,61}[a-z0-9а-яё])?\.)+[a-zа-я]{2,}",
    re.IGNORECASE,
)
_FIRST_CHECKED_SNILS = 1_001_998
_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def wrong(code: str) -> PydanticCustomError:
    """Build the error that pydantic reports for a refused value."""
    return PydanticCustomError(code, "{code}", {"code": code})


def _digits(typed: str) -> str:
    return _SEPARATORS.sub("", typed)


def _number(typed: str, lengths: tuple[int, ...], code: str) -> str:
    number = _digits(typed)
    if len(number) not in lengths or not (number.isascii() and number.isdigit()):
        raise wrong(code)
    return number


def snils(typed: str) -> str:
    """Normalise a SNILS to 11 digits; its check number counts above 001-001-998 (val-04)."""
    number = _number(typed, (11,), "SNILS_FORMAT")
    body, check = int(number[:9]), int(number[9:])
    if body == 0:
        raise wrong("SNILS_FORMAT")
    weighted = sum(weight * int(digit) for weight, digit in zip(range(9, 0, -1), number, strict=False))
    if body > _FIRST_CHECKED_SNILS and weighted % 101 % 100 != check:
        raise wrong("SNILS_CHECKSUM")
    return number


def _inn_digit(number: str) -> int:
    weights = _INN_WEIGHTS[-len(number) :]
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 % 10


def _inn_of(typed: str, lengths: tuple[int, ...]) -> str:
    number = _number(typed, lengths, "INN_FORMAT")
    checked = range(9, 10) if len(number) == 10 else range(10, 12)  # noqa: PLR2004 - organisations have 10
    if any(_inn_digit(number[:place]) != int(number[place]) for place in checked):
        raise wrong("INN_CHECKSUM")
    return number


def person_inn(typed: str) -> str:
    """Normalise a person's INN to 12 digits with both check digits (val-10)."""
    return _inn_of(typed, (12,))


def employer_inn(typed: str) -> str:
    """Normalise an employer's INN: 10 digits, or 12 for a sole trader (val-10)."""
    return _inn_of(typed, (10, 12))


def unified_policy(typed: str) -> str:
    """Normalise a unified OMS policy number: 16 digits, the last one by Luhn (oms-10)."""
    number = _number(typed, (16,), "OMS_FORMAT")
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    if sum(sum(divmod(value, 10)) for value in doubled) % 10:
        raise wrong("OMS_CHECKSUM")
    return number


def old_policy(typed: str) -> str:
    """Normalise the series and number of an old OMS policy; it has no check digit (oms-10)."""
    number = _digits(typed).upper()
    if not re.fullmatch(r"[0-9A-ZА-ЯЁ]{6,20}", number):
        raise wrong("OMS_FORMAT")
    return number


def passport_series(typed: str) -> str:
    """Normalise a passport's series to 4 digits (prf-06)."""
    return _number(typed, (4,), "PASSPORT_FORMAT")


def passport_number(typed: str) -> str:
    """Normalise a passport's number to 6 digits (prf-06)."""
    return _number(typed, (6,), "PASSPORT_FORMAT")


def department_code(typed: str) -> str:
    """Normalise the code of the issuing department to NNN-NNN (prf-08, C-07)."""
    number = _number(typed, (6,), "DEPARTMENT_CODE_FORMAT")
    return f"{number[:3]}-{number[3:]}"


def phone(typed: str) -> str:
    """Normalise a Russian mobile phone to E.164, ``+79XXXXXXXXX`` (prf-11)."""
    number = _digits(typed).removeprefix("+")
    if len(number) == 11 and number[0] in "78":  # noqa: PLR2004 - with the country code or the old 8
        number = number[1:]
    if not re.fullmatch(r"9[0-9]{9}", number):
        raise wrong("PHONE_FORMAT")
    return f"+7{number}"


def email(typed: str) -> str:
    """Check an e-mail address for syntax and length (prf-11)."""
    if len(typed) > 254 or not _EMAIL.fullmatch(typed):  # noqa: PLR2004 - RFC 5321
        raise wrong("EMAIL_FORMAT")
    return typed


def name_part(typed: str) -> str:
    """Check one part of a name and collapse its spaces; the spelling is kept (prf-02)."""
    name = " ".join(typed.split())
    if not _NAME.fullmatch(name) or not re.search("[А-ЯЁа-яё]", name):
        raise wrong("NAME_FORMAT")
    return name


def same_name(one: str | None, other: str | None) -> bool:
    """Compare two names as registries do: without case, and with ё equal to е (prf-09)."""
    return _folded(one) == _folded(other)


def _folded(name: str | None) -> str:
    return " ".join((name or "").split()).casefold().replace("ё", "е")


def iso_date(typed: object) -> object:
    """Let through only a real date written YYYY-MM-DD (prf-07)."""
    if isinstance(typed, date):
        return typed
    if not isinstance(typed, str) or not _ISO_DATE.fullmatch(typed):
        raise wrong("DATE_FORMAT")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise wrong("DATE_FORMAT") from None


def postcode(typed: str) -> str:
    """Normalise a postcode to 6 digits (prf-10)."""
    return _number(typed, (6,), "POSTCODE_FORMAT")


Snils = Annotated[str, AfterValidator(snils)]
PersonInn = Annotated[str, AfterValidator(person_inn)]
EmployerInn = Annotated[str, AfterValidator(employer_inn)]
PassportSeries = Annotated[str, AfterValidator(passport_series)]
PassportNumber = Annotated[str, AfterValidator(passport_number)]
DepartmentCode = Annotated[str, AfterValidator(department_code)]
Phone = Annotated[str, AfterValidator(phone)]
Email = Annotated[str, AfterValidator(email)]
NamePart = Annotated[str, AfterValidator(name_part)]
IsoDate = Annotated[date, BeforeValidator(iso_date)]
Postcode = Annotated[str, AfterValidator(postcode)]


def birthday(born: date, years: int) -> date:
    """Give the day on which a person turns this age; 29 February moves to 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
