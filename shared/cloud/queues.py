"""News on the queues: which application, and up to which event. Never anything personal."""

from collections.abc import Iterable

from shared.cloud import clients
from shared.domain.model import Model
from shared.domain.states import Effect
from shared.settings import settings

_URLS = {
    Effect.VERIFY: settings.verify_queue,
    Effect.ISSUE: settings.issue_queue,
    Effect.NOTIFY: settings.notify_queue,
}


class News(Model):
    """An application has reached a version."""

    application_id: str
    version: int


def tell(news: News, effects: Iterable[Effect]) -> None:
    """Put the news on the queue of each effect."""
    for effect in effects:
        clients.sqs().send_message(QueueUrl=_URLS[effect], MessageBody=news.model_dump_json())
