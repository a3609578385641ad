"""Bringing an application's payments into order: what nobody told of is asked for, what is owed goes back.

What to do is read from what is on record, so it can be done any number of times: once an application has been
withdrawn or has money too much, and by `deadlines` for as long as anything is open. A crash at any point is
followed by a repetition that finds the refund at the provider, and writes it down.
"""

import time
from datetime import UTC, datetime

from functions.payment import settlement
from shared.adapters import payments as provider
from shared.adapters.http import Unavailable
from shared.adapters.yookassa import Refused
from shared.cloud.queues import News
from shared.domain import lifecycle
from shared.domain.application import Actor, Application
from shared.domain.events import Aggregate
from shared.domain.message import payment_returned
from shared.domain.payments import Payment, Refund
from shared.domain.states import Kind
from shared.entry.logs import count, logger
from shared.entry.worker import on_news
from shared.store import applications, health, messages, payments, table

_PATIENCE_SECONDS = 10.0  # and then one more question, within the function's thirty


def bring_into_order(news: News) -> str:
    """Settle what is open, return what is owed, and say when to look again.

    At a provider that keeps us waiting some of it is left for the next time.
    """
    now, end, amiss = datetime.now(UTC), time.monotonic() + _PATIENCE_SECONDS, 0
    for payment in payments.of(news.id):
        if time.monotonic() > end:
            break
        try:
            amiss += not _tended(payment, now)
        except Unavailable:
            continue
        except Refused:
            amiss += 1
    if amiss:
        count("payments_unbalanced", amiss)
    return "under way" if _looks_planned(news.id, now) else "in order"


def _tended(payment: Payment, now: datetime) -> bool:
    """Do what one payment needs; False if its money cannot go where it belongs."""
    if payment.open:
        seen = provider.look(payment.attempt.reference, health.noted(now))
        payment = settlement.settle(payment.attempt, seen, now)
    application = applications.get(payment.attempt.application_id)
    owed = payment.owed(application)
    return _returned(payment, owed, application, now) if owed else True


def _looks_planned(application_id: str, now: datetime) -> bool:
    """Say of each payment when to look again; tell whether there is one to look at."""
    found, application = payments.of(application_id), applications.get(application_id)
    for payment in found:
        payments.look_again(payment, payment.look_again(application, now))
    return any(payment.open or payment.owed(application) for payment in found)


def _returned(payment: Payment, owed: int, application: Application, now: datetime) -> bool:
    returned = provider.give_back(payment.attempt.reference, owed, health.noted(now))
    if returned.failed or returned.amount.kopecks != owed:
        logger.error("not returned", extra={"payment_id": payment.attempt.id})
        return False
    if returned.done:
        _write(payment, Refund(id=returned.id, amount=owed, at=now), application)
    return True


def _write(payment: Payment, refund: Refund, application: Application) -> None:
    """Write that the money is back, together with what it means and who is told."""
    line = payments.give_back(payment.attempt, refund)
    if payment.attempt.id == application.paid_by:
        step = lifecycle.step(application, Kind.FEE_REFUNDED, refund.at, Actor.SYSTEM)
        applications.commit(application, step, line)
    else:
        message = payment_returned(application, payment.attempt.id, refund.at)
        table.transact(line, messages.delivery(message))


handler = on_news({Aggregate.APPLICATION: bring_into_order})
