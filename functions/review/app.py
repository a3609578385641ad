"""The reviewers' desk: take an application, look at it, and decide it (group rev)."""

from functions.review import cases, decisions, leases
from functions.review.cases import CaseView, DocumentLink, Queue
from functions.review.decisions import Decision
from functions.review.leases import LeaseView
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.paging import PageQuery
from shared.store import presence

app = Api("review", presence.require_alive)

_REVIEW = Permission.REVIEW
_ONE = "/v1/review/{application_id}"
_FOUND = ("404 NOT_FOUND",)
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
def decide(caller: Caller, application_id: str, body: Decision) -> CaseView:
    """Approve, refuse with reasons, or return for correction."""
    return decisions.decide(caller, application_id, body)
