"""Receipts for paid fees: what each says, and the signed document that says it."""

from shared.domain.errors import Conflict, NotFound
from shared.domain.payments import Receipt
from shared.domain.version import SealedDocument
from shared.store import applications, table
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")


def record(receipt: Receipt) -> Write:
    """Give the write that puts a receipt down, for the transaction that takes the payment."""
    place = applications.partition(receipt.application_id), f"RECEIPT#{receipt.number}"
    return table.put(table.item(*place, receipt, receipt.holder), _TAKEN)


def get(application_id: str, number: str) -> Receipt:
    """Read what a receipt says; raises `NotFound`."""
    stored = table.get(applications.partition(application_id), f"RECEIPT#{number}")
    if stored is None:
        raise NotFound
    return table.read(stored, Receipt)


def seal(receipt: Receipt, document: SealedDocument) -> None:
    """Tie the signed document to its receipt; the first one stays."""
    place = applications.partition(receipt.application_id), _document(receipt.number)
    table.first(table.put(table.item(*place, document), _TAKEN))


def document_of(application_id: str, number: str) -> SealedDocument | None:
    """Read where the signed document of a receipt lies, if there is one yet."""
    stored = table.get(applications.partition(application_id), _document(number))
    return table.read(stored, SealedDocument) if stored else None


def _document(number: str) -> str:
    return f"RECEIPT_DOCUMENT#{number}"
