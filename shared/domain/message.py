"""A message in the cabinet: what happened to an application, a book, a ticket or the account, told once."""

from enum import StrEnum

from shared.domain import reminders
from shared.domain.application import Application, Event
from shared.domain.book import Book, BookEvent, BookKind, Ground
from shared.domain.identity import Attempt, Method
from shared.domain.model import Model, Moment, rfc3339
from shared.domain.states import Kind, Result, Status
from shared.domain.ticket import Ticket, TicketEvent, TicketKind
from shared.domain.validity import Ruling


class Notice(StrEnum):
    """Something that happened beside the events of an application."""

    IDENTITY_CONFIRMED = "identity_confirmed"
    PAYMENT_RETURNED = "payment_returned"


CRITICAL: frozenset[StrEnum] = frozenset(
    {
        Kind.RETURNED,
        Kind.REFUSED,
        Kind.CORRECTION_LAPSED,
        Kind.PUBLISHED,
        Kind.APPEAL_UPHELD,
        Kind.APPEAL_RETURNED,
        Kind.APPEAL_DISMISSED,
        Kind.APPEAL_LAPSED,
        Kind.COURT_REOPENED,
        Kind.COURT_CONFIRMED,
        BookKind.VERSION_WITHDRAWN,
        BookKind.DUE_SOON,
        BookKind.REVOKED,
    }
)
"""What goes by SMS to those who have no e-mail (ntf-01, C-35)."""


class Message(Model):
    """One message; its id sorts by time and names the event that it tells of.

    `number` is that of the application or the ticket. A notice belongs to neither; that of a confirmed
    identity says by which method; a reminder says in how many `days` what is `ending` ends, and names it
    in the cabinet only, as does a revocation its `ground`. `sent_at` is when it also left as a letter or
    an SMS.
    """

    id: str
    account: str
    application_id: str | None = None
    ticket_id: str | None = None
    book_number: str | None = None
    number: str | None = None
    kind: Kind | Notice | TicketKind | BookKind
    status: Status | None = None
    result: Result = Result.NONE
    method: Method | None = None
    days: int | None = None
    ending: tuple[Ruling, ...] = ()
    ground: Ground | None = None
    at: Moment
    sent_at: Moment | None = None
    read_at: Moment | None = None
    revision: int = 0


def about(application: Application, event: Event) -> Message:
    """Write the message that an event calls for."""
    return Message(
        id=f"{rfc3339(event.at)}-{application.id}-{event.version}",
        account=application.holder,
        application_id=application.id,
        number=application.number,
        kind=event.kind,
        status=event.status,
        result=event.result,
        at=event.at,
    )


def about_ticket(ticket: Ticket, event: TicketEvent) -> Message:
    """Write the message that an event of a ticket calls for: the fact, and nothing of what was said."""
    return Message(
        id=f"{rfc3339(event.at)}-{ticket.id}-{event.version}",
        account=ticket.holder,
        ticket_id=ticket.id,
        number=ticket.number,
        kind=event.kind,
        at=event.at,
    )


def about_book(book: Book, event: BookEvent) -> Message:
    """Write the message that an event of a book calls for."""
    return Message(
        id=f"{rfc3339(event.at)}-{book.number}-{event.version}",
        account=book.holder,
        book_number=book.number,
        kind=event.kind,
        days=event.days,
        ending=reminders.ending(book.judgement, event.at, event.days),
        ground=event.ground,
        at=event.at,
    )


def identity_confirmed(account: str, attempt: Attempt, at: Moment) -> Message:
    """Write the message that a confirmed identity calls for (idv-05)."""
    return Message(
        id=f"{rfc3339(at)}-identity-{attempt.id}",
        account=account,
        kind=Notice.IDENTITY_CONFIRMED,
        method=attempt.method,
        at=at,
    )


def payment_returned(application: Application, payment_id: str, at: Moment) -> Message:
    """Write the message that a payment calls for which nobody owed and which went back (pay-10)."""
    return Message(
        id=f"{rfc3339(at)}-payment-{payment_id}",
        account=application.holder,
        application_id=application.id,
        number=application.number,
        kind=Notice.PAYMENT_RETURNED,
        at=at,
    )
