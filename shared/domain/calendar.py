"""The working days of Russia, and the terms that are counted in them (part D; Moscow time).

Day 1 of a term is the first working day after the day on which it begins, so what comes on a day off counts
from the next working day. While a clock stands still, working days do not count: those after the day on
which it stopped, up to and including the day on which it goes on (C-41).

`calendars/<year>.toml` holds a year as the government has arranged it. A year that is not there yet has the
holidays of the Labour Code (article 112) without transfers.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")

_DATA = Path(__file__).parent / "calendars"
_ONE = timedelta(days=1)
_SATURDAY = 5
_BY_LAW = frozenset(
    {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}  # month, day
)


@dataclass(frozen=True)
class Pause:
    """A clock stands still, from one moment to another or, without an end, until now."""

    began: datetime
    ended: datetime | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a day does not count."""
        return local_day(self.began) < day and (self.ended is None or day <= local_day(self.ended))


def is_working(day: date) -> bool:
    """Tell whether people work on a day."""
    off, on = _arranged(day.year)
    if day in off:
        return False
    return day.weekday() < _SATURDAY or day in on


def working_days_after(day: date) -> Iterator[date]:
    """Walk all working days after a day."""
    while True:
        day += _ONE
        if is_working(day):
            yield day


def term_day(began: datetime, number: int, pauses: Iterable[Pause] = ()) -> date | None:
    """Find working day `number` (from 1) of a term; None while the clock stands still before it."""
    stops = tuple(pauses)
    for day in working_days_after(local_day(began)):
        if any(pause.ended is None and pause.covers(day) for pause in stops):
            return None
        if not any(pause.covers(day) for pause in stops):
            number -= 1
        if not number:
            return day
    raise AssertionError("working days do not end")


def days_spent(began: datetime, now: datetime, pauses: Iterable[Pause] = ()) -> int:
    """Count the working days of a term up to and including today."""
    stops, today, spent = tuple(pauses), local_day(now), 0
    for day in working_days_after(local_day(began)):
        if day > today:
            return spent
        spent += not any(pause.covers(day) for pause in stops)
    raise AssertionError("working days do not end")


def last_calendar_day(began: datetime, days: int) -> date:
    """Find the last day of a term in calendar days from the next day on; a day off moves it on (apl-05)."""
    last = local_day(began) + timedelta(days=days)
    return last if is_working(last) else next(working_days_after(last))


def first_moment(day: date) -> datetime:
    """Give the moment at which a day begins in Moscow."""
    return datetime.combine(day, time.min, MOSCOW)


def last_moment(day: date) -> datetime:
    """Give the last second of a day in Moscow."""
    return first_moment(day + _ONE) - timedelta(seconds=1)


def local_day(moment: datetime) -> date:
    """Give the day on which a moment falls in Moscow."""
    return moment.astimezone(MOSCOW).date()


@cache
def _arranged(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Read a year's days off, and the days of its week-ends on which people work."""
    file = _DATA / f"{year}.toml"
    if not file.exists():
        return frozenset(date(year, month, day) for month, day in _BY_LAW), frozenset()
    known = tomllib.loads(file.read_text(encoding="utf-8"))
    return frozenset(known["days_off"]), frozenset(known["working_weekends"])
