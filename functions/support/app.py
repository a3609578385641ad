"""The support's door: tickets of holders, the desk of the support, the call centre, ratings of clinics."""

from functions.support import calls, desk, own, ratings
from functions.support.calls import Call, CallTicket
from functions.support.desk import ClinicDecision, GivenAnswer, QueueQuery
from functions.support.own import NewReply, NewTicket, OneClick
from functions.support.ratings import GivenRating, RatingView
from functions.support.views import ServedTicket, TicketList, TicketView
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.paging import PageQuery
from shared.entry.timeline import Timeline
from shared.store import presence

app = Api("support", presence.require_alive)

_OWN = Permission.OWN_TICKETS
_SERVING = Permission.SERVING_TICKETS
_ONE = "/v1/tickets/{ticket_id}"
_SERVED = "/v1/support/tickets/{ticket_id}"
_FOUND = ("404 NOT_FOUND",)
_PAGED = ("400 CURSOR_INVALID",)
_CHANGED = (*_FOUND, "409 TICKET_STATUS", "409 CONCURRENT_CHANGE")
_NOT_OWN = "403 OWN_TICKET"


@app.operation("POST", "/v1/tickets", _OWN, status=201, key=Key.REQUIRED)
def open_ticket(caller: Caller, body: NewTicket) -> TicketView:
    """Ask the support, about an own application by its number or about anything else (sup-02)."""
    return own.open_ticket(caller, body)


@app.operation(
    "POST",
    "/v1/applications/{application_id}/tickets",
    _OWN,
    status=201,
    key=Key.REQUIRED,
    problems=(*_FOUND, "409 TICKET_NOT_OFFERED"),
)
def open_offered_ticket(caller: Caller, application_id: str, body: OneClick) -> TicketView:
    """Open the ticket that an application offers: `ticket_offered` says which (sts-13, rej-13)."""
    return own.open_by_click(caller, application_id, body)


@app.operation("GET", "/v1/tickets", _OWN, problems=_PAGED)
def list_tickets(caller: Caller, query: PageQuery) -> TicketList:
    """List own tickets, newest first."""
    return own.tickets_of(caller, query)


@app.operation("GET", _ONE, _OWN, problems=_FOUND)
def get_ticket(caller: Caller, ticket_id: str) -> TicketView:
    """Show one ticket with all that was said."""
    return own.one(caller, ticket_id)


@app.operation("POST", f"{_ONE}/replies", _OWN, status=201, key=Key.REQUIRED, problems=_CHANGED)
def add_to_ticket(caller: Caller, ticket_id: str, body: NewReply) -> TicketView:
    """Add something to a ticket: it waits for the support again."""
    return own.reply(caller, ticket_id, body)


@app.operation("POST", f"{_ONE}/close", _OWN, problems=_CHANGED)
def settle_ticket(caller: Caller, ticket_id: str) -> TicketView:
    """Close a ticket whose question has settled itself."""
    return own.settle(caller, ticket_id)


@app.operation("GET", "/v1/support/queue", _SERVING, problems=_PAGED)
def list_waiting_tickets(caller: Caller, query: QueueQuery) -> TicketList:
    """List the tickets that wait, what has waited longest first."""
    return desk.queue(caller, query)


@app.operation("GET", _SERVED, _SERVING, problems=(*_FOUND, _NOT_OWN))
def get_served_ticket(caller: Caller, ticket_id: str) -> ServedTicket:
    """Show a ticket beside the status history of the application that it names (act-08)."""
    return desk.one(caller, ticket_id)


@app.operation(
    "POST", f"{_SERVED}/replies", _SERVING, status=201, key=Key.REQUIRED, problems=(*_CHANGED, _NOT_OWN)
)
def answer_ticket(caller: Caller, ticket_id: str, body: GivenAnswer) -> ServedTicket:
    """Answer a ticket; an answer that speaks of a password or a code is refused (sup-03)."""
    return desk.reply(caller, ticket_id, body)


@app.operation("POST", f"{_SERVED}/close", _SERVING, problems=(*_CHANGED, _NOT_OWN))
def close_ticket(caller: Caller, ticket_id: str) -> ServedTicket:
    """Close a ticket that needs no more answers."""
    return desk.close(caller, ticket_id)


@app.operation(
    "POST",
    f"{_SERVED}/decision",
    _SERVING,
    key=Key.REQUIRED,
    problems=(*_CHANGED, _NOT_OWN, "409 CLINIC_CODE_TAKEN"),
)
def decide_on_clinic(caller: Caller, ticket_id: str, body: ClinicDecision) -> ServedTicket:
    """Enter a missing clinic into the register, or decline with a reason (cln-09)."""
    return desk.decide(caller, ticket_id, body)


@app.operation("GET", "/v1/support/timelines/{number}", _SERVING, problems=_FOUND)
def get_timeline_for_support(caller: Caller, number: str) -> Timeline:
    """Tell the history of the application with this number (sts-10)."""
    return desk.timeline(caller, number)


@app.operation(
    "POST",
    "/v1/support/calls",
    Permission.TAKING_CALLS,
    status=201,
    key=Key.REQUIRED,
    problems=("422 CALLER_UNKNOWN", "423 CALLER_BLOCKED"),
)
def take_call(caller: Caller, body: Call) -> CallTicket:
    """Open a ticket for somebody on the phone who knows the number and one more fact (act-11)."""
    return calls.open_for_caller(caller, body)


@app.operation(
    "PUT",
    "/v1/clinics/{code}/rating",
    Permission.RATING_CLINICS,
    problems=("403 NOT_EXAMINED_THERE", "404 CLINIC_NOT_FOUND"),
)
def rate_clinic(caller: Caller, code: str, body: GivenRating) -> RatingView:
    """Say what one thinks of a clinic where one was examined (cln-06)."""
    return ratings.rate(caller, code, body)
