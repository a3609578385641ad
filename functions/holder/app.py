"""The holder's door: the own book, who may see it, who has seen it, who may write in it."""

from functions.holder import books, changes, journal, presentation, sharing
from functions.holder.books import BookList, BookView
from functions.holder.changes import ChosenClinic
from functions.holder.journal import Journal
from functions.holder.presentation import Presentation
from functions.holder.sharing import NewShare, ShareList, ShareView
from shared.domain.access import Permission
from shared.domain.links import FileLink
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.paging import PageQuery
from shared.store import presence

app = Api("holder", presence.require_alive)

_OWN = Permission.OWN_BOOKS
_ONE = "/v1/books/{number}"
_FOUND = ("404 NOT_FOUND",)
_PAGED = ("400 CURSOR_INVALID",)
_CHANGED = (*_FOUND, "409 WRONG_STATUS", "409 CONCURRENT_CHANGE")


@app.operation("GET", "/v1/books", _OWN, problems=_PAGED)
def list_books(caller: Caller, query: PageQuery) -> BookList:
    """List own books, newest first."""
    return books.books_of(caller, query)


@app.operation("GET", _ONE, _OWN, problems=_FOUND)
def get_book(caller: Caller, number: str) -> BookView:
    """Show a book: the answer with the reason for each rule, the entries, the versions (bok-10)."""
    return books.book(caller, number)


@app.operation("GET", f"{_ONE}/versions/{{version}}/file", _OWN, problems=_FOUND)
def get_book_file(caller: Caller, number: str, version: str) -> FileLink:
    """Get a short-lived link to the signed PDF of a version (iss-05)."""
    return books.file(caller, number, version)


@app.operation(
    "POST",
    f"{_ONE}/versions/{{version}}/withdraw",
    _OWN,
    status=202,
    key=Key.REQUIRED,
    problems=(*_CHANGED, "409 VERSION_NOT_ACTIVE"),
)
def withdraw_version(caller: Caller, number: str, version: str) -> BookView:
    """Have the code that got lost refused everywhere; a new version with a new code is made."""
    return changes.withdraw(caller, number, version)


@app.operation("GET", f"{_ONE}/presentation", _OWN, problems=(*_FOUND, "409 BOOK_REVOKED"))
def present_book(caller: Caller, number: str) -> Presentation:
    """Get what the phone shows to an employer or an inspector: the code, the face, the answer."""
    return presentation.of(caller, number)


@app.operation(
    "POST", f"{_ONE}/shares", _OWN, status=201, key=Key.REQUIRED, problems=(*_FOUND, "409 BOOK_REVOKED")
)
def share_book(caller: Caller, number: str, body: NewShare) -> ShareView:
    """Make a link that shows the book to an employer, a clinic or an insurer, for a time (act-04)."""
    return sharing.share(caller, number, body)


@app.operation("GET", f"{_ONE}/shares", _OWN, problems=_FOUND)
def list_shares(caller: Caller, number: str) -> ShareList:
    """List the links of a book, and how often each was used."""
    return sharing.shares_of(caller, number)


@app.operation("DELETE", f"{_ONE}/shares/{{share_id}}", _OWN, status=204, problems=_FOUND)
def end_share(caller: Caller, number: str, share_id: str) -> None:
    """End a link at once."""
    sharing.end(caller, number, share_id)


@app.operation("GET", f"{_ONE}/journal", _OWN, problems=(*_FOUND, *_PAGED))
def read_journal(caller: Caller, number: str, query: PageQuery) -> Journal:
    """List who has looked at the book, when, at what and why (act-05)."""
    return journal.of(caller, number, query)


@app.operation("PUT", f"{_ONE}/clinic", _OWN, problems=_CHANGED)
def attach_clinic(caller: Caller, number: str, body: ChosenClinic) -> BookView:
    """Choose the clinic that may write into the book from now on (act-07)."""
    return changes.attach(caller, number, body)
