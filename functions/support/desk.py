"""The support's desk: what waits, what was asked, and the answer (act-08, sup-03, cln-09)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from functions.support import steps
from functions.support.own import ReplyText
from functions.support.views import NamedApplication, ServedTicket, TicketLine, TicketList, TicketView
from shared.domain import numbers
from shared.domain.application import Actor
from shared.domain.clinic import Clinic, ClinicService, Integration, Point
from shared.domain.errors import Conflict, Flaw, Forbidden, Invalid
from shared.domain.fields import Text
from shared.domain.model import Model
from shared.domain.personal import wrong
from shared.domain.professions import CATEGORIES
from shared.domain.ticket import Ticket, TicketKind, TicketState
from shared.domain.wording import names_secret
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.entry.timeline import Timeline
from shared.store import applications, clinics, decisions, tickets


def _asks_for_no_secret(said: str) -> str:
    if names_secret(said):
        raise wrong("REPLY_NAMES_SECRET")
    return said


def _known(category: str) -> str:
    if category not in CATEGORIES:
        raise wrong("CATEGORY_UNKNOWN")
    return category


_Said = Annotated[ReplyText, AfterValidator(_asks_for_no_secret)]
_Category = Annotated[str, AfterValidator(_known)]


class QueueQuery(PageQuery):
    """Which tickets: those that wait for the support, or those whose holders were answered."""

    state: Literal[TicketState.OPEN, TicketState.ANSWERED] = TicketState.OPEN


class GivenAnswer(Model):
    """What the support says; never a question for a password or a code (sup-03)."""

    text: _Said


class Entrance(Model):
    """What the register says of a clinic beyond the details that its ticket gave."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{3}$")]
    licence_valid_until: date
    region: Text
    city: Text
    point: Point
    integration: Integration = Integration.NONE
    services: Annotated[tuple[ClinicService, ...], Field(max_length=50)] = ()
    examines: Annotated[frozenset[_Category], Field(min_length=1)]


class ClinicDecision(Model):
    """Whether a missing clinic is entered; a refusal says why."""

    decision: Literal["confirm", "decline"]
    text: _Said | None = None
    clinic: Entrance | None = None

    @model_validator(mode="after")
    def _complete(self) -> "ClinicDecision":
        if self.decision == "confirm" and self.clinic is None:
            raise wrong("CLINIC_REQUIRED")
        if self.decision == "decline" and (self.text is None or self.clinic is not None):
            raise wrong("DECLINE_INCOMPLETE")
        return self


def queue(caller: Caller, query: QueueQuery) -> TicketList:
    """Show a page of the queue, what has waited longest first."""
    page = tickets.waiting(query.state, limit=query.limit, cursor=query.cursor)
    lines = tuple(TicketLine.of(one, caller.language) for one in page.items)
    return TicketList(items=lines, next_cursor=page.next_cursor)


def one(caller: Caller, ticket_id: str) -> ServedTicket:
    """Show a ticket, and of the application that it names the status history."""
    return _shown(caller, _served(caller, ticket_id))


def reply(caller: Caller, ticket_id: str, given: GivenAnswer) -> ServedTicket:
    """Answer a ticket."""
    before = _served(caller, ticket_id)
    return _shown(caller, steps.take(caller, before, TicketKind.ANSWERED, Actor.SUPPORT, said=given.text))


def close(caller: Caller, ticket_id: str) -> ServedTicket:
    """Close a ticket that needs no more answers; a missing clinic needs a decision instead."""
    before = _served(caller, ticket_id)
    return _shown(caller, steps.take(caller, before, TicketKind.CLOSED, Actor.SUPPORT))


def decide(caller: Caller, ticket_id: str, given: ClinicDecision) -> ServedTicket:
    """Enter a missing clinic into the register, or say why not (cln-09)."""
    before = _served(caller, ticket_id)
    if given.clinic is None:
        step = steps.take(caller, before, TicketKind.DECLINED, Actor.SUPPORT, said=given.text)
        return _shown(caller, step)
    entered, code = clinics.enter(_entered(caller, before, given.clinic)), given.clinic.code
    confirmed = steps.take(
        caller, before, TicketKind.CONFIRMED, Actor.SUPPORT, entered, said=given.text, clinic_code=code
    )
    return _shown(caller, confirmed)


def timeline(caller: Caller, number: str) -> Timeline:
    """Tell the history of the application with this number (sts-10)."""
    application_id = applications.with_number(numbers.read(number) or number)
    caller.about(application_id=application_id)
    history, decided = applications.history(application_id), decisions.of(application_id)
    return Timeline.of(history, decided, caller.language, medical=False)


def _entered(caller: Caller, asked: Ticket, given: Entrance) -> Clinic:
    """Put together what was asked for and what was found; only a valid licence is let in (cln-02)."""
    if asked.clinic is None:
        raise Conflict("TICKET_STATUS")
    clinic = Clinic(**dict(asked.clinic), **dict(given))
    if not clinic.licensed(caller.today):
        raise Invalid("BODY_INVALID", Flaw("/clinic/licence_valid_until", "CLINIC_NOT_LICENSED"))
    return clinic


def _served(caller: Caller, ticket_id: str) -> Ticket:
    """Read a ticket; nobody serves the own one."""
    found = tickets.get(ticket_id)
    caller.about(application_id=found.application_id)
    if found.holder == caller.account:
        raise Forbidden("OWN_TICKET")
    return found


def _shown(caller: Caller, served: Ticket) -> ServedTicket:
    named = None
    if served.application_id:
        application = applications.get(served.application_id)
        history, decided = applications.history(application.id), decisions.of(application.id)
        named = NamedApplication.of(application, history, decided, caller.language)
    shown = TicketView.of(served, tickets.replies(served.id), caller.language)
    return ServedTicket(ticket=shown, application=named)
