"""Taking and returning money through the payment provider; no card ever passes us (pay-06, pay-07).

    POST {payments}/payments             {amount, payment_method_data, confirmation, capture, metadata, …}
                                         →  {id, confirmation}
    GET  {payments}/payments/{id}        →  {status, amount, cancellation_details?, captured_at?}
    POST {payments}/refunds              {payment_id, amount}   →  {id, status, amount}
    GET  {payments}/refunds?payment_id=  →  {items}

The payer opens `confirmation.confirmation_url` and pays there. What became of it comes as a notification,
of which nothing is believed (docs/decisions/0012): it bears our mark, and says only where to look.
"""

from typing import Annotated

from pydantic import StringConstraints, ValidationError

from shared.adapters import yookassa
from shared.adapters.yookassa import Amount, Answer, Json, Opened, Payment, roubles
from shared.domain.health import Report
from shared.domain.model import Model
from shared.domain.payments import Failure, Method, Outcome, Seen

_OUTCOMES = {"succeeded": Outcome.SUCCEEDED, "canceled": Outcome.FAILED}
_FAILURES = {
    "insufficient_funds": Failure.INSUFFICIENT_FUNDS,
    "expired_on_confirmation": Failure.EXPIRED,
    "rejected_by_timeout": Failure.EXPIRED,
}


class Order(Model):
    """What is to be paid, and how; `signature` comes back in each notification."""

    payment_id: str
    method: Method
    amount: int
    text: str
    back_to: str
    signature: str


class Returned(Answer):
    """A refund at the provider: neither `done` nor `failed`, it is under way."""

    id: str
    status: str
    amount: Amount

    @property
    def done(self) -> bool:
        """Whether the money has gone back."""
        return self.status == "succeeded"

    @property
    def failed(self) -> bool:
        """Whether no money will ever go back by it."""
        return self.status == "canceled"


class _Refunds(Answer):
    items: tuple[Returned, ...] = ()


class Mark(Answer):
    """What we gave the provider to remember."""

    payment_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    signature: str


class _Noted(Answer):
    metadata: Mark
    amount: Amount


class Notification(Answer):
    """What the provider says of its own accord."""

    object: _Noted


def begin(order: Order, report: Report) -> Opened:
    """Open a payment; raises `Unavailable` or `Refused`."""
    body = {
        "amount": roubles(order.amount),
        "capture": True,
        "payment_method_data": {"type": yookassa.KINDS[order.method]},
        "confirmation": {"type": "redirect", "return_url": order.back_to},
        "description": order.text,
        "metadata": {"payment_id": order.payment_id, "signature": order.signature},
    }
    return yookassa.tell("payments", body, order.payment_id, Opened, report)


def look(reference: str, report: Report) -> Seen:
    """Ask what has become of a payment; raises `Unavailable` or `Refused`."""
    found = yookassa.ask(f"payments/{reference}", Payment, report)
    outcome = _OUTCOMES.get(found.status)
    failed = outcome is Outcome.FAILED
    return Seen(
        outcome=outcome,
        amount=found.amount.kopecks,
        failure=_FAILURES.get(found.cancellation_details.reason, Failure.DECLINED) if failed else None,
        at=found.captured_at,
    )


def give_back(reference: str, amount: int, report: Report) -> Returned:
    """Have money returned once; what has been asked for before is found, and what has failed asked for anew.

    The provider forgets a key after a day, but no refund. Raises `Unavailable` or `Refused`.
    """
    known = yookassa.ask(f"refunds?payment_id={reference}", _Refunds, report).items
    standing = [refund for refund in known if not refund.failed]
    if standing:
        return standing[0]
    body = {"payment_id": reference, "amount": roubles(amount)}
    return yookassa.tell("refunds", body, f"{reference}-{len(known)}", Returned, report)


def heard(body: Json) -> Notification | None:
    """Read a notification; None if it bears no mark of ours."""
    try:
        return Notification.model_validate(body)
    except ValidationError:
        return None
