"""Books: what happened to each, and what was filed in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.cloud import keys
from shared.domain.book import Book, BookEvent, BookState, BookStep, renamed
from shared.domain.errors import Conflict, NotFound
from shared.domain.events import Aggregate
from shared.domain.filing import Filed
from shared.domain.model import Model, rfc3339
from shared.domain.version import SealedDocument, Version
from shared.store import events, table, versions
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_ALL = 100  # one person's books
_REMINDERS = "REMINDERS"


class _Paper(Model):
    """Which entry a clinic's document became."""

    impersonal = True

    entry_id: str


@dataclass(frozen=True)
class Numbers:
    """A stretch of the numbers of all books; it may be empty and yet have a next one."""

    items: list[str]
    next_cursor: str | None


@dataclass(frozen=True)
class Books:
    """A page of a holder's books."""

    items: list[Book]
    next_cursor: str | None


def take_over(book: Book, filed: Iterable[Filed]) -> None:
    """Write the entries that were known before the book was; done again, nothing changes."""
    for each in filed:
        table.first(_put_entry(book, each))


def publish(before: Book, step: BookStep, document: SealedDocument) -> list[Write]:
    """Give the writes that let a version speak for its book, and be found by its file."""
    return [*_writes(before, step), versions.publish(step.book, document)]


def reissue(before: Book, step: BookStep, version: Version, document: SealedDocument) -> None:
    """Let the next version speak for its book, together with the document that says it."""
    table.transact(versions.seal(version, document), *publish(before, step, document))


def file(before: Book, step: BookStep, filed: Filed, paper: str) -> Book:
    """Write an entry and what it leads to, together or not at all; of two under one `paper` one is taken."""
    return commit(before, step, _put_entry(before, filed), _put_paper(before, filed, paper))


def commit(before: Book, step: BookStep, *also: Write) -> Book:
    """Write an event and the state it leads to, together or not at all (`shared/store/applications.py`)."""
    table.transact(*_writes(before, step), *also)
    return step.book.model_copy(update={"revision": before.revision + 1})


def get(number: str) -> Book:
    """Read a published book; raises `NotFound`."""
    stored = table.get(partition(number), "STATE")
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


def due_until(moment: datetime) -> Iterator[str]:
    """List the number of each book of which somebody is to be reminded by a moment."""
    for stored in table.due("GSI2", _REMINDERS, rfc3339(moment)):
        yield stored["PK"].removeprefix(partition(""))


def numbers(*, limit: int, cursor: str | None, strand: tuple[int, int] = (0, 1)) -> Numbers:
    """Name the books of all holders, looking at so many items of the table at a time.

    They are found where they lie, by no index: one that an index lacks would never be audited.
    """
    page = table.scanned(partition(""), "STATE", limit=limit, cursor=cursor, strand=strand)
    return Numbers([stored["PK"].removeprefix(partition("")) for stored in page.items], page.next_cursor)


def event(number: str, version: int) -> BookEvent:
    """Read one event; raises `NotFound`."""
    return events.get(Aggregate.BOOK, number, version, BookEvent)


def history(number: str) -> list[BookEvent]:
    """Read all events, oldest first."""
    return events.of(Aggregate.BOOK, number, BookEvent)


def entries(number: str) -> list[Filed]:
    """Read all entries in their order."""
    return [table.read(stored, Filed) for stored in table.all_of(partition(number), "ENTRY#")]


def filed_as(number: str, paper: str) -> Filed | None:
    """Find the entry that a clinic's document became."""
    stored = table.get(partition(number), _paper(paper))
    return entry(number, table.read(stored, _Paper).entry_id) if stored else None


def entry(number: str, entry_id: str) -> Filed | None:
    """Read one entry."""
    stored = table.get(partition(number), f"ENTRY#{entry_id}")
    return table.read(stored, Filed) if stored else None


def rename(holder: str, names: Mapping[str, str | None], at: datetime) -> list[Write]:
    """Give the writes that have somebody's books say another name, where they do not yet (prf-19)."""
    return [
        write
        for book in of(holder, limit=_ALL, cursor=None).items
        if book.state is BookState.ACTIVE and not names.items() <= dict(book.person).items()
        for write in _writes(book, renamed(book, names, at))
    ]


def categories_of(holder: str) -> frozenset[str]:
    """Name the categories in which somebody holds a published book."""
    return frozenset(book.category for book in of(holder, limit=_ALL, cursor=None).items)


def published(number: str, version: int | None = None) -> tuple[Book, Version]:
    """Read a book and the version that speaks for it, or one that has spoken; raises `NotFound`."""
    book = get(number)
    known = versions.get(number, version or book.active_version)
    if known.number > book.active_version:
        raise NotFound
    return book, known


def partition(number: str) -> str:
    """Name the partition in which a book keeps everything of its own."""
    return events.partition(Aggregate.BOOK, number)


def _writes(before: Book, step: BookStep) -> list[Write]:
    after = step.book.model_copy(update={"revision": before.revision + 1})
    due = after.remind_at
    stored = table.item(
        partition(after.number),
        "STATE",
        after,
        after.holder,
        revision=after.revision,
        GSI1PK=f"HOLDER#{after.holder}",
        GSI1SK=f"BOOK#{rfc3339(after.published_at)}#{after.number}",
        GSI2PK=_REMINDERS if due else None,
        GSI2SK=rfc3339(due) if due else None,
    )
    unchanged = table.put(stored, _TAKEN, "#revision = :revision", revision=before.revision)
    state = unchanged if before.revision else table.put(stored, _TAKEN)
    return [events.append(Aggregate.BOOK, after.number, step.event), state]


def _put_entry(book: Book, filed: Filed) -> Write:
    return table.put(table.item(partition(book.number), f"ENTRY#{filed.id}", filed, book.holder), _TAKEN)


def _put_paper(book: Book, filed: Filed, paper: str) -> Write:
    known = _Paper(entry_id=filed.id)
    return table.put(table.item(partition(book.number), _paper(paper), known), _TAKEN)


def _paper(paper: str) -> str:
    """Name a clinic's document without telling its number, which is the clinic's and may be anything."""
    return f"PAPER#{keys.digest('paper', paper)}"
