"""The table's stream in, news on the queues out: knows no rules."""

from aws_lambda_powertools.utilities.batch import EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from pydantic import ConfigDict

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain.events import Aggregate, Event
from shared.entry.logs import logger
from shared.entry.worker import batch


class _AnyEvent(Event):
    """An event of whatever it may be: what else it says is not for the relay."""

    model_config = ConfigDict(extra="ignore")


def _pass_on(record: DynamoDBRecord) -> None:
    image = record.dynamodb.new_image if record.dynamodb else None
    if image is None:
        raise ValueError("the stream must carry new images")
    event = _AnyEvent.model_validate_json(image["body"])
    aggregate, _, name = image["PK"].partition("#")
    news = News(aggregate=Aggregate(aggregate), id=name, version=event.version)
    queues.tell(news, event.effects)
    logger.info(event.kind, extra=news.about | {"effects": event.effects})


handler = batch(EventType.DynamoDBStreams, _pass_on)
