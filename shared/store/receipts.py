"""Receipts for papers and for fees: what each says, and the signed document that says it."""

from typing import TypeVar

from shared.domain.acceptance import Acceptance
from shared.domain.errors import Conflict
from shared.domain.payments import Receipt
from shared.domain.version import SealedDocument
from shared.store import applications, table
from shared.store.table import Write

Either = TypeVar("Either", Acceptance, Receipt)

_TAKEN = Conflict("CONCURRENT_CHANGE")


def record(receipt: Acceptance | Receipt) -> Write:
    """Give the write that puts a receipt down, for the transaction that it acknowledges."""
    place = applications.partition(receipt.application_id), f"RECEIPT#{receipt.number}"
    return table.put(table.item(*place, receipt, receipt.holder), _TAKEN)


def get(application_id: str, number: str, model: type[Either]) -> Either | None:
    """Read what a receipt says."""
    stored = table.get(applications.partition(application_id), f"RECEIPT#{number}")
    return table.read(stored, model) if stored else None


def unsigned(application_id: str, number: str | None, model: type[Either]) -> Either | None:
    """Read a receipt that has a number, and no signed document yet."""
    if number is None or document_of(application_id, number):
        return None
    return get(application_id, number, model)


def seal(receipt: Acceptance | Receipt, document: SealedDocument) -> None:
    """Tie the signed document to its receipt; the first one stays."""
    place = applications.partition(receipt.application_id), _document(receipt.number)
    table.first(table.put(table.item(*place, document), _TAKEN))


def document_of(application_id: str, number: str) -> SealedDocument | None:
    """Read where the signed document of a receipt lies, if there is one yet."""
    stored = table.get(applications.partition(application_id), _document(number))
    return table.read(stored, SealedDocument) if stored else None


def _document(number: str) -> str:
    return f"RECEIPT_DOCUMENT#{number}"
