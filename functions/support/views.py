"""Tickets as people see them: their holders and the support."""

from datetime import date
from typing import Self

from shared.domain.application import Actor, Application, Event
from shared.domain.decision import Decision
from shared.domain.model import Model, Moment
from shared.domain.states import Status
from shared.domain.texts import Language, text
from shared.domain.ticket import ClinicRequest, Reply, Subject, Ticket, TicketChannel, TicketState
from shared.entry.timeline import Timeline
from shared.entry.views import due_by


class ReplyView(Model):
    """What was said to a ticket, and by whom."""

    author: Actor
    at: Moment
    text: str


class TicketLine(Model):
    """A ticket in a list."""

    id: str
    number: str
    subject: Subject
    subject_label: str
    channel: TicketChannel
    status: TicketState
    status_label: str
    application_number: str | None
    opened_at: Moment
    since: Moment

    @classmethod
    def of(cls, ticket: Ticket, language: Language) -> Self:
        """Show a ticket in a list."""
        return cls(**_line(ticket, language))


class TicketList(Model):
    """A page of tickets."""

    items: tuple[TicketLine, ...]
    next_cursor: str | None


class TicketView(Model):
    """A ticket with all that was said; `clinic_code` once a missing clinic has been entered (cln-09)."""

    id: str
    number: str
    subject: Subject
    subject_label: str
    channel: TicketChannel
    status: TicketState
    status_label: str
    application_id: str | None
    application_number: str | None
    submitted_on: date | None
    description: str | None
    clinic: ClinicRequest | None
    clinic_code: str | None
    opened_at: Moment
    since: Moment
    replies: tuple[ReplyView, ...]

    @classmethod
    def of(cls, ticket: Ticket, replies: list[Reply], language: Language) -> Self:
        """Show a ticket."""
        said = tuple(ReplyView(**dict(reply)) for reply in replies)
        known = {name: getattr(ticket, name) for name in _COPIED}
        return cls(**_line(ticket, language), **known, replies=said)


class NamedApplication(Model):
    """What the support sees of an application: where it is, and how it got there (act-08)."""

    number: str | None
    status: Status
    status_label: str
    submitted_at: Moment | None
    due_by: Moment | None
    overdue: bool
    history: Timeline

    @classmethod
    def of(
        cls, application: Application, history: list[Event], decisions: list[Decision], language: Language
    ) -> Self:
        """Show an application."""
        return cls(
            number=application.number,
            status=application.status,
            status_label=text("statuses", application.status, language),
            submitted_at=application.submitted_at,
            due_by=due_by(application),
            overdue=application.overdue,
            history=Timeline.of(history, decisions, language, medical=False),
        )


class ServedTicket(Model):
    """A ticket on the support's desk, beside the application that it names."""

    ticket: TicketView
    application: NamedApplication | None


_COPIED = ("application_id", "submitted_on", "description", "clinic", "clinic_code")


def _line(ticket: Ticket, language: Language) -> dict[str, object]:
    copied = ("id", "number", "subject", "channel", "application_number", "opened_at", "since")
    return {
        **{name: getattr(ticket, name) for name in copied},
        "subject_label": text("ticket_subjects", ticket.subject, language),
        "status": ticket.state,
        "status_label": text("ticket_states", ticket.state, language),
    }
