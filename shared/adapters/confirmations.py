"""Confirming a card, a wallet or an account at the payment provider, without taking money (oms-08, C-33).

    POST {payments}/payment_methods        {type, confirmation}   →  {id, confirmation}
    GET  {payments}/payment_methods/{id}   →  {status}
    POST {payments}/payments               {amount, capture: false, …}    for a wallet
    POST {payments}/payments/{id}/cancel   →  {status}

A card or an account is bound at the amount of zero. A wallet cannot be: one rouble is held there, never
taken, and let go of as soon as its owner has agreed.
"""

from typing import Literal

from shared.adapters import yookassa
from shared.adapters.yookassa import Answer, Opened, Payment, roubles
from shared.domain.health import Report
from shared.domain.payments import Method

_LEAST = 100  # kopecks
_LET_GO = "canceled_by_merchant"


class _Bound(Answer):
    status: Literal["pending", "active", "inactive"]


def begin(key: str, method: Method, back_to: str, report: Report) -> Opened:
    """Open a confirmation; raises `Unavailable` or `Refused`."""
    kind, page = yookassa.KINDS[method], {"confirmation": {"type": "redirect", "return_url": back_to}}
    if method is not Method.WALLET:
        return yookassa.tell("payment_methods", {"type": kind, **page}, key, Opened, report)
    held = {"amount": roubles(_LEAST), "capture": False, "payment_method_data": {"type": kind}}
    return yookassa.tell("payments", {**held, **page}, key, Opened, report)


def look(reference: str, method: Method, report: Report) -> bool | None:
    """Say whether it has been confirmed; None while its person has yet to agree.

    Where money was held, yes means that it is held no longer. Raises `Unavailable` or `Refused`.
    """
    if method is not Method.WALLET:
        bound = yookassa.ask(f"payment_methods/{reference}", _Bound, report).status
        return {"pending": None, "active": True, "inactive": False}[bound]
    payment = yookassa.ask(f"payments/{reference}", Payment, report)
    if payment.status == "waiting_for_capture":
        payment = yookassa.tell(f"payments/{reference}/cancel", {}, f"{reference}-let-go", Payment, report)
    return payment.cancellation_details.reason == _LET_GO if payment.status == "canceled" else None
