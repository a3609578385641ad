"""One event, one message in the cabinet, one letter where the address is confirmed (sts-11)."""

from datetime import UTC, datetime

from shared.adapters import messages as providers
from shared.cloud.queues import News
from shared.domain import message as letters
from shared.domain.account import Profile
from shared.domain.message import Message
from shared.domain.states import Effect, Status
from shared.domain.texts import text
from shared.entry.worker import on_news
from shared.settings import settings
from shared.store import accounts, applications, messages


def tell(news: News) -> str:
    """Deliver what the event calls for; old news is told too, since each event has its message."""
    application = applications.get(news.application_id)
    event = applications.event(news.application_id, news.version)
    if Effect.NOTIFY not in event.effects:
        return "nothing to tell"
    message = messages.deliver(letters.about(application, event))
    profile = accounts.get(message.account)
    if message.mailed_at or not (profile.email and profile.email_confirmed):
        return "delivered"
    _mail(message, profile)
    now = datetime.now(UTC)
    messages.mark_mailed(message, now)
    if event.status is Status.REJECTED:
        applications.note_receipt(application.id, now)
    return "mailed"


def _mail(message: Message, profile: Profile) -> None:
    """Send a letter that says the fact and where to read more, and nothing personal (ntf-05)."""
    subject = text("message_subjects", message.kind, number=message.number)
    body = (
        f"{text('message_texts', message.kind)}\n\n{text('email', 'signature', portal=settings.portal_url)}"
    )
    providers.mail(str(profile.email), subject, body, key=message.id)


handler = on_news(tell)
