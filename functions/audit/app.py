"""Records in, one segment of the chain out: each record once, whatever is told twice or cut off."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from functions.audit import chain
from functions.audit.chain import Line
from shared.domain.audit import Record
from shared.entry.logs import failure, logger
from shared.store import audit
from shared.store.audit import Head


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

    A segment is written first and the head moved after it. Whoever finds a segment beyond the head
    finishes for the one who was cut off; the queue's order lets only the last segment be told again.
    """
    before = audit.head(chain.GENESIS)
    new = [record for record in records if record.request_id not in before.requests]
    if not new:
        return 0
    lines = _linked(before, new)
    key = audit.segment(before.segments + 1)
    if not audit.write(key, chain.written(lines)):
        lines = list(chain.read(audit.read(key), before.records))
        audit.advance(before, _after(before, lines))
        return append(records)
    audit.advance(before, _after(before, lines))
    return len(lines)


def _linked(head: Head, records: list[Record]) -> list[Line]:
    lines: list[Line] = []
    number, previous = head.records, head.hash
    for record in records:
        lines.append(Line.after(number, previous, record))
        number, previous = lines[-1].number, lines[-1].hash
    return lines


def _after(head: Head, lines: list[Line]) -> Head:
    return Head(
        segments=head.segments + 1,
        records=lines[-1].number,
        hash=lines[-1].hash,
        requests=tuple(line.record.request_id for line in lines),
    )


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
