"""Version n+1: an entry, another name or a withdrawn code has made the former version say too little."""

from datetime import UTC, datetime

from functions.issue import documents
from functions.issue.versions import prepared
from shared.cloud.queues import News
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind
from shared.domain.errors import Conflict
from shared.domain.version import SealedDocument, Version
from shared.store import books

_TRIES = 5


def reissue(news: News) -> str:
    """Make the next version while the book has more to say; what many events ask for may be one version."""
    book = books.get(news.id)
    if not book.outdated:
        return "nothing to do"
    photo = documents.portrait(book.photo)
    version = prepared(book, tuple(books.entries(book.number)), datetime.now(UTC))
    document = documents.keep(version, photo)
    return _published(book, version, document)


def _published(book: Book, version: Version, document: SealedDocument) -> str:
    """Let the version speak for the book; if something is filed meanwhile, the next one will say it."""
    for _ in range(_TRIES):
        changes = {"active_version": version.number, "said": version.said}
        step = machine.step(book, BookKind.REISSUED, datetime.now(UTC), Actor.SYSTEM, changes)
        try:
            books.reissue(book, step, version, document)
        except Conflict:
            book = books.get(book.number)
            if book.active_version >= version.number or not book.outdated:
                return "already done"
            continue
        return BookKind.REISSUED
    raise Conflict("CONCURRENT_CHANGE")
