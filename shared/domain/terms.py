"""By when something has to happen to an application, and what happens otherwise (part D, C-12, C-41)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.domain import calendar
from shared.domain.application import Application
from shared.domain.calendar import Pause
from shared.domain.states import Kind, Status

REVIEW_DAYS, REPEATED_REVIEW_DAYS = 10, 5
CORRECTION = timedelta(days=14)
DRAFT_KEPT = timedelta(days=90)
DRAFT_REMINDER = timedelta(days=7)

_STANDING_AFTER = {Kind.CHECKS_DEFERRED, Kind.RETURNED, Kind.PROLONGED}


@dataclass(frozen=True)
class Deadline:
    """A moment, and the event that comes with it; without one the registries are asked again."""

    at: datetime
    event: Kind | None


def deadlines(application: Application) -> Iterator[Deadline]:
    """Walk all that time will do to an application if nobody does anything."""
    match application.status:
        case Status.DRAFT:
            forgotten = (application.changed_at or application.created_at) + DRAFT_KEPT
            if not application.reminded:
                yield Deadline(forgotten - DRAFT_REMINDER, Kind.REMINDED)
            yield Deadline(forgotten, Kind.LAPSED)
        case Status.IN_REVIEW:
            if application.deferral:
                yield Deadline(application.deferral.retry_at, None)
            yield from _review(application)
        case Status.CORRECTION if application.correction_until:
            yield Deadline(application.correction_until, Kind.CORRECTION_LAPSED)


def next_deadline(application: Application) -> datetime | None:
    """Find the next moment at which time does something."""
    return min((deadline.at for deadline in deadlines(application)), default=None)


def review_due(application: Application) -> date | None:
    """Find the last day of the review; None while its clock stands still or before it (rev-04, rev-05)."""
    return _review_day(application, 0)


def days_spent(application: Application, now: datetime) -> int:
    """Count the working days that the review has taken, without those on which its clock stood still."""
    began = _review_began(application)
    return calendar.days_spent(began, now, application.pauses) if began else 0


def clocks(application: Application, kind: Kind, at: datetime) -> dict[str, object]:
    """Say what an event does to the clock of the review: begin it, stop it, let it go on (sts-14)."""
    if kind in (Kind.CHECKS_STARTED, Kind.APPEAL_RETURNED, Kind.COURT_REOPENED):
        return {"review_began": at, "pauses": (), "overdue": False, "term_near": False}
    *earlier, last = application.pauses or (None,)
    standing = last is not None and last.ended is None
    if kind in _STANDING_AFTER and not standing:
        return {"pauses": (*application.pauses, Pause(at))}
    if standing and last and kind not in _STANDING_AFTER:
        return {"pauses": (*earlier, Pause(last.began, at))}
    return {}


def _review(application: Application) -> Iterator[Deadline]:
    last_day, day_after = _review_day(application, 0), _review_day(application, 1)
    if application.repeated and not application.term_near and last_day:
        yield Deadline(calendar.first_moment(last_day), Kind.TERM_NEAR)
    if not application.overdue and day_after:
        yield Deadline(calendar.first_moment(day_after), Kind.TERM_PASSED)


def _review_day(application: Application, beyond: int) -> date | None:
    began = _review_began(application)
    if began is None:
        return None
    days = REPEATED_REVIEW_DAYS if application.repeated else REVIEW_DAYS
    return calendar.term_day(began, days + beyond, application.pauses)


def _review_began(application: Application) -> datetime | None:
    return application.submitted_at if application.repeated else application.review_began
