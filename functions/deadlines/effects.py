"""What each deadline does, once: the event is the lock."""

import secrets
from datetime import datetime

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain import lifecycle, numbers
from shared.domain.application import Actor, Application
from shared.domain.fields import Fields
from shared.domain.reasons import Reason, ReasonCode
from shared.domain.states import Effect, Kind
from shared.store import applications, files


def ask_again(application: Application) -> None:
    """Send registry checks back to their queue (val-18)."""
    queues.tell(News(application_id=application.id, version=application.version), [Effect.VERIFY])


def remind(draft: Application, now: datetime) -> None:
    """Tell the applicant that a draft will be deleted in a week."""
    _commit(draft, Kind.REMINDED, now, reminded=True)


def delete_draft(draft: Application, now: datetime) -> None:
    """Delete a draft that nobody has touched for 90 days: the form is emptied, its files leave the vault."""
    _commit(draft, Kind.LAPSED, now, fields=Fields(), prefilled=())
    files.clear(draft.id)


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
        decision_number=numbers.mint(secrets.randbelow(numbers.SPACE)),
        decided_at=now,
    )


def _commit(application: Application, kind: Kind, now: datetime, **changes: object) -> None:
    applications.commit(application, lifecycle.step(application, kind, now, Actor.SYSTEM, **changes))
