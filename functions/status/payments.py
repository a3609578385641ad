"""What is due for an application, what has been tried (pay-05), and the receipts for papers and fees."""

from shared.domain.application import Application
from shared.domain.errors import Conflict, NotFound
from shared.domain.links import FileLink
from shared.domain.model import Model
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.entry.payments import AttemptView, PaymentView
from shared.store import applications, objects, payments, receipts

_SIGNING_SECONDS = 2


class ReceiptView(Model):
    """A receipt, and where to get its file."""

    number: str
    href: str


class PaymentHistory(Model):
    """What is due, all attempts to pay it, the newest first, and the receipts."""

    payment: PaymentView
    items: tuple[AttemptView, ...]
    receipts: tuple[ReceiptView, ...]


def of(caller: Caller, application_id: str) -> PaymentHistory:
    """Show the payments of one of the caller's applications."""
    application = applications.owned(application_id, caller.account)
    attempts = reversed(payments.of(application_id))
    return PaymentHistory(
        payment=PaymentView.of(application, caller.language),
        items=tuple(AttemptView.of(attempt, application, caller.language) for attempt in attempts),
        receipts=_receipts(application),
    )


def one(caller: Caller, payment_id: str) -> AttemptView:
    """Show one payment, as whoever comes back from the provider's page knows nothing but its id (pay-07)."""
    payment = payments.found(payment_id)
    application = applications.owned(payment.attempt.application_id, caller.account)
    return AttemptView.of(payment, application, caller.language)


def accepted(caller: Caller, application_id: str) -> FileLink:
    """Sign a link to the receipt for the papers of an application (app-17)."""
    number = applications.owned(application_id, caller.account).number
    return _link(caller, application_id, number, "Расписка")


def receipt(caller: Caller, payment_id: str) -> FileLink:
    """Sign a link to the receipt for the fee that was paid (pay-08)."""
    application_id = payments.found(payment_id).attempt.application_id
    application = applications.owned(application_id, caller.account)
    number = application.receipt_number if application.paid_by == payment_id else None
    return _link(caller, application_id, number, text("payments", "receipt"))


def _link(caller: Caller, application_id: str, number: str | None, name: str) -> FileLink:
    if number is None:
        raise NotFound
    document = receipts.document_of(application_id, number)
    if document is None:
        raise Conflict("RECEIPT_NOT_READY", retry_after=_SIGNING_SECONDS)
    return objects.link_to(document, f"{name} {number}.pdf", caller.now)


def _receipts(application: Application) -> tuple[ReceiptView, ...]:
    number, href = application.receipt_number, f"/v1/payments/{application.paid_by}/receipt"
    return (ReceiptView(number=number, href=href),) if number else ()
