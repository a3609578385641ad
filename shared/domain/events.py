"""What every history is made of, and whose history it is: all that the outbox knows (docs/outbox.md)."""

from enum import StrEnum

from shared.domain.model import Model, Moment
from shared.domain.states import Effect


class Aggregate(StrEnum):
    """What has a history of its own; its partitions begin with the value, and so news says whose it is."""

    APPLICATION = "APPLICATION"
    BOOK = "BOOK"
    TICKET = "TICKET"


class Event(Model):
    """One immutable line of a history; it holds no personal data.

    `version` is its place in the history, and `effects` name the queues that learn of it.
    """

    impersonal = True

    version: int
    kind: str
    at: Moment
    effects: tuple[Effect, ...] = ()
