"""One event, one message in the cabinet, one letter where the address is confirmed (sts-11)."""

from datetime import UTC, datetime

from shared.adapters import messages as providers
from shared.cloud.queues import News
from shared.domain import message as letters
from shared.domain.account import Profile
from shared.domain.book import BookKind, BookState
from shared.domain.events import Aggregate
from shared.domain.message import CRITICAL, Message
from shared.domain.states import Effect, Status
from shared.domain.texts import text
from shared.entry.worker import on_news
from shared.settings import settings
from shared.store import accounts, applications, books, health, messages, tickets

_NOTHING, _IN_CABINET, _NEEDLESS = "nothing to tell", "delivered", "not needed any more"


def tell(news: News) -> str:
    """Tell of an application; old news is told too, since each event has its message."""
    application = applications.get(news.id)
    event = applications.event(news.id, news.version)
    if Effect.NOTIFY not in event.effects:
        return _NOTHING
    outcome, sent_at = _told(letters.about(application, event))
    if sent_at and event.status is Status.REJECTED:
        applications.note_receipt(application.id, sent_at)
    return outcome


def tell_of_ticket(news: News) -> str:
    """Tell of a ticket."""
    event = tickets.event(news.id, news.version)
    if Effect.NOTIFY not in event.effects:
        return _NOTHING
    return _told(letters.about_ticket(tickets.get(news.id), event))[0]


def tell_of_book(news: News) -> str:
    """Tell of a book; a reminder of what has been prolonged or revoked meanwhile would only confuse."""
    event = books.event(news.id, news.version)
    if Effect.NOTIFY not in event.effects:
        return _NOTHING
    book = books.get(news.id)
    message = letters.about_book(book, event)
    if event.kind is BookKind.DUE_SOON and (not message.ending or book.state is BookState.REVOKED):
        return _NEEDLESS
    return _told(message)[0]


def _told(written: Message) -> tuple[str, datetime | None]:
    """Deliver a message once, and let it leave once; say when it left, if it did."""
    message, now = messages.deliver(written), datetime.now(UTC)
    if message.sent_at or not (channel := _sent(message, accounts.get(message.account), now)):
        return _IN_CABINET, message.sent_at
    messages.mark_sent(message, now)
    return channel, now


def _sent(message: Message, profile: Profile, now: datetime) -> str | None:
    """Send it by e-mail, or what matters by SMS (C-19): the fact and a link, nothing personal (ntf-05)."""
    subject = text("message_subjects", message.kind, number=message.number, days=message.days)
    where = text("email", "signature", portal=settings.portal_url)
    report = health.noted(now)
    if profile.email and profile.email_confirmed:
        body = f"{text('message_texts', message.kind)}\n\n{where}"
        providers.mail(profile.email, subject, body, key=message.id, report=report)
        return "mailed"
    if message.kind in CRITICAL:
        providers.text_message(profile.phone, f"{subject}. {where}", key=message.id, report=report)
        return "texted"
    return None


handler = on_news(
    {Aggregate.APPLICATION: tell, Aggregate.TICKET: tell_of_ticket, Aggregate.BOOK: tell_of_book}
)
