"""Tickets, their histories, and what was said to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.errors import Conflict, NotFound
from shared.domain.events import Aggregate
from shared.domain.model import Model, rfc3339
from shared.domain.ticket import Reply, Ticket, TicketEvent, TicketState, TicketStep
from shared.store import events, table
from shared.store.table import Write

STATE = "STATE"
WAITING = (TicketState.OPEN, TicketState.ANSWERED)

_TAKEN = Conflict("CONCURRENT_CHANGE")


class _Pointer(Model):
    """A guard that keeps a number unique."""

    impersonal = True

    ticket_id: str


@dataclass(frozen=True)
class Tickets:
    """A page of tickets."""

    items: list[Ticket]
    next_cursor: str | None


def commit(before: Ticket, step: TicketStep, *also: Write, reply: Reply | None = None) -> Ticket:
    """Write an event, the state it leads to, and what was said with it, together or not at all."""
    after, version = step.ticket, step.event.version
    table.transact(
        events.append(Aggregate.TICKET, after.id, step.event),
        _put_state(before, after),
        *_guards(before, after),
        *([table.put(_reply(after, version, reply), _TAKEN)] if reply else []),
        *also,
    )
    return after


def get(ticket_id: str) -> Ticket:
    """Read a ticket; raises `NotFound`."""
    stored = table.get(_partition(ticket_id), STATE)
    if stored is None:
        raise NotFound
    return table.read(stored, Ticket)


def owned(ticket_id: str, holder: str) -> Ticket:
    """Read a ticket of this holder; another's is not found (act-01)."""
    ticket = get(ticket_id)
    if ticket.holder != holder:
        raise NotFound
    return ticket


def of(holder: str, *, limit: int, cursor: str | None) -> Tickets:
    """List a holder's tickets, newest first."""
    page = table.page_of("GSI1", f"HOLDER#{holder}", "TICKET#", limit=limit, cursor=cursor)
    return Tickets([table.read(stored, Ticket) for stored in page.items], page.next_cursor)


def waiting(state: TicketState, *, limit: int, cursor: str | None) -> Tickets:
    """List the tickets that have been in a state of `WAITING` the longest."""
    page = table.page_of("GSI3", _queue(state), "", limit=limit, cursor=cursor, newest_first=False)
    return Tickets([table.read(stored, Ticket) for stored in page.items], page.next_cursor)


def replies(ticket_id: str) -> list[Reply]:
    """Read what was said to a ticket, oldest first."""
    return [table.read(stored, Reply) for stored in table.all_of(_partition(ticket_id), "REPLY#")]


def history(ticket_id: str) -> list[TicketEvent]:
    """Read all events, oldest first."""
    return events.of(Aggregate.TICKET, ticket_id, TicketEvent)


def event(ticket_id: str, version: int) -> TicketEvent:
    """Read one event; raises `NotFound`."""
    return events.get(Aggregate.TICKET, ticket_id, version, TicketEvent)


def _put_state(before: Ticket, after: Ticket) -> Write:
    waits = after.state in WAITING
    stored = table.item(
        _partition(after.id),
        STATE,
        after,
        after.holder,
        version=after.version,
        GSI1PK=f"HOLDER#{after.holder}",
        GSI1SK=f"TICKET#{rfc3339(after.opened_at)}#{after.id}",
        GSI3PK=_queue(after.state) if waits else None,
        GSI3SK=f"{rfc3339(after.since)}#{after.id}" if waits else None,
    )
    if before.version == 0:
        return table.put(stored, _TAKEN)
    return table.put(stored, _TAKEN, "version = :version", version=before.version)


def _guards(before: Ticket, after: Ticket) -> Iterator[Write]:
    """Keep numbers unique (sup-03)."""
    if before.version == 0:
        yield table.put(table.item(f"NUMBER#{after.number}", "TICKET", _Pointer(ticket_id=after.id)), _TAKEN)


def _reply(ticket: Ticket, version: int, reply: Reply) -> table.Attributes:
    return table.item(_partition(ticket.id), f"REPLY#{version:06}", reply, ticket.holder)


def _queue(state: TicketState) -> str:
    return f"TICKETS#{state}"


def _partition(ticket_id: str) -> str:
    return events.partition(Aggregate.TICKET, ticket_id)
