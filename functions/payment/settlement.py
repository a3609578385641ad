"""What becomes of an attempt, written once with all that follows from it (pay-08, pay-09, pay-10)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain import lifecycle, numbers
from shared.domain.application import Actor, Application
from shared.domain.errors import Conflict, Stale
from shared.domain.payments import Attempt, Outcome, Payment, Receipt, Seen, Settlement, look_again
from shared.domain.states import Kind
from shared.store import applications, payments, receipts

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
        except (Conflict, Stale):
            continue
        return settled
    raise Conflict("CONCURRENT_CHANGE")


def _write(application: Application, payment: Payment, settlement: Settlement, now: datetime) -> None:
    attempt, lines = payment.attempt, [payments.settle(payment.attempt, settlement)]
    counts, known = application.unpaid and settlement.outcome is Outcome.SUCCEEDED, dict[str, Any]()
    if counts:
        receipt = _receipt(application, attempt, settlement)
        known = {"paid_by": attempt.id, "paid_at": settlement.at, "receipt_number": receipt.number}
        lines.append(receipts.record(receipt))
    after = application.model_copy(update=known)
    others = (other for other in payments.of(application.id) if other.attempt.id != attempt.id)
    known["payments_look_at"] = look_again([payment, *others], after, now)
    if application.unpaid:
        kind = Kind.FEE_PAID if counts else Kind.FEE_FAILED
        step = lifecycle.step(application, kind, now, Actor.SYSTEM, **known)
        applications.commit(application, step, *lines)
    else:
        applications.save(application, application.model_copy(update=known), *lines)


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
