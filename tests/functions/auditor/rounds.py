"""A round of the auditor, and ways to change things behind everybody's back."""

from functions.auditor.app import handler
from functions.issue import documents
from functions.register import app as register
from shared.domain import numbers
from shared.domain.book import Book
from shared.domain.errors import Conflict
from shared.domain.events import Aggregate
from shared.domain.model import Model
from shared.domain.version import SealedDocument, Version
from shared.store import books, objects, rounds, table, versions
from tests.gateway import Context
from tests.queues import news_of

FIRST, SECOND = numbers.mint(1), numbers.mint(2)
_NEVER = Conflict("NEVER")


def enlist(*told: str) -> None:
    """Let the register write what it knows of books."""
    for number in told:
        register.follow(news_of(number, 1, Aggregate.BOOK))


def go_on() -> str:
    """Have the auditor invoked once."""
    return handler({}, Context())["outcome"]  # type: ignore[arg-type]


def audited() -> dict[str, set[str]]:
    """Have a whole round gone, and give what stands: by book and version, what differs."""
    table.transact(table.remove("AUDITOR", "ROUND#0-1", _NEVER))
    while (outcome := go_on()) == "on its way":
        continue
    assert outcome == "finished"
    return {str(find.target): set(find.differs) for find in rounds.finds()}


def rewrite(number: str, sk: str, body: Model) -> None:
    """Write another body into an item of a book, rightly sealed: whoever does it has all rights."""
    stored = table.get(books.partition(number), sk)
    assert stored
    changed = table.item(stored["PK"], sk, body, stored.get("holder"))
    table.transact(table.put({**stored, **changed}, _NEVER, None))


def remove(number: str, sk: str) -> None:
    table.transact(table.remove(books.partition(number), sk, _NEVER))


def change_version(number: str = FIRST, place: int = 1, **changes: object) -> Version:
    changed = versions.get(number, place).model_copy(update=changes)
    rewrite(number, f"VERSION#{place:04}", changed)
    return changed


def change_book(number: str = FIRST, **changes: object) -> Book:
    changed = books.get(number).model_copy(update=changes)
    rewrite(number, "STATE", changed)
    return changed


def document(number: str = FIRST, place: int = 1) -> SealedDocument:
    found = versions.document_of(number, place)
    assert found
    return found


def pdf_of(number: str = FIRST, place: int = 1) -> bytes:
    kept = document(number, place)
    return objects.fetch(kept.key, kept.version_id, kept.sha256)


def put_document(pdf: bytes, number: str = FIRST, place: int = 1) -> None:
    """Let a version have another document, with all that leads to it."""
    kept = objects.keep(f"books/{number}/other.pdf", pdf, "application/pdf")
    sealed = SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)
    rewrite(number, f"DOCUMENT#{place:04}", sealed)
    pointer = table.item(f"SHA256#{kept.sha256}", "BOOK", versions._Pointer(book=number, version=place))
    table.transact(table.put(pointer, _NEVER, None))


def signed_by_us(pdf: bytes, version: Version) -> bytes:
    """Misuse the issuer's key."""
    return documents._signed(pdf, version.prepared_at, documents._REASON)
