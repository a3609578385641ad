"""Decisions of an application: what each says, and the signed document that says it."""

from shared.domain.decision import Decision
from shared.domain.errors import Conflict, NotFound
from shared.domain.version import SealedDocument
from shared.store import applications, table
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")


def record(decision: Decision) -> Write:
    """Give the write that puts a decision down, for the transaction that takes it."""
    place = applications.partition(decision.application_id), f"DECISION#{decision.number}"
    return table.put(table.item(*place, decision, decision.holder), _TAKEN)


def of(application_id: str) -> list[Decision]:
    """Read all decisions, oldest first."""
    partition = applications.partition(application_id)
    found = (table.read(stored, Decision) for stored in table.all_of(partition, "DECISION#"))
    return sorted(found, key=lambda decision: decision.decided_at)


def seal(decision: Decision, document: SealedDocument) -> None:
    """Tie the signed document to its decision; the first one stays."""
    place = applications.partition(decision.application_id), _document(decision.number)
    table.first(table.put(table.item(*place, document), _TAKEN))


def document_of(application_id: str, number: str) -> SealedDocument | None:
    """Read where the signed document of a decision lies, if there is one yet; raises `NotFound`."""
    partition = applications.partition(application_id)
    stored = table.get(partition, _document(number))
    if stored:
        return table.read(stored, SealedDocument)
    if table.get(partition, f"DECISION#{number}") is None:
        raise NotFound
    return None


def _document(number: str) -> str:
    return f"DECISION_DOCUMENT#{number}"
