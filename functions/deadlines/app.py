"""Every minute: what time does to applications and books (`shared/domain/terms.py`, `reminders.py`)."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deadlines import effects
from shared.domain import terms
from shared.domain.application import Application
from shared.domain.book import BookKind
from shared.domain.errors import Conflict
from shared.domain.states import Effect, Kind
from shared.entry.logs import failure, logger, metrics
from shared.store import applications, books, payments

_ASKED_AGAIN, _PAYMENTS = "checks", "payments"
_EFFECTS: dict[Kind, Callable[[Application, datetime], None]] = {
    Kind.SNILS_REMINDED: effects.remind_of_snils,
    Kind.REMINDED: effects.remind,
    Kind.LAPSED: effects.delete_draft,
    Kind.FEE_LAPSED: effects.close_unpaid,
    Kind.TERM_NEAR: effects.warn,
    Kind.TERM_PASSED: effects.mark_overdue,
    Kind.CORRECTION_LAPSED: effects.refuse_uncorrected,
    Kind.APPEAL_TARGET_PASSED: effects.warn_of_target,
    Kind.APPEAL_TERM_NEAR: effects.warn_of_silence,
    Kind.APPEAL_LAPSED: effects.confirm_by_silence,
}
_REMINDERS = (BookKind.DUE_SOON, BookKind.DUE_MISSED)


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's signature
    """Do what is due by `now` (RFC 3339) in the event, or by the present moment; count it by its event."""
    now = datetime.fromisoformat(event["now"]) if "now" in event else datetime.now(UTC)
    kinds = (*_EFFECTS, *_REMINDERS)
    done: dict[str, int] = {_ASKED_AGAIN: 0, _PAYMENTS: 0, **{kind.value: 0 for kind in kinds}}
    errands = [("application_id", name, partial(_passed, name, now)) for name in applications.due_until(now)]
    errands += [("application_id", name, partial(_looked_at, name)) for name in payments.due_until(now)]
    errands += [("book_id", name, partial(effects.remind_holder, name, now)) for name in books.due_until(now)]
    for what, name, act in errands:
        try:
            for outcome in act():
                done[outcome] += 1
        except Conflict:
            continue
        except Exception as error:  # noqa: BLE001 - one of them must not hold up the others
            failure(error, **{what: name})
    for outcome, count in done.items():
        metrics.add_metric(name=f"deadline_{outcome}", unit=MetricUnit.Count, value=count)
    logger.info("done", extra={outcome: count for outcome, count in done.items() if count})
    return done


def _passed(name: str, now: datetime) -> list[str]:
    """Do all that is due to one application, in its order: one event may make room for the next."""
    done: list[str] = []
    while due := _first_due(application := applications.get(name), now):
        done.append(due.event or _ASKED_AGAIN)
        if due.event is None:
            effects.ask_again(application, Effect.VERIFY)
            return done
        _EFFECTS[due.event](application, now)
    return done


def _looked_at(name: str) -> list[str]:
    """Have the provider asked about an application's payments, until nothing of them is open."""
    effects.ask_again(applications.get(name), Effect.PAYMENT)
    return [_PAYMENTS]


def _first_due(application: Application, now: datetime) -> terms.Deadline | None:
    due = [deadline for deadline in terms.deadlines(application) if deadline.at <= now]
    return min(due, key=lambda deadline: deadline.at, default=None)
