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
from shared.domain.states import AppealState, Effect, Kind, PaymentState, Result, Status

VERIFY, ISSUE, NOTIFY = Effect.VERIFY, Effect.ISSUE, Effect.NOTIFY
SETTLE = Effect.PAYMENT

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=tuple[Any, ...])

APPLICATION: dict[Status, dict[Kind, tuple[Status, *tuple[Effect, ...]]]] = {
    Status.NEW: {
        Kind.STARTED: (Status.DRAFT,),
    },
    Status.DRAFT: {
        Kind.SUBMITTED: (Status.ACCEPTED, VERIFY, ISSUE, NOTIFY),
        Kind.SUBMITTED_WITH_FEE: (Status.ACCEPTED, ISSUE, NOTIFY),
        Kind.SNILS_AWAITED: (Status.DRAFT, NOTIFY),
        Kind.SNILS_REMINDED: (Status.DRAFT, NOTIFY),
        Kind.DISCARDED: (Status.DELETED,),
        Kind.REMINDED: (Status.DRAFT, NOTIFY),
        Kind.LAPSED: (Status.DELETED,),
    },
    Status.ACCEPTED: {
        Kind.FEE_PAID: (Status.PAID, VERIFY, ISSUE, NOTIFY),
        Kind.FEE_FAILED: (Status.ACCEPTED, NOTIFY),
        Kind.FEE_LAPSED: (Status.WITHDRAWN, NOTIFY),
        Kind.CHECKS_STARTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.PAID: {
        Kind.CHECKS_STARTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.IN_REVIEW: {
        Kind.CHECKS_DEFERRED: (Status.IN_REVIEW,),
        Kind.MISMATCH_FOUND: (Status.IN_REVIEW, NOTIFY),
        Kind.REVIEW_NEEDED: (Status.IN_REVIEW,),
        Kind.CONCLUSION_FILED: (Status.IN_REVIEW, VERIFY),
        Kind.TERM_NEAR: (Status.IN_REVIEW,),
        Kind.TERM_PASSED: (Status.IN_REVIEW, NOTIFY),
        Kind.APPROVED: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.REFUSED: (Status.REJECTED, ISSUE, NOTIFY),
        Kind.RETURNED: (Status.CORRECTION, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.CORRECTION: {
        Kind.CORRECTED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.CONCLUSION_FILED: (Status.CORRECTION,),
        Kind.PROLONGED: (Status.CORRECTION,),
        Kind.CORRECTION_LAPSED: (Status.REJECTED, ISSUE, NOTIFY),
        Kind.WITHDRAWN: (Status.WITHDRAWN, NOTIFY),
    },
    Status.APPROVED: {
        Kind.SEALED: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.PUBLISHED: (Status.APPROVED, NOTIFY),
    },
    Status.REJECTED: {
        Kind.APPEALED: (Status.REJECTED, NOTIFY),
        Kind.APPEAL_TARGET_PASSED: (Status.REJECTED,),
        Kind.APPEAL_TERM_NEAR: (Status.REJECTED,),
        Kind.APPEAL_UPHELD: (Status.APPROVED, ISSUE, NOTIFY),
        Kind.APPEAL_RETURNED: (Status.IN_REVIEW, VERIFY, ISSUE, NOTIFY),
        Kind.APPEAL_DISMISSED: (Status.REJECTED, ISSUE, NOTIFY),
        Kind.APPEAL_LAPSED: (Status.REJECTED, NOTIFY),
        Kind.COURT_REOPENED: (Status.IN_REVIEW, VERIFY, NOTIFY),
        Kind.COURT_CONFIRMED: (Status.REJECTED, NOTIFY),
    },
    Status.WITHDRAWN: {
        Kind.FEE_REFUNDED: (Status.WITHDRAWN, NOTIFY),
    },
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
        Kind.FEE_LAPSED: (Result.NONE,),
    },
    Result.READY: {
        Kind.PUBLISHED: (Result.ISSUED,),
    },
    Result.ISSUED: {},
}

_REFUSED_AGAIN = {
    Kind.REFUSED: (AppealState.NONE,),
    Kind.CORRECTION_LAPSED: (AppealState.NONE,),
}
_IN_COURT = {
    Kind.COURT_REOPENED: (AppealState.COURT_WON,),
    Kind.COURT_CONFIRMED: (AppealState.COURT_LOST,),
}

APPEAL: dict[AppealState, dict[Kind, tuple[AppealState]]] = {
    AppealState.NONE: {
        **_REFUSED_AGAIN,
        Kind.APPEALED: (AppealState.FILED,),
    },
    AppealState.FILED: {
        Kind.APPEAL_TARGET_PASSED: (AppealState.FILED,),
        Kind.APPEAL_TERM_NEAR: (AppealState.FILED,),
        Kind.APPEAL_UPHELD: (AppealState.UPHELD,),
        Kind.APPEAL_RETURNED: (AppealState.RETURNED,),
        Kind.APPEAL_DISMISSED: (AppealState.DISMISSED,),
        Kind.APPEAL_LAPSED: (AppealState.DEEMED_DISMISSED,),
    },
    AppealState.UPHELD: {},
    AppealState.RETURNED: _REFUSED_AGAIN,
    AppealState.DISMISSED: _IN_COURT,
    AppealState.DEEMED_DISMISSED: _IN_COURT,
    AppealState.COURT_WON: _REFUSED_AGAIN,
    AppealState.COURT_LOST: {},
}

_WAITING_FOR_FEE = {
    Kind.FEE_PAID: (PaymentState.PAID,),
    Kind.FEE_FAILED: (PaymentState.FAILED,),
    Kind.FEE_LAPSED: (PaymentState.NOT_REQUIRED,),
    Kind.WITHDRAWN: (PaymentState.NOT_REQUIRED,),
}

PAYMENT: dict[PaymentState, Mapping[Kind, tuple[PaymentState, *tuple[Effect, ...]]]] = {
    PaymentState.NOT_REQUIRED: {
        Kind.SUBMITTED_WITH_FEE: (PaymentState.DUE,),
        Kind.CHECKS_STARTED: (PaymentState.NOT_REQUIRED,),
        Kind.WITHDRAWN: (PaymentState.NOT_REQUIRED,),
    },
    PaymentState.DUE: _WAITING_FOR_FEE,
    PaymentState.FAILED: _WAITING_FOR_FEE,
    PaymentState.PAID: {
        Kind.CHECKS_STARTED: (PaymentState.PAID,),
        Kind.WITHDRAWN: (PaymentState.PAID, SETTLE),
        Kind.FEE_REFUNDED: (PaymentState.REFUNDED,),
    },
    PaymentState.REFUNDED: {},
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
    states, effects = following(application, kind)
    moved = any(getattr(application, name) is not state for name, state in states.items())
    version = application.version + 1
    after = application.model_copy(
        update={
            **states,
            "version": version,
            "since": at if moved else application.since,
            **terms.clocks(application, kind, at),
            **changes,
        }
    )
    event = Event(
        version=version,
        kind=kind,
        at=at,
        actor=actor,
        status=after.status,
        result=after.result,
        effects=effects,
    )
    return Step(after, event)


def following(application: Application, kind: Kind) -> tuple[dict[str, StrEnum], tuple[Effect, ...]]:
    """Look up where an event leads each machine that lists it, and what follows.

    The states go by the names of the application's fields. Raises `Conflict` where one forbids it.
    """
    status, *effects = _next(APPLICATION, application.status, kind)
    states: dict[str, StrEnum] = {"status": status}
    if _lists(RESULT, kind):
        (states["result"],) = _next(RESULT, application.result, kind)
    if _lists(APPEAL, kind):
        (states["appealing"],) = _next(APPEAL, application.appealing, kind)
    if _lists(PAYMENT, kind):
        states["payment"], *more = _next(PAYMENT, application.payment, kind)
        effects += more
    return states, tuple(effects)


def _lists(table: Mapping[S, Mapping[Kind, E]], kind: Kind) -> bool:
    return any(kind in row for row in table.values())


def _next(table: Mapping[S, Mapping[Kind, E]], state: S, kind: Kind) -> E:
    try:
        return table[state][kind]
    except KeyError:
        raise Conflict("WRONG_STATUS", status=state, event=kind) from None
