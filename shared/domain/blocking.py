"""Guessing passwords: the fourth wrong one in a row blocks, each time for longer (aut-05, C-37)."""

from datetime import datetime, timedelta
from math import ceil
from typing import Self

from shared.domain.errors import Blocked
from shared.domain.model import Model, Moment

TRIES_OF_AN_ACCOUNT = 4
TRIES_FROM_AN_ADDRESS = 100
FIRST_TERM, LONGEST_TERM = timedelta(minutes=15), timedelta(hours=24)
MEMORY = timedelta(hours=24)


class Guesses(Model):
    """The tries at one account, or from one network address, since the last success or quiet day."""

    impersonal = True

    tries: int = 0
    blocks: int = 0
    blocked_until: Moment | None = None
    forgotten_at: Moment | None = None
    revision: int = 0

    def refuse_if_blocked(self, now: datetime) -> None:
        """Raise `Blocked` with the time that is left."""
        if self.blocked_until and now < self.blocked_until:
            raise Blocked("ACCOUNT_BLOCKED", retry_after=ceil((self.blocked_until - now).total_seconds()))

    def another(self, now: datetime, limit: int) -> Self:
        """Count a try before its outcome is known; the last one allowed already blocks.

        So of any number of tries at once no more than the limit are made; a success forgets all.
        """
        before = type(self)() if self.forgotten_at and now >= self.forgotten_at else self
        known = {"revision": self.revision + 1, "forgotten_at": now + MEMORY}
        if before.tries + 1 < limit:
            return before.model_copy(update={**known, "tries": before.tries + 1})
        until = now + min(FIRST_TERM * 2**before.blocks, LONGEST_TERM)
        blocked = {"tries": 0, "blocks": before.blocks + 1, "blocked_until": until}
        return before.model_copy(update={**known, **blocked, "forgotten_at": until + MEMORY})
