"""News from the provider: known by our mark, and then looked up, for nothing of it is believed (pay-10)."""

from pydantic import JsonValue, RootModel

from functions.payment import marks, settlement
from functions.payment.checkout import down
from shared.adapters import payments as provider
from shared.adapters.http import Unavailable
from shared.adapters.payments import Notification
from shared.adapters.yookassa import Refused
from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain.errors import Invalid, Unauthenticated
from shared.domain.events import Aggregate
from shared.domain.payments import Failure, Payment, Seen
from shared.domain.states import Effect
from shared.entry.caller import Caller
from shared.entry.logs import count, logger
from shared.store import applications, health, payments


class ProviderNotice(RootModel[dict[str, JsonValue]]):
    """A notification in the words of YooKassa's API v3; `object.metadata` bears our mark."""


def hear(caller: Caller, notice: ProviderNotice) -> None:
    """Write down what the provider, being asked, says of the payment; told again, nothing changes."""
    told = _authentic(provider.heard(notice.root))
    payment = payments.found(told.object.metadata.payment_id)
    caller.about(payment_id=payment.attempt.id, application_id=payment.attempt.application_id)
    if payment.open:
        seen = _looked_up(payment, caller)
        if told.object.amount.kopecks != payment.attempt.amount == seen.amount:
            raise _another_amount(payment)
        _settle(payment, seen, caller)


def _authentic(told: Notification | None) -> Notification:
    if told is None or not marks.fits(told.object.metadata.payment_id, told.object.metadata.signature):
        count("callback_forged")
        raise Unauthenticated("SIGNATURE_WRONG")
    return told


def _looked_up(payment: Payment, caller: Caller) -> Seen:
    try:
        return provider.look(payment.attempt.reference, health.noted(caller.now))
    except (Unavailable, Refused):
        raise down() from None


def _settle(payment: Payment, seen: Seen, caller: Caller) -> None:
    """Settle it, and have what nobody owes returned at once; time does it if this rings in vain."""
    settled = settlement.settle(payment.attempt, seen, caller.now)
    if settled.settlement is None:
        raise down()
    application = applications.get(payment.attempt.application_id)
    if settled.owed(application):
        news = News(aggregate=Aggregate.APPLICATION, id=application.id, version=application.version)
        queues.tell(news, [Effect.PAYMENT])
    if settled.settlement.failure is Failure.AMOUNT_DIFFERS:
        raise _another_amount(payment)


def _another_amount(payment: Payment) -> Invalid:
    logger.warning("another amount", extra={"payment_id": payment.attempt.id})
    count("payment_amount_differs")
    return Invalid("AMOUNT_DIFFERS")
