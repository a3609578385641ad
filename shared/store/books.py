"""Books: what each version says, the document that says it, and what they are found by."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.book import Book, SealedDocument, Version
from shared.domain.errors import Conflict, NotFound
from shared.domain.model import Model, rfc3339
from shared.store import table
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_ALL = 100  # one person's books


class _Pointer(Model):
    impersonal = True

    book: str
    version: int


@dataclass(frozen=True)
class Books:
    """A page of a holder's books."""

    items: list[Book]
    next_cursor: str | None


def prepare(version: Version) -> Version:
    """Store what will be signed, once: a repetition gets what was stored first."""
    try:
        table.transact(table.put(_item(version), _TAKEN))
    except Conflict:
        return get_version(version.book_number, version.number)
    return version


def seal(version: Version, document: SealedDocument) -> Write:
    """Give the write that ties a signed document to its version."""
    return table.put(table.item(_partition(version.book_number), _document(version.number), document), _TAKEN)


def publish(version: Version, document: SealedDocument, at: datetime) -> list[Write]:
    """Give the writes that let a version be seen: by its holder, by its QR code, by its file."""
    book = Book(
        number=version.book_number,
        holder=version.holder,
        category=version.category,
        occupation=version.occupation,
        active_version=version.number,
        published_at=at,
    )
    shown = table.item(
        _partition(book.number),
        "STATE",
        book,
        book.holder,
        GSI1PK=f"HOLDER#{book.holder}",
        GSI1SK=f"BOOK#{rfc3339(at)}#{book.number}",
    )
    pointer = _Pointer(book=version.book_number, version=version.number)
    found_by = (f"TOKEN#{version.token}", f"SHA256#{document.sha256}")
    return [
        table.put(shown, _TAKEN),
        *(table.put(table.item(key, "BOOK", pointer), _TAKEN) for key in found_by),
    ]


def get(number: str) -> Book:
    """Read a published book; raises `NotFound`."""
    stored = table.get(_partition(number), "STATE")
    if stored is None:
        raise NotFound
    return table.read(stored, Book)


def owned(number: str, holder: str) -> Book:
    """Read a book of this holder; another's is not found (act-01)."""
    book = get(number)
    if book.holder != holder:
        raise NotFound
    return book


def of(holder: str, *, limit: int, cursor: str | None) -> Books:
    """List a holder's published books, newest first."""
    page = table.page_of("GSI1", f"HOLDER#{holder}", "BOOK#", limit=limit, cursor=cursor)
    return Books([table.read(stored, Book) for stored in page.items], page.next_cursor)


def categories_of(holder: str) -> frozenset[str]:
    """Name the categories in which somebody holds a published book."""
    return frozenset(book.category for book in of(holder, limit=_ALL, cursor=None).items)


def get_version(number: str, version: int) -> Version:
    """Read what a version says; raises `NotFound`."""
    stored = table.get(_partition(number), _version(version))
    if stored is None:
        raise NotFound
    return table.read(stored, Version)


def document_of(number: str, version: int) -> SealedDocument | None:
    """Read where the signed document of a version lies, if there is one yet."""
    stored = table.get(_partition(number), _document(version))
    return table.read(stored, SealedDocument) if stored else None


def with_token(token: str) -> Version | None:
    """Find the published version that a QR code names."""
    return _pointed_at(f"TOKEN#{token}")


def with_sha256(sha256: str) -> Version | None:
    """Find the published version whose document has this SHA-256 (hex)."""
    return _pointed_at(f"SHA256#{sha256}")


def _pointed_at(key: str) -> Version | None:
    stored = table.get(key, "BOOK")
    if stored is None:
        return None
    pointer = table.read(stored, _Pointer)
    return get_version(pointer.book, pointer.version)


def _item(version: Version) -> table.Attributes:
    return table.item(_partition(version.book_number), _version(version.number), version, version.holder)


def _partition(number: str) -> str:
    return f"BOOK#{number}"


def _version(number: int) -> str:
    return f"VERSION#{number:04}"


def _document(number: int) -> str:
    return f"DOCUMENT#{number:04}"
