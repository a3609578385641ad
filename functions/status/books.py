"""The holder's books, their versions, and links to their files."""

from datetime import date
from typing import Literal

from functions.status.links import FileLink
from shared.domain.book import Book
from shared.domain.entries import Entry
from shared.domain.errors import NotFound
from shared.domain.model import Model, Moment
from shared.domain.validity import Answer
from shared.domain.version import Version
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.store import books


class VersionView(Model):
    """One version of a book; `size` in bytes, `sha256` in hex."""

    version: int
    state: Literal["ACTIVE", "SUPERSEDED"]
    issued_on: date
    valid_until: date | None
    sha256: str
    size: int


class BookView(Model):
    """A book, as its holder sees it (bok-10)."""

    number: str
    category: str
    occupation: str | None
    answer: Answer
    valid_until: date | None
    published_at: Moment
    entries: tuple[Entry, ...]
    versions: tuple[VersionView, ...]


class BookList(Model):
    """A page of books."""

    items: tuple[BookView, ...]
    next_cursor: str | None


def books_of(caller: Caller, query: PageQuery) -> BookList:
    """Show a page of the caller's books."""
    page = books.of(caller.account, limit=query.limit, cursor=query.cursor)
    today = caller.now.date()
    return BookList(items=tuple(_shown(book, today) for book in page.items), next_cursor=page.next_cursor)


def book(caller: Caller, number: str) -> BookView:
    """Show one of the caller's books."""
    return _shown(books.owned(number, caller.account), caller.now.date())


def file(caller: Caller, number: str, version: str) -> FileLink:
    """Sign a link to the document of a published version; always the same bytes (iss-05)."""
    owned = books.owned(number, caller.account)
    if not version.isdecimal() or not 1 <= int(version) <= owned.active_version:
        raise NotFound
    document = books.document_of(number, int(version))
    if document is None:
        raise NotFound
    return FileLink.to(document, f"Медкнижка {number}, версия {version}.pdf", caller)


def _shown(owned: Book, today: date) -> BookView:
    versions = [books.get_version(owned.number, number) for number in range(owned.active_version, 0, -1)]
    active = versions[0]
    return BookView(
        number=owned.number,
        category=owned.category,
        occupation=owned.occupation,
        answer=active.answer(today),
        valid_until=active.valid_until,
        published_at=owned.published_at,
        entries=active.entries,
        versions=tuple(_version(one, owned.active_version) for one in versions),
    )


def _version(version: Version, active: int) -> VersionView:
    document = books.document_of(version.book_number, version.number)
    if document is None:
        raise LookupError(f"version {version.number} of book {version.book_number} has no document")
    return VersionView(
        version=version.number,
        state="ACTIVE" if version.number == active else "SUPERSEDED",
        issued_on=version.issued_on,
        valid_until=version.valid_until,
        sha256=document.sha256,
        size=document.size,
    )
