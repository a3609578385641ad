"""The histories of all aggregates: numbered events, each written once; the relay reads them there."""

from typing import TypeVar

from shared.domain.errors import Conflict, NotFound
from shared.domain.events import Aggregate, Event
from shared.store import table
from shared.store.table import Write

E = TypeVar("E", bound=Event)


def append(aggregate: Aggregate, name: str, event: Event) -> Write:
    """Give the write that adds an event; its place is the lock, since of two writers one finds it taken."""
    stored = table.item(partition(aggregate, name), _place(event.version), event)
    return table.put(stored, Conflict("CONCURRENT_CHANGE"))


def of(aggregate: Aggregate, name: str, model: type[E]) -> list[E]:
    """Read a history, oldest first."""
    return [table.read(stored, model) for stored in table.all_of(partition(aggregate, name), "EVENT#")]


def get(aggregate: Aggregate, name: str, version: int, model: type[E]) -> E:
    """Read one event; raises `NotFound`."""
    stored = table.get(partition(aggregate, name), _place(version))
    if stored is None:
        raise NotFound
    return table.read(stored, model)


def partition(aggregate: Aggregate, name: str) -> str:
    """Name the partition in which something keeps its history, and everything else of its own."""
    return f"{aggregate}#{name}"


def _place(version: int) -> str:
    return f"EVENT#{version:06}"
