"""The issuer takes a book back: nobody believes any of its versions from then on (iss-09)."""

from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind, BookState, Ground
from shared.domain.errors import Forbidden
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.store import books


class Revocation(Model):
    """Why a book is revoked."""

    ground: Ground


class RevokedBook(Model):
    """A book that does not count any more."""

    number: str
    state: BookState


def revoke(caller: Caller, number: str, given: Revocation) -> RevokedBook:
    """Revoke a book for good; its holder is told why and can apply for another one."""
    book = books.get(number)
    if book.holder == caller.account:
        raise Forbidden("OWN_BOOK")
    caller.about(number=number)
    step = machine.step(book, BookKind.REVOKED, caller.now, Actor.REVIEWER, ground=given.ground)
    revoked = books.commit(book, step)
    return RevokedBook(number=number, state=revoked.state)
