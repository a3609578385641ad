"""The desks of the staff: reviewers decide applications, officers answer appeals (groups rev, apl)."""

from functions.review import appeals, books, cases, decisions, leases
from functions.review.appeals import Answer, AppealCase, AppealList, AppealOnPaper, CourtRuling
from functions.review.books import Revocation, RevokedBook
from functions.review.cases import CaseView, DocumentLink, Queue
from functions.review.decisions import GivenDecision
from functions.review.leases import LeaseView
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.appeals import AppealView
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.paging import PageQuery
from shared.store import presence

app = Api("review", presence.require_alive)

_REVIEW = Permission.REVIEW
_ONE = "/v1/review/{application_id}"
_FOUND = ("404 NOT_FOUND",)
_APPEALS = Permission.APPEALS
_APPEAL = "/v1/review/appeals/{application_id}"
_NOT_YOURS = (*_FOUND, "403 OWN_APPLICATION", "403 OWN_REFUSAL")
_HELD = (*_FOUND, "409 LEASE_NEEDED", "409 LEASED_BY_ANOTHER")


@app.operation("GET", "/v1/review/queue", _REVIEW)
def list_queue(caller: Caller, query: PageQuery) -> Queue:
    """List what waits for a decision: repeated applications first, then by deadline."""
    return cases.queue(caller, query)


@app.operation(
    "POST",
    f"{_ONE}/lease",
    _REVIEW,
    key=Key.IGNORED,
    problems=(*_FOUND, "403 OWN_APPLICATION", "409 WRONG_STATUS", "409 LEASED_BY_ANOTHER"),
)
def take_lease(caller: Caller, application_id: str) -> LeaseView:
    """Take an application, or keep it for another half an hour."""
    return leases.take(caller, application_id)


@app.operation("DELETE", f"{_ONE}/lease", _REVIEW, status=204, problems=_HELD)
def return_lease(caller: Caller, application_id: str) -> None:
    """Put an application back into the queue."""
    leases.give_back(caller, application_id)


@app.operation("GET", _ONE, _REVIEW, problems=_HELD)
def get_case(caller: Caller, application_id: str) -> CaseView:
    """Show what was entered beside what the registries said."""
    return cases.case(caller, application_id)


@app.operation("GET", f"{_ONE}/documents/{{file_id}}", _REVIEW, problems=_HELD)
def view_document(caller: Caller, application_id: str, file_id: str) -> DocumentLink:
    """Get a short-lived link to a document."""
    return cases.document(caller, application_id, file_id)


@app.operation(
    "POST",
    f"{_ONE}/decision",
    _REVIEW,
    key=Key.REQUIRED,
    problems=(*_HELD, "409 WRONG_STATUS", "409 CONCURRENT_CHANGE", "422 EXAMINATION_MISSING"),
)
def decide(caller: Caller, application_id: str, body: GivenDecision) -> CaseView:
    """Approve, refuse with reasons, or return for correction."""
    return decisions.decide(caller, application_id, body)


@app.operation("GET", "/v1/review/appeals", _APPEALS)
def list_appeals(caller: Caller, query: PageQuery) -> AppealList:
    """List the appeals that wait for an answer, the nearest term first."""
    return appeals.queue(caller, query)


@app.operation(
    "POST",
    "/v1/review/appeals",
    Permission.REGISTERING_APPEALS,
    status=201,
    key=Key.REQUIRED,
    problems=(*_FOUND, "409 WRONG_STATUS", "409 APPEAL_LATE", "409 CONCURRENT_CHANGE"),
)
def register_appeal(caller: Caller, body: AppealOnPaper) -> AppealView:
    """Enter an appeal that came by e-mail or by registered post (apl-04)."""
    return appeals.register(caller, body)


@app.operation("GET", _APPEAL, _APPEALS, problems=_NOT_YOURS)
def get_appeal(caller: Caller, application_id: str) -> AppealCase:
    """Show an appeal beside the application that was refused."""
    return appeals.case(caller, application_id)


@app.operation("GET", f"{_APPEAL}/documents/{{file_id}}", _APPEALS, problems=_NOT_YOURS)
def view_evidence(caller: Caller, application_id: str, file_id: str) -> DocumentLink:
    """Get a short-lived link to a document or a piece of evidence."""
    return appeals.document(caller, application_id, file_id)


@app.operation(
    "POST",
    f"{_APPEAL}/decision",
    _APPEALS,
    key=Key.REQUIRED,
    problems=(
        *_NOT_YOURS,
        "409 WRONG_STATUS",
        "409 CONCURRENT_CHANGE",
        "409 DUPLICATE_APPLICATION",
        "409 EXAMINATION_MISSING",
    ),
)
def answer_appeal(caller: Caller, application_id: str, body: Answer) -> AppealCase:
    """Uphold an appeal, dismiss it, or return the application for another review."""
    return appeals.answer(caller, application_id, body)


@app.operation(
    "POST",
    f"{_APPEAL}/ruling",
    _APPEALS,
    key=Key.REQUIRED,
    problems=(*_NOT_YOURS, "409 WRONG_STATUS", "409 CONCURRENT_CHANGE", "409 DUPLICATE_APPLICATION"),
)
def record_ruling(caller: Caller, application_id: str, body: CourtRuling) -> AppealCase:
    """Record what a court has decided (apl-09)."""
    return appeals.rule(caller, application_id, body)


@app.operation(
    "POST",
    "/v1/review/books/{number}/revoke",
    _REVIEW,
    key=Key.REQUIRED,
    problems=(*_FOUND, "403 OWN_BOOK", "409 WRONG_STATUS", "409 CONCURRENT_CHANGE"),
)
def revoke_book(caller: Caller, number: str, body: Revocation) -> RevokedBook:
    """Revoke a book that must not be believed any more."""
    return books.revoke(caller, number, body)
