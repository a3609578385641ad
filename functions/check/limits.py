"""How often one address may ask: often enough for a canteen's door, too seldom to try numbers."""

from shared.entry.caller import Caller
from shared.store import limits

PER_MINUTE = 60


def count(caller: Caller) -> None:
    """Count a question; raises `TooMany`."""
    limits.require("check", caller.network_address, caller.now, PER_MINUTE)
