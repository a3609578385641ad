"""Attempts to confirm an identity: all of an account together, and each found by its id."""

from datetime import timedelta

from shared.domain.errors import Conflict, NotFound
from shared.domain.identity import Attempt, Confirmations
from shared.domain.model import Model
from shared.store import table
from shared.store.table import ABSENT, Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_FOUND_FOR = timedelta(days=30)


class _Pointer(Model):
    impersonal = True

    account: str


def of(account: str) -> Confirmations:
    """Read what an account has done so far."""
    stored = table.get(*_place(account))
    return table.read(stored, Confirmations) if stored else Confirmations(account=account)


def save(before: Confirmations, after: Confirmations) -> Write:
    """Give the write that replaces what was read, if it has not changed since."""
    saved = after.model_copy(update={"revision": before.revision + 1})
    stored = table.item(*_place(saved.account), saved, saved.account, revision=saved.revision)
    if before.revision == 0:
        return table.put(stored, _TAKEN)
    return table.put(stored, _TAKEN, "revision = :before", before=before.revision)


def findable(account: str, attempt: Attempt) -> Write:
    """Give the write by which a provider's result finds its attempt."""
    until = int((attempt.expires_at + _FOUND_FOR).timestamp())
    pointer = table.item(_attempt(attempt.id), "ACCOUNT", _Pointer(account=account), expires_at=until)
    return table.put(pointer, _TAKEN, ABSENT)


def holder(attempt_id: str) -> str:
    """Find whose attempt it is; raises `NotFound`."""
    stored = table.get(_attempt(attempt_id), "ACCOUNT")
    if stored is None:
        raise NotFound
    return table.read(stored, _Pointer).account


def _place(account: str) -> tuple[str, str]:
    return f"ACCOUNT#{account}", "IDENTITY"


def _attempt(attempt_id: str) -> str:
    return f"IDENTITY#{attempt_id}"
