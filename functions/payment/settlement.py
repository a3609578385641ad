"""What becomes of an attempt, written once with all that follows from it (pay-08, pay-09, pay-10)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain import lifecycle, numbers
from shared.domain.application import Actor, Application
from shared.domain.errors import Conflict
from shared.domain.payments import Attempt, Outcome, Payment, Receipt, Seen, Settlement
from shared.domain.states import Kind
from shared.store import applications, payments, receipts, table

_TRIES = 3


def settle(attempt: Attempt, seen: Seen, now: datetime) -> Payment:
    """Write what the provider says has become of an attempt; the first word is the last.

    Somebody may do something with the application at this moment: then the matter is looked at anew.
    """
    settlement = attempt.judge(seen, now)
    for _ in range(_TRIES):
        payment = payments.get(attempt.application_id, attempt.id)
        if settlement is None or not payment.open:
            return payment
        settled = replace(payment, settlement=settlement)
        try:
            _write(applications.get(attempt.application_id), settled, settlement, now)
        except Conflict:
            continue
        return settled
    raise Conflict("CONCURRENT_CHANGE")


def _write(application: Application, payment: Payment, settlement: Settlement, now: datetime) -> None:
    """Write it with its event where the application waits for it; else leave the application alone.

    What is on its way to the book must not be held up by a payment that changes nothing.
    """
    attempt, known = payment.attempt, dict[str, Any]()
    lines = [payments.settle(attempt, settlement)]
    if not application.unpaid:
        table.transact(*lines, payments.look_at(attempt, payment.look_again(application, now)))
        return
    kind = Kind.FEE_FAILED
    if settlement.outcome is Outcome.SUCCEEDED:
        receipt, kind = _receipt(application, attempt, settlement), Kind.FEE_PAID
        known = {"paid_by": attempt.id, "paid_at": settlement.at, "receipt_number": receipt.number}
        lines.append(receipts.record(receipt))
    step = lifecycle.step(application, kind, now, Actor.SYSTEM, **known)
    lines.append(payments.look_at(attempt, payment.look_again(step.application, now)))
    applications.commit(application, step, *lines)


def _receipt(application: Application, attempt: Attempt, settlement: Settlement) -> Receipt:
    return Receipt(
        number=numbers.fresh(),
        holder=application.holder,
        application_id=application.id,
        application_number=str(application.number),
        payment_id=attempt.id,
        payer=application.fields.full_name,
        method=attempt.method,
        amount=settlement.received,
        basis=application.fee.basis if application.fee else "",
        paid_at=settlement.at,
    )
