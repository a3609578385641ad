"""What is written about an attempt is written once; only the moment of the next look moves."""

from datetime import timedelta

import pytest

from shared.domain.errors import Conflict, NotFound
from shared.domain.payments import LOOK_AFTER, Attempt, Outcome, Refund, Settlement
from shared.store import payments, table
from tests.builders import NOW, payment_attempt

pytestmark = pytest.mark.usefixtures("aws")

PAID = Settlement(outcome=Outcome.SUCCEEDED, received=500_00, at=NOW)
BACK = Refund(id="r", amount=500_00, at=NOW)


def begun(number: int = 1, application_id: str = "a1") -> Attempt:
    attempt = payment_attempt(id=f"{number:032}", reference=f"r{number}", application_id=application_id)
    table.transact(*payments.begin(attempt))
    return attempt


def test_an_attempt_is_found_by_its_id_and_under_its_application_with_all_that_became_of_it() -> None:
    attempt, other = begun(), begun(2, "a2")
    table.transact(payments.settle(attempt, PAID))
    table.transact(payments.give_back(attempt, BACK))
    (payment,) = payments.of("a1")
    assert (payment.attempt, payment.settlement, payment.refund) == (attempt, PAID, BACK)
    assert payments.found(attempt.id) == payment
    assert payments.found(other.id).open
    with pytest.raises(NotFound):
        payments.found("f" * 32)


@pytest.mark.req("pay-10")
def test_nothing_that_was_written_can_be_written_again() -> None:
    attempt = begun()
    same_reference = payment_attempt(id="2" * 32, reference=attempt.reference)
    for writes in (payments.begin(attempt), payments.begin(same_reference)):
        with pytest.raises(Conflict):
            table.transact(*writes)
    for write in (payments.settle(attempt, PAID), payments.give_back(attempt, BACK)):
        table.transact(write)
        with pytest.raises(Conflict):
            table.transact(write)


def test_only_what_is_open_is_looked_at_and_each_application_once() -> None:
    begun(1)
    begun(2)
    begun(3, "a2")
    assert payments.due_until(NOW + LOOK_AFTER - timedelta(milliseconds=1)) == []
    assert payments.due_until(NOW + LOOK_AFTER) == ["a1", "a2"]
    for payment in payments.of("a1"):
        payments.look_again(payment, None)
    assert payments.due_until(NOW + timedelta(days=9)) == ["a2"]


def test_a_look_that_somebody_else_has_planned_meanwhile_is_not_called_off() -> None:
    begun()
    (seen,) = payments.of("a1")
    later = NOW + timedelta(hours=1)
    payments.look_again(seen, later)
    payments.look_again(seen, None)
    (payment,) = payments.of("a1")
    assert payment.look_at == later
    payments.look_again(payment, None)
    payments.look_again(payments.of("a1")[0], None)
    assert payments.of("a1")[0].look_at is None
