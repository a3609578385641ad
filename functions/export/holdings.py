"""What both forms of an export are made from, read at one moment."""

from dataclasses import dataclass

from shared.domain.book import Book, BookEvent, BookKind
from shared.domain.fields import OmsPolicy
from shared.domain.filing import Filed, require_whole
from shared.domain.model import Model, Moment
from shared.domain.version import SealedDocument
from shared.entry.caller import Caller
from shared.store import applications, books, versions

_PUBLISHING = {BookKind.OPENED, BookKind.REISSUED}


class Published(Model):
    """A version that has spoken for the book: since when, and by which document."""

    number: int
    at: Moment
    document: SealedDocument


@dataclass(frozen=True)
class Holdings:
    """A book with its history, all entries in their chain, and all published versions, oldest first."""

    book: Book
    history: tuple[BookEvent, ...]
    filed: tuple[Filed, ...]
    published: tuple[Published, ...]
    policy: OmsPolicy | None


def held(caller: Caller, number: str) -> Holdings:
    """Read an own book; raises `ChainBroken` rather than show entries that are not what was filed."""
    book = books.owned(number, caller.account)
    history = books.history(number)[: book.version]
    return Holdings(
        book=book,
        history=tuple(history),
        filed=require_whole(books.entries(number)[: book.filed], book.chain),
        published=_published(book, history),
        policy=applications.get(book.application_id).fields.oms_policy,
    )


def _published(book: Book, history: list[BookEvent]) -> tuple[Published, ...]:
    documents = versions.documents(book.number)
    moments = [event.at for event in history if event.kind in _PUBLISHING]
    return tuple(
        Published(number=number, at=at, document=documents[number]) for number, at in enumerate(moments, 1)
    )
