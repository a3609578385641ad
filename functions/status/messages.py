"""The cabinet's messages."""

from shared.domain.book import BookKind
from shared.domain.message import Message, Notice
from shared.domain.model import Model, Moment
from shared.domain.states import Kind, Result, Status
from shared.domain.texts import Language, text
from shared.domain.ticket import TicketKind
from shared.domain.validity import Ruling
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.store import messages


class MessageView(Model):
    """One message, in words."""

    id: str
    application_id: str | None
    ticket_id: str | None
    book_number: str | None
    event: Kind | Notice | TicketKind | BookKind
    status: Status | None
    result_status: Result | None
    subject: str
    text: str
    at: Moment
    read_at: Moment | None

    @classmethod
    def of(cls, message: Message, language: Language) -> "MessageView":
        """Put a message into words."""
        return cls(
            id=message.id,
            application_id=message.application_id,
            ticket_id=message.ticket_id,
            book_number=message.book_number,
            event=message.kind,
            status=message.status,
            result_status=message.result if message.result is not Result.NONE else None,
            subject=text(
                "message_subjects", message.kind, language, number=message.number, days=message.days
            ),
            text=_body(message, language),
            at=message.at,
            read_at=message.read_at,
        )


def _body(message: Message, language: Language) -> str:
    """Say it in words; what is ending, and why a book is revoked, is in no letter (ntf-05)."""
    said = [text("message_texts", message.kind, language, method=message.method)]
    if message.ground:
        said.append(text("grounds", message.ground, language))
    return " ".join([*said, *(_ending(ruling, language) for ruling in message.ending)])


def _ending(ruling: Ruling, language: Language) -> str:
    what = text("entry_kinds", ruling.rule, language)
    if ruling.infection:
        what = f"{what}: {text('infections', ruling.infection, language)}"
    return text("reminders", "ending", language, what=what, until=f"{ruling.until:%d.%m.%Y}")


class MessageList(Model):
    """A page of messages."""

    items: tuple[MessageView, ...]
    next_cursor: str | None


def messages_of(caller: Caller, query: PageQuery) -> MessageList:
    """Show a page of the caller's messages."""
    page = messages.of(caller.account, limit=query.limit, cursor=query.cursor)
    shown = tuple(MessageView.of(message, caller.language) for message in page.items)
    return MessageList(items=shown, next_cursor=page.next_cursor)


def mark_read(caller: Caller, message_id: str) -> MessageView:
    """Note that the caller has read a message."""
    message = messages.get(caller.account, message_id)
    return MessageView.of(messages.mark_read(message, caller.now), caller.language)
