"""What goes over the queues: news of applications, and records for the audit log. Never anything personal."""

from collections.abc import Iterable

from shared.cloud import clients
from shared.domain.audit import Record
from shared.domain.model import Model
from shared.domain.states import Effect
from shared.settings import settings

_URLS = {
    Effect.VERIFY: settings.verify_queue,
    Effect.ISSUE: settings.issue_queue,
    Effect.NOTIFY: settings.notify_queue,
    Effect.PAYMENT: settings.payment_queue,
}


class News(Model):
    """An application has reached a version."""

    application_id: str
    version: int


def tell(news: News, effects: Iterable[Effect]) -> None:
    """Put the news on the queue of each effect."""
    for effect in effects:
        clients.sqs().send_message(QueueUrl=_URLS[effect], MessageBody=news.model_dump_json())


def record(done: Record) -> None:
    """Hand a record to the audit log: one chain, so one order; the same request again is one record."""
    clients.sqs().send_message(
        QueueUrl=settings.audit_queue,
        MessageBody=done.model_dump_json(),
        MessageGroupId="chain",
        MessageDeduplicationId=done.request_id,
    )
