"""When to remind of what ends in a book: 30, 14, 7 and 1 days before, each once (bok-11).

Whatever ends on the same day is one matter, and so one reminder. A day keeps its reminders while something
ends on it; once a new entry prolongs that, they are gone with it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from shared.domain import calendar
from shared.domain.entries import Day
from shared.domain.model import Model, Moment
from shared.domain.validity import Judgement, Ruling

DAYS_BEFORE = (30, 14, 7, 1)
MORNING = timedelta(hours=9)  # in Moscow: nobody is woken


class End(Model):
    """A day on which something ends, and the moment up to which its reminders are settled.

    What lay before the moment at which the day became known was never due, so nobody missed it.
    """

    day: Day
    settled: Moment

    @property
    def next_at(self) -> datetime | None:
        """The moment of the next reminder; None after the last."""
        return next((moment for moment in self._moments() if moment > self.settled), None)

    def _moments(self) -> Iterator[datetime]:
        for days in DAYS_BEFORE:
            yield calendar.first_moment(self.day - timedelta(days=days)) + MORNING


def ends(judgement: Judgement, known: Iterable[End], at: datetime) -> tuple[End, ...]:
    """Say when something ends; a day that is known stays as it is."""
    settled = {end.day: end.settled for end in known}
    days = {ruling.until for ruling in judgement.rulings if ruling.met and ruling.until}
    return tuple(End(day=day, settled=settled.get(day, at)) for day in sorted(days))


def next_moment(known: Iterable[End]) -> datetime | None:
    """Find the moment of the next reminder."""
    return min((end.next_at for end in known if end.next_at), default=None)


def first_due(known: Iterable[End], now: datetime) -> End | None:
    """Find what is to be reminded of by now, the first first."""
    due = [end for end in known if end.next_at and end.next_at <= now]
    return min(due, key=lambda end: end.day, default=None)


def settled(known: Iterable[End], due: End, now: datetime) -> tuple[End, ...]:
    """Settle all reminders of a day up to now: of several that were missed only the last is told."""
    return tuple(End(day=end.day, settled=now) if end == due else end for end in known)


def days_left(day: date, now: datetime) -> int:
    """Count the days until something ends; below 0 it has ended."""
    return (day - calendar.local_day(now)).days


def ending(judgement: Judgement, at: datetime, days: int | None) -> tuple[Ruling, ...]:
    """Say what a reminder is about: none of it once a new entry has prolonged it."""
    if days is None:
        return ()
    day = calendar.local_day(at) + timedelta(days=days)
    return tuple(ruling for ruling in judgement.rulings if ruling.met and ruling.until == day)
