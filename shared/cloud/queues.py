"""What goes over the queues: news of what happened, and records for the audit log; nothing personal."""

from collections.abc import Iterable

from shared.cloud import clients
from shared.domain.audit import Record
from shared.domain.events import Aggregate
from shared.domain.model import Model
from shared.domain.states import Effect
from shared.settings import settings

_URLS = {
    Effect.VERIFY: settings.verify_queue,
    Effect.ISSUE: settings.issue_queue,
    Effect.NOTIFY: settings.notify_queue,
    Effect.ARCHIVE: settings.archive_queue,
    Effect.REGISTER: settings.register_queue,
    Effect.PAYMENT: settings.payment_queue,
}


class News(Model):
    """Something has reached a version of its history."""

    aggregate: Aggregate
    id: str
    version: int

    @property
    def about(self) -> dict[str, str]:
        """Name what it is about, as logs and the audit log do: ``{"application_id": …, "version": …}``."""
        return {f"{self.aggregate.lower()}_id": self.id, "version": str(self.version)}


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
