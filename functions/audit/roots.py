"""Every day a root: the end of the chain, signed, so that the past cannot be written anew (sec-08)."""

import base64
import hashlib
from datetime import UTC, date, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.audit.chain import Root, SignedRoot
from functions.audit.end import find
from shared.cloud import keys
from shared.entry.logs import logger
from shared.settings import settings
from shared.store import audit


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:  # noqa: ARG001 - Lambda's signature
    """Sign the root of `now`'s day (RFC 3339), or of today; one that is there stays."""
    now = datetime.fromisoformat(event["now"]) if "now" in event else datetime.now(UTC)
    day = now.astimezone(UTC).date()
    outcome = "signed" if sign(day) else "signed before"
    logger.info(outcome, extra={"day": day.isoformat()})
    return {"outcome": outcome}


def sign(day: date) -> bool:
    """Write a day's root once; later on the same day the first one stays."""
    latest = audit.latest_root()
    if latest and SignedRoot.model_validate_json(latest).root.day >= day:
        return False
    end, previous = find(), hashlib.sha256(latest).hexdigest() if latest else None
    root = Root(day=day, segments=end.segments, records=end.records, hash=end.hash, previous=previous)
    signature = base64.b64encode(keys.sign(settings.audit_key, root.signed_text)).decode()
    signed = SignedRoot(root=root, signature=signature)
    return audit.write(audit.root(day.isoformat()), signed.model_dump_json().encode())
