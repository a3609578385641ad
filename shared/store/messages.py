"""The cabinet's messages, each written once."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import Conflict, NotFound
from shared.domain.message import Message
from shared.store import table
from shared.store.table import Write

_TAKEN = Conflict("CONCURRENT_CHANGE")


@dataclass(frozen=True)
class Messages:
    """A page of a holder's messages."""

    items: list[Message]
    next_cursor: str | None


def deliver(message: Message) -> Message:
    """Put a message into the cabinet, once: a repetition gets what is there."""
    return message if table.first(delivery(message)) else get(message.account, message.id)


def delivery(message: Message) -> Write:
    """Give the write that puts a message into the cabinet along with what it tells of."""
    return table.put(_item(message), _TAKEN)


def get(account: str, message_id: str) -> Message:
    """Read one message; raises `NotFound`."""
    stored = table.get(_partition(account), f"MESSAGE#{message_id}")
    if stored is None:
        raise NotFound
    return table.read(stored, Message)


def mark_sent(message: Message, at: datetime) -> None:
    """Note that the message has left as a letter or an SMS."""
    _change(message, message.model_copy(update={"sent_at": at}))


def mark_read(message: Message, at: datetime) -> Message:
    """Note that its reader has seen it; the first time counts."""
    return message if message.read_at else _change(message, message.model_copy(update={"read_at": at}))


def of(account: str, *, limit: int, cursor: str | None) -> Messages:
    """List a holder's messages, newest first."""
    page = table.page_of(None, _partition(account), "MESSAGE#", limit=limit, cursor=cursor)
    return Messages([table.read(stored, Message) for stored in page.items], page.next_cursor)


def _change(before: Message, after: Message) -> Message:
    written = after.model_copy(update={"revision": before.revision + 1})
    table.transact(table.put(_item(written), _TAKEN, "#revision = :revision", revision=before.revision))
    return written


def _item(message: Message) -> table.Attributes:
    return table.item(
        _partition(message.account),
        f"MESSAGE#{message.id}",
        message,
        message.account,
        revision=message.revision,
    )


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
