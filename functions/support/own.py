"""The holder's side of a ticket: open it, follow it, add to it, close it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import StringConstraints

from functions.support import steps
from functions.support.views import TicketLine, TicketList, TicketView
from shared.domain import numbers
from shared.domain.application import Actor, Application
from shared.domain.calendar import local_day
from shared.domain.errors import Conflict, Flaw, Invalid, NotFound
from shared.domain.model import Model
from shared.domain.offer import offered
from shared.domain.texts import text
from shared.domain.ticket import (
    MAX_DESCRIPTION,
    MAX_REPLY,
    MIN_DESCRIPTION,
    ClinicRequest,
    Subject,
    Ticket,
    TicketKind,
)
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.store import applications, tickets

Description = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=MIN_DESCRIPTION, max_length=MAX_DESCRIPTION)
]
ReplyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REPLY)]


class NewTicket(Model):
    """A question: about an own application, a profession, a missing clinic, or anything else (sup-02)."""

    subject: Literal[Subject.APPLICATION, Subject.PROFESSION, Subject.QUESTION, Subject.ADD_CLINIC]
    application_number: str | None = None
    description: Description | None = None
    clinic: ClinicRequest | None = None


class OneClick(Model):
    """A question that asks itself: why is it late, why was it refused again (sts-13, rej-13)."""

    reason: Literal[Subject.OVERDUE_REVIEW, Subject.REFUSAL_DETAILS]


class NewReply(Model):
    """What a holder adds."""

    text: ReplyText


def open_ticket(caller: Caller, given: NewTicket) -> TicketView:
    """Open a ticket in the caller's own words."""
    if flaws := list(_flaws(given)):
        raise Invalid("BODY_INVALID", *flaws)
    about = _own(caller, given.application_number) if given.application_number else None
    said = {"description": given.description, "clinic": given.clinic}
    opened = steps.open_one(caller, caller.account, given.subject, about, **said)
    return _shown(caller, opened)


def open_by_click(caller: Caller, application_id: str, given: OneClick) -> TicketView:
    """Open the ticket that an application offers, with its number and its day in it."""
    application = applications.owned(application_id, caller.account)
    if offered(application) is not given.reason or application.submitted_at is None:
        raise Conflict("TICKET_NOT_OFFERED")
    sent = f"{local_day(application.submitted_at):%d.%m.%Y}"
    said = text("ticket_openings", given.reason, number=application.number, date=sent)
    opened = steps.open_one(caller, caller.account, given.reason, application, description=said)
    return _shown(caller, opened)


def tickets_of(caller: Caller, query: PageQuery) -> TicketList:
    """Show a page of the caller's tickets."""
    page = tickets.of(caller.account, limit=query.limit, cursor=query.cursor)
    lines = tuple(TicketLine.of(one, caller.language) for one in page.items)
    return TicketList(items=lines, next_cursor=page.next_cursor)


def one(caller: Caller, ticket_id: str) -> TicketView:
    """Show one of the caller's tickets."""
    return _shown(caller, tickets.owned(ticket_id, caller.account))


def reply(caller: Caller, ticket_id: str, given: NewReply) -> TicketView:
    """Add to a ticket: it waits for the support again."""
    before = tickets.owned(ticket_id, caller.account)
    return _shown(caller, steps.take(caller, before, TicketKind.ASKED, Actor.APPLICANT, said=given.text))


def settle(caller: Caller, ticket_id: str) -> TicketView:
    """Close a ticket whose question has settled itself."""
    before = tickets.owned(ticket_id, caller.account)
    return _shown(caller, steps.take(caller, before, TicketKind.SETTLED, Actor.APPLICANT))


def _flaws(given: NewTicket) -> Iterator[Flaw]:
    """Find what a ticket of this subject lacks, or has no place for (sup-02, cln-09)."""
    missing_clinic = given.subject is Subject.ADD_CLINIC
    if given.subject is Subject.APPLICATION and not given.application_number:
        yield Flaw("/application_number", "REQUIRED")
    if missing_clinic and given.clinic is None:
        yield Flaw("/clinic", "REQUIRED")
    if not missing_clinic and given.description is None:
        yield Flaw("/description", "REQUIRED")
    if not missing_clinic and given.clinic is not None:
        yield Flaw("/clinic", "FIELD_UNKNOWN")


def _own(caller: Caller, typed: str) -> Application:
    """Find the caller's application by its number: another's is as unknown as one that does not exist."""
    number = numbers.read(typed)
    if number is None:
        raise Invalid("BODY_INVALID", Flaw("/application_number", "NUMBER_WRONG"))
    caller.about(application_number=number)
    try:
        return applications.owned(applications.with_number(number), caller.account)
    except NotFound:
        raise Invalid("BODY_INVALID", Flaw("/application_number", "APPLICATION_UNKNOWN")) from None


def _shown(caller: Caller, found: Ticket) -> TicketView:
    return TicketView.of(found, tickets.replies(found.id), caller.language)
