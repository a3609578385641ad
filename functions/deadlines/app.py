"""Every minute: registry checks whose next attempt is due go back to their queue (val-18)."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain.states import Effect
from shared.entry.logs import logger
from shared.store import applications


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's signature
    """Do what is due by `now` (RFC 3339) in the event, or by the present moment."""
    now = datetime.fromisoformat(event["now"]) if "now" in event else datetime.now(UTC)
    due = [News(application_id=name, version=version) for name, version in applications.deferred_until(now)]
    for news in due:
        queues.tell(news, [Effect.VERIFY])
    logger.info("checks due", extra={"count": len(due)})
    return {"checks": len(due)}
