"""What the queue workers share: a batch is handled message by message, and only failures come back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain import audit
from shared.domain.events import Aggregate
from shared.entry.logs import failure, logger

Record = TypeVar("Record", SQSRecord, DynamoDBRecord)
_PURPOSE = "providing the service"

Handler = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]


def on_news(handlers: Mapping[Aggregate, Callable[[News], str]]) -> Handler:
    """Make a Lambda handler of news; who hears of an aggregate returns the outcome in a word.

    News of anything else fails: a table of transitions names a queue where nobody listens.
    """

    def told(message: SQSRecord) -> None:
        news = News.model_validate_json(message.body)
        recorded(message, news.about, lambda: handlers[news.aggregate](news))

    return batch(EventType.SQS, told)


def recorded(message: SQSRecord, about: dict[str, str], work: Callable[[], str]) -> None:
    """Do a message's work, and leave its record in the audit log (sec-07); told again, it is work again."""
    began, outcome = datetime.now(UTC), "failed"
    times = str(message.attributes.approximate_receive_count)
    try:
        outcome = work()
    finally:
        queues.record(
            audit.Record(
                at=began,
                request_id="-".join([message.message_id, times, *about.values()]),
                account=f"service:{logger.service}",
                action=logger.service,
                object=about,
                result=outcome,
                purpose=_PURPOSE,
            )
        )
    logger.info(outcome, extra=about)


def batch(source: EventType, handle: Callable[[Record], None]) -> Handler:
    """Make a Lambda handler that reports which records of a batch failed, so that only they return."""

    def guarded(record: Record) -> None:
        try:
            handle(record)
        except Exception as error:
            failure(error)
            raise

    @logger.inject_lambda_context
    def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
        processor = BatchProcessor(event_type=source, raise_on_entire_batch_failure=False)
        return process_partial_response(
            event=event, record_handler=guarded, processor=processor, context=context
        )

    return handler
