"""What happens to a ticket, whoever lets it happen: once for each request (app-05)."""

from shared.domain import numbers, ticket
from shared.domain.application import Actor, Application
from shared.domain.calendar import local_day
from shared.domain.errors import Conflict, Invalid
from shared.domain.ticket import Reply, Subject, Ticket, TicketChannel, TicketKind
from shared.entry.caller import Caller
from shared.store import tickets
from shared.store.table import Write


def open_one(
    caller: Caller, holder: str, subject: Subject, about: Application | None, **said: object
) -> Ticket:
    """Open a ticket; repeated under the same key, it finds the ticket that it opened."""
    new = Ticket(
        id=caller.new_id("ticket_id"),
        holder=holder,
        number=numbers.fresh(),
        subject=subject,
        opened_at=caller.now,
        since=caller.now,
        **_named(about),
        **said,
    )
    actor = Actor.OPERATOR if new.channel is TicketChannel.PHONE else Actor.APPLICANT
    opened = ticket.step(new, TicketKind.OPENED, caller.now, actor, new.id)
    try:
        return tickets.commit(new, opened)
    except Conflict:
        return _opened_before(new)


def take(
    caller: Caller,
    before: Ticket,
    kind: TicketKind,
    actor: Actor,
    *also: Write,
    said: str | None = None,
    **changes: object,
) -> Ticket:
    """Let something happen to a ticket; repeated under the same key, it finds it done."""
    request = caller.new_id("event_id")
    if any(event.kind is kind and event.request == request for event in tickets.history(before.id)):
        return before
    step = ticket.step(before, kind, caller.now, actor, request, **changes)
    reply = Reply(author=actor, at=caller.now, text=said) if said else None
    return tickets.commit(before, step, *also, reply=reply)


def _named(application: Application | None) -> dict[str, object]:
    """Note of an application what a ticket says about it: its number and its day (rej-13)."""
    if application is None:
        return {}
    return {
        "application_id": application.id,
        "application_number": application.number,
        "submitted_on": local_day(application.submitted_at) if application.submitted_at else None,
    }


def _opened_before(new: Ticket) -> Ticket:
    """Find what an interrupted request has opened, unless its key came back with something else."""
    found = tickets.owned(new.id, new.holder)
    if any(getattr(found, name) != getattr(new, name) for name in _ASKED):
        raise Invalid("IDEMPOTENCY_KEY_REUSED")
    return found


_ASKED = ("subject", "channel", "description", "application_id", "clinic")
