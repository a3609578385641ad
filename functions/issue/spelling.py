"""How values are spelled on paper; what belongs together is joined by no-break spaces."""

from datetime import date, datetime

from shared.domain.calendar import MOSCOW, local_day

ABSENT = "—"

_SNILS_DIGITS = 11
_SEX = {"male": "мужской", "female": "женский"}


def day(value: date | None) -> str:
    """Write a date as ДД.ММ.ГГГГ; a dash where there is none."""
    return f"{value.day:02}.{value.month:02}.{value.year:04}" if value else ABSENT


def local(moment: datetime) -> str:
    """Write the day that a moment has in Moscow."""
    return day(local_day(moment))


def clock(moment: datetime) -> str:
    """Write a moment to the second, as clocks in Moscow show it."""
    return f"{moment.astimezone(MOSCOW):%d.%m.%Y\xa0%H:%M:%S} (МСК)"


def snils(digits: str) -> str:
    """Write eleven digits as they stand on the card: 112-233-445 95."""
    if len(digits) != _SNILS_DIGITS:
        return digits
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]}\xa0{digits[9:]}"


def sex(code: str) -> str:
    """Write a sex in words."""
    return _SEX.get(code, code)


def octets(count: int) -> str:
    """Write a size to the byte: 1 234 567 Б."""
    return f"{_grouped(count)}\xa0Б"


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\xa0")
