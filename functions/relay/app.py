"""The table's stream in, news on the queues out: knows no rules."""

from aws_lambda_powertools.utilities.batch import EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain.application import Event
from shared.entry.logs import logger
from shared.entry.worker import batch


def _pass_on(record: DynamoDBRecord) -> None:
    image = record.dynamodb.new_image if record.dynamodb else None
    if image is None:
        raise ValueError("the stream must carry new images")
    event = Event.model_validate_json(image["body"])
    news = News(application_id=image["PK"].removeprefix("APPLICATION#"), version=event.version)
    queues.tell(news, event.effects)
    logger.info(event.kind, extra=news.model_dump() | {"effects": event.effects})


handler = batch(EventType.DynamoDBStreams, _pass_on)
