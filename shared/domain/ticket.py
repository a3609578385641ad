"""A ticket: what somebody asks of the support, and the tables of what may happen to it (group sup).

Tables of the same form as `lifecycle.py`: state → event → (next state, effects). A clinic that is missed in
the register ends with a decision; anything else is a conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.domain import events
from shared.domain.application import Actor
from shared.domain.errors import Conflict, Forbidden
from shared.domain.fields import Text
from shared.domain.model import Model, Moment
from shared.domain.personal import EmployerInn
from shared.domain.states import Effect

MIN_DESCRIPTION, MAX_DESCRIPTION = 20, 4_000
MAX_REPLY = 4_000

NOTIFY = Effect.NOTIFY


class Subject(StrEnum):
    """What a ticket is about."""

    APPLICATION = "application"
    OVERDUE_REVIEW = "overdue_review"
    REFUSAL_DETAILS = "refusal_details"
    PROFESSION = "profession"
    QUESTION = "question"
    ADD_CLINIC = "add_clinic"


class TicketChannel(StrEnum):
    """How a ticket came (act-11)."""

    PORTAL = "portal"
    PHONE = "phone"


class TicketState(StrEnum):
    """Where a ticket is; `NEW` is never shown."""

    NEW = "NEW"
    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"


class TicketKind(StrEnum):
    """Something that happened to a ticket."""

    OPENED = "ticket_opened"
    ASKED = "ticket_asked"
    ANSWERED = "ticket_answered"
    SETTLED = "ticket_settled"
    CLOSED = "ticket_closed"
    CONFIRMED = "clinic_confirmed"
    DECLINED = "clinic_declined"


Table = Mapping[TicketState, Mapping[TicketKind, tuple[TicketState, *tuple[Effect, ...]]]]

_TALK: dict[TicketKind, tuple[TicketState, *tuple[Effect, ...]]] = {
    TicketKind.ASKED: (TicketState.OPEN,),
    TicketKind.ANSWERED: (TicketState.ANSWERED, NOTIFY),
    TicketKind.SETTLED: (TicketState.CLOSED,),
}
_CONVERSATION = {
    **_TALK,
    TicketKind.CLOSED: (TicketState.CLOSED, NOTIFY),
}
_REQUEST = {
    **_TALK,
    TicketKind.CONFIRMED: (TicketState.CONFIRMED, NOTIFY),
    TicketKind.DECLINED: (TicketState.DECLINED, NOTIFY),
}

CONVERSATION: Table = {
    TicketState.NEW: {TicketKind.OPENED: (TicketState.OPEN, NOTIFY)},
    TicketState.OPEN: _CONVERSATION,
    TicketState.ANSWERED: _CONVERSATION,
    TicketState.CLOSED: {},
}

REQUEST: Table = {
    TicketState.NEW: {TicketKind.OPENED: (TicketState.OPEN, NOTIFY)},
    TicketState.OPEN: _REQUEST,
    TicketState.ANSWERED: _REQUEST,
    TicketState.CLOSED: {},
    TicketState.CONFIRMED: {},
    TicketState.DECLINED: {},
}

BY: dict[TicketKind, frozenset[Actor]] = {
    TicketKind.OPENED: frozenset({Actor.APPLICANT, Actor.OPERATOR}),
    TicketKind.ASKED: frozenset({Actor.APPLICANT}),
    TicketKind.ANSWERED: frozenset({Actor.SUPPORT}),
    TicketKind.SETTLED: frozenset({Actor.APPLICANT}),
    TicketKind.CLOSED: frozenset({Actor.SUPPORT}),
    TicketKind.CONFIRMED: frozenset({Actor.SUPPORT}),
    TicketKind.DECLINED: frozenset({Actor.SUPPORT}),
}
"""Who may let an event happen."""


class TicketEvent(events.Event):
    """One immutable line of a ticket's history; `request` names what made it: repeated, it is found."""

    kind: TicketKind
    actor: Actor
    state: TicketState
    request: str


class ClinicRequest(Model):
    """A clinic that somebody misses in the register (cln-09)."""

    name: Text
    inn: EmployerInn
    licence_number: Text
    address: Text


class Ticket(Model):
    """The present state of a ticket.

    `submitted_on` is the day on which the application was sent in (rej-13); `clinic_code` names the clinic
    that has been entered into the register. `version` counts events.
    """

    id: str
    holder: str
    number: str
    subject: Subject
    channel: TicketChannel = TicketChannel.PORTAL
    state: TicketState = TicketState.NEW
    version: int = 0
    opened_at: Moment
    since: Moment
    description: str | None = None
    application_id: str | None = None
    application_number: str | None = None
    submitted_on: date | None = None
    clinic: ClinicRequest | None = None
    clinic_code: str | None = None


class Reply(Model):
    """What was said to a ticket after it was opened; it never changes."""

    author: Actor
    at: Moment
    text: str


@dataclass(frozen=True)
class TicketStep:
    """An event and the ticket that it leads to: written together or not at all."""

    ticket: Ticket
    event: TicketEvent


def step(
    ticket: Ticket, kind: TicketKind, at: datetime, actor: Actor, request: str, **changes: object
) -> TicketStep:
    """Apply an event to a ticket, or refuse it with `Conflict`; `Forbidden` if it is not this actor's."""
    if actor not in BY[kind]:
        raise Forbidden("PERMISSION_DENIED")
    try:
        state, *effects = table_of(ticket.subject)[ticket.state][kind]
    except KeyError:
        raise Conflict("TICKET_STATUS", status=ticket.state, event=kind) from None
    version = ticket.version + 1
    since = at if state is not ticket.state else ticket.since
    after = ticket.model_copy(update={"state": state, "version": version, "since": since, **changes})
    event = TicketEvent(
        version=version,
        kind=kind,
        at=at,
        actor=actor,
        state=state,
        effects=tuple(effects),
        request=request,
    )
    return TicketStep(after, event)


def table_of(subject: Subject) -> Table:
    """Choose the table that a ticket lives by."""
    return REQUEST if subject is Subject.ADD_CLINIC else CONVERSATION
