"""By when something has to happen to an application, and what happens otherwise (part D, C-12, C-41)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.domain import calendar
from shared.domain.appeal import Appeal
from shared.domain.application import Application
from shared.domain.calendar import Pause
from shared.domain.states import AppealState, Kind, Status

REVIEW_DAYS, REPEATED_REVIEW_DAYS = 10, 5
SNILS_DAYS = 5
CORRECTION = timedelta(days=14)
APPEAL_CALENDAR_DAYS = 30
APPEAL_TARGET_DAYS, APPEAL_WARNING_DAYS, APPEAL_LIMIT_DAYS = 15, 19, 20
PAYMENT = timedelta(days=30)
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
            if application.snils_awaited:
                day = _working_day(application.snils_awaited, SNILS_DAYS + 1)
                yield Deadline(calendar.first_moment(day), Kind.SNILS_REMINDED)
            if not application.reminded:
                yield Deadline(forgotten - DRAFT_REMINDER, Kind.REMINDED)
            yield Deadline(forgotten, Kind.LAPSED)
        case Status.ACCEPTED if until := payment_until(application):
            yield Deadline(until, Kind.FEE_LAPSED)
        case Status.IN_REVIEW:
            if application.deferral:
                yield Deadline(application.deferral.retry_at, None)
            yield from _review(application)
        case Status.CORRECTION if application.correction_until:
            yield Deadline(application.correction_until, Kind.CORRECTION_LAPSED)
        case Status.REJECTED if application.appealing is AppealState.FILED:
            yield from _answer(application.appeals[-1])


def next_deadline(application: Application) -> datetime | None:
    """Find the next moment at which time does something."""
    return min((deadline.at for deadline in deadlines(application)), default=None)


def review_due(application: Application) -> date | None:
    """Find the last day of the review; None while its clock stands still or before it (rev-04, rev-05)."""
    return _review_day(application, 0)


def payment_until(application: Application) -> datetime | None:
    """Find by when a fee has to be paid (pay-05); None where none is waited for."""
    if not application.unpaid or application.submitted_at is None:
        return None
    return application.submitted_at + PAYMENT


def appeal_until(application: Application) -> datetime | None:
    """Find the last second in which a refusal can be appealed; None until it has been received (apl-05)."""
    if application.status is not Status.REJECTED or application.received_at is None:
        return None
    last = calendar.last_calendar_day(application.received_at, APPEAL_CALENDAR_DAYS)
    return calendar.last_moment(last)


def answer_day(appeal: Appeal, number: int) -> date:
    """Find working day `number` of the term in which an appeal must be answered (apl-06)."""
    return _working_day(appeal.filed_at, number)


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
    if kind is Kind.CONCLUSION_FILED and application.status is Status.CORRECTION:
        return {}
    if standing and last and kind not in _STANDING_AFTER:
        return {"pauses": (*earlier, Pause(last.began, at))}
    return {}


def _working_day(began: datetime, number: int) -> date:
    """Find working day `number` of a term that never stands still."""
    day = calendar.term_day(began, number)
    if day is None:
        raise AssertionError("a term without pauses never stands still")
    return day


def _review(application: Application) -> Iterator[Deadline]:
    last_day, day_after = _review_day(application, 0), _review_day(application, 1)
    if application.repeated and not application.term_near and last_day:
        yield Deadline(calendar.first_moment(last_day), Kind.TERM_NEAR)
    if not application.overdue and day_after:
        yield Deadline(calendar.first_moment(day_after), Kind.TERM_PASSED)


def _answer(appeal: Appeal) -> Iterator[Deadline]:
    """Walk the term of an answer: two alarms, and what silence means (apl-06, apl-07)."""
    for number, passed, event in (
        (APPEAL_TARGET_DAYS, appeal.target_passed, Kind.APPEAL_TARGET_PASSED),
        (APPEAL_WARNING_DAYS, appeal.term_near, Kind.APPEAL_TERM_NEAR),
        (APPEAL_LIMIT_DAYS + 1, False, Kind.APPEAL_LAPSED),
    ):
        if not passed:
            yield Deadline(calendar.first_moment(answer_day(appeal, number)), event)


def _review_day(application: Application, beyond: int) -> date | None:
    began = _review_began(application)
    if began is None:
        return None
    days = REPEATED_REVIEW_DAYS if application.repeated else REVIEW_DAYS
    return calendar.term_day(began, days + beyond, application.pauses)


def _review_began(application: Application) -> datetime | None:
    """Find when the term began: when a repeated application was sent, unless its refusal did not stand."""
    first = application.repeated and not application.appeals
    return application.submitted_at if first else application.review_began
