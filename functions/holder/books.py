"""The holder's books, their versions, and links to their files."""

from datetime import date
from typing import Self

from shared.domain.book import Book, BookState, VersionState
from shared.domain.errors import NotFound
from shared.domain.links import FileLink
from shared.domain.model import Model, Moment
from shared.domain.professions import CATEGORIES
from shared.domain.validity import Answer
from shared.domain.version import SealedDocument, Version
from shared.entry.caller import Caller
from shared.entry.entries import EntryView
from shared.entry.paging import PageQuery
from shared.entry.rules import RuleView
from shared.store import books, objects, versions


class VersionView(Model):
    """One version of a book; `size` in bytes, `sha256` in hex."""

    version: int
    state: VersionState
    issued_on: date
    valid_until: date | None
    sha256: str
    size: int

    @classmethod
    def of(cls, book: Book, version: Version, document: SealedDocument) -> Self:
        """Show a version."""
        return cls(
            version=version.number,
            state=book.state_of(version.number),
            issued_on=version.issued_on,
            valid_until=version.valid_until,
            sha256=document.sha256,
            size=document.size,
        )


class BookView(Model):
    """A book, as its holder sees it: `answer` follows from `rules`, unless the book is revoked (bok-10).

    It says what is filed by now, also while the version that will say it is in the making.
    """

    number: str
    state: BookState
    category: str
    category_title: str
    occupation: str | None
    clinic_code: str
    answer: Answer
    valid_until: date | None
    rules: tuple[RuleView, ...]
    published_at: Moment
    entries: tuple[EntryView, ...]
    versions: tuple[VersionView, ...]

    @classmethod
    def of(cls, book: Book, caller: Caller) -> Self:
        """Show a book."""
        documents = versions.documents(book.number)
        rules = tuple(RuleView.of(ruling, caller) for ruling in book.judgement.rulings)
        return cls(
            **{name: getattr(book, name) for name in _COPIED},
            category_title=CATEGORIES[book.category].title,
            answer=book.answer(caller.today),
            valid_until=book.judgement.until,
            rules=rules,
            entries=tuple(map(EntryView.of, books.entries(book.number))),
            versions=tuple(
                VersionView.of(book, version, documents[version.number])
                for version in reversed(versions.published(book))
            ),
        )


class BookList(Model):
    """A page of books."""

    items: tuple[BookView, ...]
    next_cursor: str | None


_COPIED = ("number", "state", "category", "occupation", "clinic_code", "published_at")


def books_of(caller: Caller, query: PageQuery) -> BookList:
    """Show a page of the caller's books."""
    page = books.of(caller.account, limit=query.limit, cursor=query.cursor)
    return BookList(
        items=tuple(BookView.of(book, caller) for book in page.items), next_cursor=page.next_cursor
    )


def book(caller: Caller, number: str) -> BookView:
    """Show one of the caller's books."""
    return BookView.of(books.owned(number, caller.account), caller)


def file(caller: Caller, number: str, version: str) -> FileLink:
    """Sign a link to the document of a published version; always the same bytes (iss-05)."""
    owned = books.owned(number, caller.account)
    if not version.isdecimal() or not 1 <= int(version) <= owned.active_version:
        raise NotFound
    document = versions.document_of(number, int(version))
    if document is None:
        raise NotFound
    return objects.link_to(document, f"Медкнижка {number}, версия {version}.pdf", caller.now)
