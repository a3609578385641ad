"""What each deadline does, once: the event is the lock."""

from datetime import datetime

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain import book as books_machine
from shared.domain import lifecycle, numbers
from shared.domain.appeal import Appeal
from shared.domain.application import Actor, Application
from shared.domain.decision import Decision
from shared.domain.events import Aggregate
from shared.domain.fields import Fields
from shared.domain.reasons import Reason, ReasonCode
from shared.domain.states import Effect, Kind
from shared.store import applications, books, decisions, files


def ask_again(application: Application, queue: Effect) -> None:
    """Have somebody outside asked again: the registries (val-18), or the payment provider (pay-10)."""
    news = News(aggregate=Aggregate.APPLICATION, id=application.id, version=application.version)
    queues.tell(news, [queue])


def remind_of_snils(draft: Application, now: datetime) -> None:
    """Tell the applicant that the pension fund should know the SNILS by now (val-09)."""
    _commit(draft, Kind.SNILS_REMINDED, now, snils_awaited=None)


def remind(draft: Application, now: datetime) -> None:
    """Tell the applicant that a draft will be deleted in a week."""
    _commit(draft, Kind.REMINDED, now, reminded=True)


def delete_draft(draft: Application, now: datetime) -> None:
    """Delete a draft that nobody has touched for 90 days: the form is emptied, its files leave the vault."""
    _commit(draft, Kind.LAPSED, now, fields=Fields(), prefilled=())
    files.clear(draft.id)


def close_unpaid(application: Application, now: datetime) -> None:
    """Close an application whose fee has not been paid in time."""
    _commit(application, Kind.FEE_LAPSED, now)


def warn(application: Application, now: datetime) -> None:
    """Note that the last day of a repeated application's review has begun (rev-05)."""
    _commit(application, Kind.TERM_NEAR, now, term_near=True)


def mark_overdue(application: Application, now: datetime) -> None:
    """Note that the review is late (sts-13)."""
    _commit(application, Kind.TERM_PASSED, now, overdue=True)


def refuse_uncorrected(application: Application, now: datetime) -> None:
    """Refuse an application whose corrections have not come in time."""
    _commit(
        application,
        Kind.CORRECTION_LAPSED,
        now,
        reasons=(Reason(code=ReasonCode.CORRECTION_TERM_PASSED),),
        decision_number=numbers.fresh(),
        decided_at=now,
        decided_by=None,
        received_at=None,
    )


def warn_of_target(appealed: Application, now: datetime) -> None:
    """Note that an appeal should have been answered by now (apl-06)."""
    _commit(appealed, Kind.APPEAL_TARGET_PASSED, now, appeals=_noted(appealed, target_passed=True))


def warn_of_silence(appealed: Application, now: datetime) -> None:
    """Note that an appeal must be answered by the end of the next working day (apl-06)."""
    _commit(appealed, Kind.APPEAL_TERM_NEAR, now, appeals=_noted(appealed, term_near=True))


def confirm_by_silence(appealed: Application, now: datetime) -> None:
    """Take silence for a dismissal: the court is open, and the authority in breach (apl-07)."""
    _commit(appealed, Kind.APPEAL_LAPSED, now)


def remind_holder(number: str, now: datetime) -> list[str]:
    """Remind of all that ends soon in a book, one day after the other, and say what came of it (bok-11)."""
    done: list[str] = []
    while step := books_machine.reminder(book := books.get(number), now):
        books.commit(book, step)
        done.append(step.event.kind)
    return done


def _noted(appealed: Application, **changes: bool) -> tuple[Appeal, ...]:
    *earlier, last = appealed.appeals
    return (*earlier, last.model_copy(update=changes))


def _commit(before: Application, kind: Kind, now: datetime, **changes: object) -> None:
    step = lifecycle.step(before, kind, now, Actor.SYSTEM, **changes)
    also = [decisions.record(Decision.refusal(step.application))] if kind is Kind.CORRECTION_LAPSED else []
    applications.commit(before, step, *also)
