"""What a holder changes: which clinic may write, and that a code that got lost is believed no longer."""

from functions.holder.books import BookView
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind
from shared.domain.errors import Conflict
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.store import books, clinics


class ChosenClinic(Model):
    """The clinic that may write into the book, by its code."""

    clinic_code: str


def attach(caller: Caller, number: str, given: ChosenClinic) -> BookView:
    """Let this clinic write, and the former one no more; what both have filed stays (act-07, cln-10)."""
    book = books.owned(number, caller.account)
    clinics.require_licensed(given.clinic_code, caller.today, "/clinic_code")
    if given.clinic_code == book.clinic_code:
        return BookView.of(book, caller)
    return _happened(caller, book, BookKind.CLINIC_ATTACHED, clinic_code=given.clinic_code)


def withdraw(caller: Caller, number: str, version: str) -> BookView:
    """Let nobody believe the present code and document any more; the next version is on its way (lost phone).

    Only the version that speaks for the book is withdrawn: told again it is another one that speaks.
    """
    book = books.owned(number, caller.account)
    if version != str(book.active_version) or book.active_version in book.withdrawn:
        raise Conflict("VERSION_NOT_ACTIVE")
    return _happened(
        caller, book, BookKind.VERSION_WITHDRAWN, withdrawn=(*book.withdrawn, book.active_version)
    )


def _happened(caller: Caller, book: Book, kind: BookKind, **changes: object) -> BookView:
    caller.about(number=book.number)
    step = machine.step(book, kind, caller.now, Actor.APPLICANT, changes)
    return BookView.of(books.commit(book, step), caller)
