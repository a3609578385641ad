"""The whole process, as data: which event leads from which state to which, and what follows.

Everything that changes a status is here; nothing else does. An event moves every machine
that lists it, and each of those must allow it in its present state. Effects name the queues
that learn of the event once it is committed (`relay` delivers them and knows no rules).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from shared.domain import terms
from shared.domain.application import Actor, Application, Event
from shared.domain.errors import Conflict
from shared.domain.states import Effect, Kind, Result, Status

VERIFY, ISSUE, NOTIFY = Effect.VERIFY, Effect.ISSUE, Effect.NOTIFY

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=tuple[Any, ...])

APPLICATION: dict[Status, dict[Kind, tuple[Status, *tuple[Effect, ...]]]] = {
    Status.NEW: {
        Kind.STARTED: (Status.DRAFT,),
    },
    Status.DRAFT: {
        Kind.SUBMITTED: (Status.ACCEPTED, VERIFY, NOTIFY),
        Kind.SUBMITTED_WITH_FEE: (Status.ACCEPTED, NOTIFY),
        Kind.DISCARDED: (Status.DELETED,),
        Kind.REMINDED: (Status.DRAFT, NOTIFY),
        Kind.LAPSED: (Status.DELETED,),
    },
    Status.ACCEPTED: {
        Kind.FEE_PAID: (Status.PAID, VERIFY, NOTIFY),
        Kind.CHECKS_STARTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.PAID: {
        Kind.CHECKS_STARTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.IN_REVIEW: {
        Kind.CHECKS_DEFERRED: (Status.IN_REVIEW,),
        Kind.REVIEW_NEEDED: (Status.IN_REVIEW,),
        Kind.CONCLUSION_FILED: (Status.IN_REVIEW, VERIFY),
        Kind.TERM_NEAR: (Status.IN_REVIEW,),
        Kind.TERM_PASSED: (Status.IN_REVIEW, NOTIFY),
        Kind.APPROVED: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.REFUSED: (Status.REJECTED, NOTIFY),
        Kind.RETURNED: (Status.CORRECTION, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.CORRECTION: {
        Kind.CORRECTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.PROLONGED: (Status.CORRECTION,),
        Kind.CORRECTION_LAPSED: (Status.REJECTED, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.APPROVED: {
        Kind.SEALED: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.PUBLISHED: (Status.APPROVED, NOTIFY),
    },
    Status.REJECTED: {
        Kind.APPEAL_UPHELD: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.APPEAL_RETURNED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.COURT_REOPENED: (Status.IN_REVIEW, VERIFY, NOTIFY),
    },
    Status.WITHDRAWN: {},
    Status.DELETED: {},
}

RESULT: dict[Result, dict[Kind, tuple[Result]]] = {
    Result.NONE: {
        Kind.SUBMITTED: (Result.IN_WORK,),
        Kind.SUBMITTED_WITH_FEE: (Result.IN_WORK,),
        Kind.APPEAL_UPHELD: (Result.IN_WORK,),
        Kind.APPEAL_RETURNED: (Result.IN_WORK,),
        Kind.COURT_REOPENED: (Result.IN_WORK,),
    },
    Result.IN_WORK: {
        Kind.SEALED: (Result.READY,),
        Kind.REFUSED: (Result.NONE,),
        Kind.CORRECTION_LAPSED: (Result.NONE,),
        Kind.WITHDRAWN: (Result.NONE,),
    },
    Result.READY: {
        Kind.PUBLISHED: (Result.ISSUED,),
    },
    Result.ISSUED: {},
}


@dataclass(frozen=True)
class Step:
    """An event and the application that it leads to: written together or not at all."""

    application: Application
    event: Event


def step(application: Application, kind: Kind, at: datetime, actor: Actor, **changes: object) -> Step:
    """Apply an event to an application, or refuse it with `Conflict`.

    `changes` are fields of the application that the event brings along (its number, its checks).
    """
    status, result, effects = following(application.status, application.result, kind)
    moved = (status, result) != (application.status, application.result)
    version = application.version + 1
    after = application.model_copy(
        update={
            "status": status,
            "result": result,
            "version": version,
            "since": at if moved else application.since,
            **terms.clocks(application, kind, at),
            **changes,
        }
    )
    event = Event(
        version=version, kind=kind, at=at, actor=actor, status=status, result=result, effects=effects
    )
    return Step(after, event)


def following(status: Status, result: Result, kind: Kind) -> tuple[Status, Result, tuple[Effect, ...]]:
    """Look up where an event leads, and what follows; raises `Conflict` where it is not allowed."""
    status, *effects = _next(APPLICATION, status, kind)
    if any(kind in row for row in RESULT.values()):
        (result,) = _next(RESULT, result, kind)
    return status, result, tuple(effects)


def _next(table: Mapping[S, Mapping[Kind, E]], state: S, kind: Kind) -> E:
    try:
        return table[state][kind]
    except KeyError:
        raise Conflict("WRONG_STATUS", status=state, event=kind) from None
