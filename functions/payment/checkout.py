"""Opening a payment: at the provider first, and shown only once it is on record (pay-06)."""

from contextlib import suppress
from typing import Literal, Self

from functions.payment import marks
from shared.adapters import payments as provider
from shared.adapters.http import Unavailable
from shared.adapters.payments import Order
from shared.adapters.yookassa import Refused
from shared.domain.application import Application
from shared.domain.errors import Busy, Conflict, NotFound, TooMany
from shared.domain.model import Model
from shared.domain.payments import MOST_OPEN, PAGE_LIFETIME, Attempt, Method
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.settings import settings
from shared.store import applications, health, payments, table

_RETRY_SECONDS = 30


class NewPayment(Model):
    """How somebody wants to pay."""

    method: Method


class OpenPayment(Model):
    """A payment, and the provider's page on which it is made; `amount` in kopecks."""

    payment_id: str
    amount: int
    currency: Literal["RUB"] = "RUB"
    pay_url: str

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        """Show an attempt to whoever is going to pay."""
        return cls(payment_id=attempt.id, amount=attempt.amount, pay_url=attempt.pay_url)


def start(caller: Caller, application_id: str, wanted: NewPayment) -> OpenPayment:
    """Open a payment; repeated under the same key, it finds the one it made.

    The provider knows it by its id, so a repetition after a crash gets the same page; and of a page that
    nobody was shown no money comes.
    """
    application = applications.owned(application_id, caller.account)
    payment_id = caller.new_id("payment_id", application_id)
    with suppress(NotFound):
        return OpenPayment.of(payments.get(application_id, payment_id).attempt)
    if not application.unpaid or application.fee is None:
        raise Conflict("NOTHING_TO_PAY")
    if sum(payment.open for payment in payments.of(application_id)) >= MOST_OPEN:
        raise TooMany("PAYMENTS_TOO_MANY", retry_after=int(PAGE_LIFETIME.total_seconds()))
    attempt = _opened(caller, application, payment_id, wanted.method, application.fee.amount)
    table.transact(*payments.begin(attempt))
    return OpenPayment.of(attempt)


def down() -> Busy:
    """Say that the provider does not answer, and that nothing is lost."""
    return Busy("PAYMENT_UNAVAILABLE", retry_after=_RETRY_SECONDS)


def _opened(
    caller: Caller, application: Application, payment_id: str, method: Method, amount: int
) -> Attempt:
    order = Order(
        payment_id=payment_id,
        method=method,
        amount=amount,
        text=text("payments", "description", number=application.number),
        back_to=f"{settings.portal_url}/payments/{payment_id}",
        signature=marks.of(payment_id),
    )
    try:
        opened = provider.begin(order, health.noted(caller.now))
    except (Unavailable, Refused):
        raise down() from None
    return Attempt(
        id=payment_id,
        application_id=application.id,
        reference=opened.id,
        method=method,
        amount=amount,
        pay_url=opened.url,
        begun_at=caller.now,
    )
