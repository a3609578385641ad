"""How often something was asked for from one address in a minute."""

from datetime import datetime, timedelta

from shared.cloud import keys
from shared.domain.errors import TooMany
from shared.domain.model import rfc3339
from shared.store import table

_KEPT = timedelta(minutes=5)
_RETRY_SECONDS = 60


def require(what: str, address: str, now: datetime, per_minute: int) -> None:
    """Count one more question, and refuse it if there were too many this minute; raises `TooMany`."""
    if count(what, address, now) > per_minute:
        raise TooMany("TOO_OFTEN", retry_after=_RETRY_SECONDS)


def count(what: str, address: str, now: datetime) -> int:
    """Count one more, and give the count of this minute; the address itself is not kept."""
    place = f"LIMIT#{what}#{keys.digest('address', address)}"
    return table.add(place, rfc3339(now)[:16], "asked", int((now + _KEPT).timestamp()))
