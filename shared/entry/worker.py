"""What the queue workers share: a batch is handled message by message, and only failures come back."""

from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.cloud.queues import News
from shared.entry.logs import failure, logger

Record = TypeVar("Record", SQSRecord, DynamoDBRecord)
Handler = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]


def on_news(handle: Callable[[News], str]) -> Handler:
    """Make a Lambda handler that hears of applications; `handle` returns its outcome in a word."""

    def told(record: SQSRecord) -> None:
        news = News.model_validate_json(record.body)
        outcome = handle(news)
        logger.info(outcome, extra={"application_id": news.application_id, "version": news.version})

    return batch(EventType.SQS, told)


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
