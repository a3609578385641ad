"""How often one address may ask: often enough for a canteen's door, too seldom to try numbers."""

from shared.domain.errors import TooMany
from shared.entry.caller import Caller
from shared.store import limits

PER_MINUTE = 60
_RETRY_SECONDS = 60


def count(caller: Caller) -> None:
    """Count a question; raises `TooMany`."""
    if limits.count("check", caller.network_address, caller.now) > PER_MINUTE:
        raise TooMany("TOO_OFTEN", retry_after=_RETRY_SECONDS)
