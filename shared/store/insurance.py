"""What is known of people's policies."""

from shared.domain.errors import Conflict
from shared.domain.insurance import Insurance
from shared.store import table

_SORT_KEY = "INSURANCE"


def known(account: str) -> Insurance | None:
    """Read what the registry said last, if it was ever asked."""
    stored = table.get(_partition(account), _SORT_KEY)
    return table.read(stored, Insurance) if stored else None


def keep(account: str, insurance: Insurance) -> None:
    """Keep what the registry has just said."""
    stored = table.item(_partition(account), _SORT_KEY, insurance, account)
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), None))


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
