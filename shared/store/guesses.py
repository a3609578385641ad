"""How often a password was guessed wrong, for an account and from a network address (aut-05)."""

from datetime import datetime

from shared.cloud import keys
from shared.domain.blocking import Guesses
from shared.domain.errors import Busy, Conflict
from shared.store import table

_TRIES = 5
_RETRY_SECONDS = 1


def at(login: str) -> Guesses:
    """Read the guesses at a login or from an address."""
    stored = table.get(_named(login), "GUESSES")
    return table.read(stored, Guesses) if stored else Guesses()


def count(who: str, now: datetime, limit: int) -> Guesses:
    """Count one more; raises `Blocked` while blocked."""
    for _ in range(_TRIES):
        before = at(who)
        before.refuse_if_blocked(now)
        after = before.another(now, limit)
        until = int((after.forgotten_at or now).timestamp())
        stored = table.item(_named(who), "GUESSES", after, revision=after.revision, expires_at=until)
        try:
            table.transact(
                table.put(
                    stored,
                    Conflict("CONCURRENT_CHANGE"),
                    "attribute_not_exists(PK) OR revision = :before",
                    before=before.revision,
                )
            )
        except Conflict:
            continue
        return after
    raise Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS)


def forget(who: str) -> None:
    """Forget all guesses after a success."""
    table.transact(table.remove(_named(who), "GUESSES", Conflict("CONCURRENT_CHANGE")))


def _named(who: str) -> str:
    return f"GUESSES#{keys.digest('guesses', who)}"
