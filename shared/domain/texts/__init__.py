"""Every text that people see, in catalogues: Russian first, English on request."""

import string
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from shared.domain.errors import Value

_RUSSIAN_NUMBER = str.maketrans(",.", "\xa0,")


class Language(StrEnum):
    """A language that the catalogues exist in."""

    RU = "ru"
    EN = "en"


def preferred(accept_language: str | None) -> Language:
    """Choose from an ``Accept-Language`` header (RFC 9110); Russian unless English comes first."""
    first = (accept_language or "").split(",")[0].split(";")[0].strip().lower()
    return Language.EN if first.split("-")[0] == "en" else Language.RU


def text(section: str, key: str, language: Language = Language.RU, **values: Value | None) -> str:
    """Find a text and fill it in; `{limit:size}` writes sizes, `{amount:money}` kopecks, `{days:when}` terms.

    Raises `KeyError` for a text that no catalogue has, which a test rules out.
    """
    return _Filler(language).vformat(_catalogue(language)[section][key], (), values)


def texts(section: str, language: Language = Language.RU) -> Mapping[str, str]:
    """Give a whole section of a catalogue."""
    return _catalogue(language)[section]


@cache
def _catalogue(language: Language) -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


class _Filler(string.Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        if format_spec == "size":
            return _size(value, self._language)
        if format_spec == "money":
            return _money(value, self._language)
        if format_spec == "when":
            return _when(value, self._language)
        if format_spec:
            return text(format_spec, str(value), self._language)
        return str(value)


def _size(count: int, language: Language) -> str:
    """Write bytes as people read them, and to the byte where rounding would hide the excess."""
    tenths = round(count * 10 / 1024 / 1024)
    if tenths % 10 == 0 and count % (1024 * 1024):
        return f"{count:,} {'Б' if language is Language.RU else 'B'}".replace(",", " ")
    megabytes = f"{tenths / 10:g}"
    return f"{megabytes} MB" if language is Language.EN else f"{megabytes.replace('.', ',')} МБ"


def _money(kopecks: int, language: Language) -> str:
    """Write roubles and kopecks as people read them (pay-03)."""
    written = f"{kopecks // 100:,}.{kopecks % 100:02}"
    return f"{written if language is Language.EN else written.translate(_RUSSIAN_NUMBER)}\xa0₽"


def _when(days: int, language: Language) -> str:
    """Say in how many days: today, tomorrow, «через 21 день»."""
    said = texts("when", language)
    return said.get(str(days)) or said[_form(days)].format(days=days)


def _form(count: int) -> str:
    """Choose the form that a number asks for in Russian, by Unicode's names; English needs no more."""
    if count % 10 == 1 and count % 100 != 11:  # noqa: PLR2004 - grammar
        return "one"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
