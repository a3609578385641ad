"""What is done about books that were issued wrongly: the same events as ever, for many books one by one."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from shared.cloud import queues
from shared.domain import audit
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind, BookState, BookStep, Ground
from shared.domain.errors import Conflict, NotFound
from shared.domain.finding import EVERYTHING, Target
from shared.store import books, rounds, versions

_ITEMS = 200
_OPERATOR = "service:operator"
_PURPOSE = "putting right what was issued wrongly"

Decision = Callable[[Book, Target], BookStep | str]


def revoking(ground: Ground) -> Decision:
    """Revoke a book for good, whatever version is named."""

    def decide(book: Book, _: Target) -> BookStep | str:
        if book.state is BookState.REVOKED:
            return "revoked before"
        return machine.step(book, BookKind.REVOKED, datetime.now(UTC), Actor.SYSTEM, ground=ground)

    return decide


def reissuing(book: Book, target: Target) -> BookStep | str:
    """Withdraw a version; news of it makes the book's next one."""
    if book.state is BookState.REVOKED:
        return "revoked before"
    if target.version in book.withdrawn:
        return "withdrawn before"
    if not 1 <= target.version <= book.active_version:
        return "no version of it is named" if not target.version else "no such version"
    changes = {"withdrawn": (*book.withdrawn, target.version)}
    return machine.step(book, BookKind.VERSION_WITHDRAWN, datetime.now(UTC), Actor.SYSTEM, changes)


def take(decide: Decision, target: Target) -> str:
    """Do to one book what was decided, once, and leave a record of it (sec-07)."""
    outcome = _taken(decide, target)
    queues.record(
        audit.Record(
            at=datetime.now(UTC),
            request_id=uuid.uuid4().hex,
            account=_OPERATOR,
            action="auditor",
            object={"number": target.number, "version": str(target.version)},
            result=outcome,
            purpose=_PURPOSE,
        )
    )
    return outcome


def foretell(decide: Decision, target: Target) -> str:
    """Say what would be done."""
    planned = _planned(decide, target)
    return planned if isinstance(planned, str) else f"would be {planned[1].event.kind}"


def found() -> Iterator[Target]:
    """Name what the auditor has found, and what has not been put right."""
    return (find.target for find in rounds.finds() if find.target != EVERYTHING)


def made(since: datetime, before: datetime) -> Iterator[Target]:
    """Name the versions that speak for their books and were made in this time."""
    cursor, more = None, True
    while more:
        page = books.numbers(limit=_ITEMS, cursor=cursor)
        for number in page.items:
            speaking = books.get(number).active_version
            if since <= versions.get(number, speaking).prepared_at < before:
                yield Target(number, speaking)
        cursor, more = page.next_cursor, bool(page.next_cursor)


def _taken(decide: Decision, target: Target) -> str:
    """Write the event; if the book moves meanwhile, decide anew."""
    planned = _planned(decide, target)
    if isinstance(planned, str):
        return planned
    book, step = planned
    try:
        books.commit(book, step)
    except Conflict:
        return _taken(decide, target)
    return step.event.kind


def _planned(decide: Decision, target: Target) -> tuple[Book, BookStep] | str:
    try:
        book = books.get(target.number)
    except NotFound:
        return "no such book"
    step = decide(book, target)
    return step if isinstance(step, str) else (book, step)
