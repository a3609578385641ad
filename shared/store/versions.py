"""Versions of books: what each says, and which signed document says it."""

from shared.domain.book import Book
from shared.domain.errors import Conflict, NotFound
from shared.domain.events import Aggregate
from shared.domain.model import Model
from shared.domain.version import SealedDocument, Version
from shared.store import events, table
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_VERSION = "VERSION#"
_DOCUMENT = "DOCUMENT#"


class _Pointer(Model):
    impersonal = True

    book: str
    version: int


def prepare(version: Version) -> Version:
    """Store what will be signed, once: a repetition gets what was stored first."""
    stored = table.item(_partition(version.book_number), _version(version.number), version, version.holder)
    if table.first(table.put(stored, _TAKEN)):
        return version
    return get(version.book_number, version.number)


def next_index() -> int:
    """Take the next place in the status list; one that is never used does no harm."""
    return table.add("STATUS_LIST", "NEXT", "taken") - 1


def seal(version: Version, document: SealedDocument) -> Write:
    """Give the write that ties a signed document to its version."""
    return table.put(table.item(_partition(version.book_number), _document(version.number), document), _TAKEN)


def publish(book: Book, document: SealedDocument) -> Write:
    """Give the write that lets the version that speaks for a book be found by its document."""
    pointer = _Pointer(book=book.number, version=book.active_version)
    return table.put(table.item(f"SHA256#{document.sha256}", "BOOK", pointer), _TAKEN)


def get(number: str, version: int) -> Version:
    """Read what a version says; raises `NotFound`."""
    stored = table.get(_partition(number), _version(version))
    if stored is None:
        raise NotFound
    return table.read(stored, Version)


def published(book: Book) -> list[Version]:
    """Read the versions that speak or have spoken for a book, in their order."""
    known = (table.read(stored, Version) for stored in table.all_of(_partition(book.number), _VERSION))
    return [version for version in known if version.number <= book.active_version]


def document_of(number: str, version: int) -> SealedDocument | None:
    """Read where the signed document of a version lies, if there is one yet."""
    stored = table.get(_partition(number), _document(version))
    return table.read(stored, SealedDocument) if stored else None


def documents(number: str) -> dict[int, SealedDocument]:
    """Read where the signed documents of all versions lie."""
    stored = table.all_of(_partition(number), _DOCUMENT)
    return {int(one["SK"].removeprefix(_DOCUMENT)): table.read(one, SealedDocument) for one in stored}


def with_sha256(sha256: str) -> Version | None:
    """Find the published version whose document has this SHA-256 (hex)."""
    stored = table.get(f"SHA256#{sha256}", "BOOK")
    if stored is None:
        return None
    pointer = table.read(stored, _Pointer)
    return get(pointer.book, pointer.version)


def _partition(number: str) -> str:
    return events.partition(Aggregate.BOOK, number)


def _version(number: int) -> str:
    return f"{_VERSION}{number:04}"


def _document(number: int) -> str:
    return f"{_DOCUMENT}{number:04}"
