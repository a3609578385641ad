"""Records in, one segment of the chain out: each record once, whatever is told twice or cut off."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from functions.audit import chain
from functions.audit.end import End, find
from shared.domain.audit import Record
from shared.entry.logs import failure, logger
from shared.store import audit

_known: list[End] = []


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:  # noqa: ARG001 - Lambda's signature
    """Append a batch; the queue keeps the order, so what follows an unreadable message waits with it."""
    told = event["Records"]
    records = _readable([message["body"] for message in told])
    appended = append(records)
    logger.info("appended", extra={"count": appended, "told": len(told)})
    return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in told[len(records) :]]}


def append(records: list[Record]) -> int:
    """Append the records that are not in the chain yet, and count them.

    Storage takes each segment's number once. Whoever was cut off, or comes second, looks at the end anew;
    the queue's order lets only the last segment be told again.
    """
    end = _known.pop() if _known else find()
    new = [record for record in records if record.request_id not in end.requests]
    lines = end.linked(new)
    if new and not audit.write(audit.segment(end.segments + 1), chain.written(lines)):
        return append(records)
    _known.append(end.after(lines) if new else end)
    return len(new)


def _readable(bodies: list[str]) -> list[Record]:
    """Read messages up to the first that is none of ours."""
    records: list[Record] = []
    for body in bodies:
        try:
            records.append(Record.model_validate_json(body))
        except ValidationError as error:
            failure(error)
            break
    return records
