"""A queue in a function call: the event that SQS would send to a worker."""

import itertools
from typing import Any

from shared.cloud.queues import News
from shared.domain.events import Aggregate
from shared.entry.worker import Handler
from tests.gateway import Context

_numbers = itertools.count(1)


def news_of(name: str, version: int, aggregate: Aggregate = Aggregate.APPLICATION) -> News:
    """Tell that an application, or something else, has reached a version."""
    return News(aggregate=aggregate, id=name, version=version)


def deliver(handler: Handler, *bodies: str, times: int = 1) -> list[int]:
    """Deliver messages in one batch, and say which came back, by their places."""
    records: list[dict[str, Any]] = [
        {
            "messageId": f"m{next(_numbers)}",
            "body": body,
            "eventSource": "aws:sqs",
            "attributes": {"ApproximateReceiveCount": str(times)},
        }
        for body in bodies
    ]
    answer = handler({"Records": records}, Context())  # type: ignore[arg-type]
    names = [record["messageId"] for record in records]
    return [names.index(str(failed["itemIdentifier"])) for failed in answer["batchItemFailures"]]
