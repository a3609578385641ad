"""Ways back into an account, also those that lead nowhere: both are kept and counted alike (aut-06)."""

from datetime import datetime

from shared.cloud import keys
from shared.domain.errors import Invalid
from shared.domain.sessions import Recovery
from shared.store import table
from shared.store.table import ABSENT, Write

_WRONG = Invalid("CODE_WRONG")


def digest(recovery: str, code: str) -> str:
    """Hash a code with a key, for this recovery only."""
    return keys.digest("recovery", f"{recovery}:{code}")


def add(recovery: Recovery) -> None:
    """Keep a new recovery."""
    table.transact(_put(recovery, ABSENT))


def spend(identifier: str, code: str, now: datetime) -> tuple[Recovery, Write]:
    """Check a code, and give the write that uses it up; raises `Invalid`."""
    stored = table.get(_key(identifier), "RECOVERY")
    if stored is None:
        raise Invalid("CODE_WRONG")
    recovery = table.read(stored, Recovery)
    if now >= recovery.expires_at:
        raise Invalid("CODE_EXPIRED")
    if recovery.attempts_left <= 0:
        raise Invalid("CODE_EXHAUSTED")
    if digest(identifier, code) != recovery.digest or recovery.account is None:
        left = recovery.attempts_left
        fewer = recovery.model_copy(update={"attempts_left": left - 1})
        table.transact(_put(fewer, "attempts = :attempts", attempts=left))
        raise Invalid("CODE_WRONG")
    return recovery, table.remove(_key(identifier), "RECOVERY", _WRONG, "attribute_exists(PK)")


def _put(recovery: Recovery, condition: str, **values: int) -> Write:
    stored = table.item(
        _key(recovery.id),
        "RECOVERY",
        recovery,
        attempts=recovery.attempts_left,
        expires_at=int(recovery.expires_at.timestamp()),
    )
    return table.put(stored, _WRONG, condition, **values)


def _key(identifier: str) -> str:
    return f"RECOVERY#{identifier}"
