"""Where the staff works."""

from shared.domain.errors import Conflict, Forbidden
from shared.domain.staff import Post
from shared.store import table

_SORT_KEY = "POST"


def appoint(post: Post) -> None:
    """Let an account speak for a clinic."""
    stored = table.item(_partition(post.account), _SORT_KEY, post, post.account)
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), None))


def clinic_of(account: str) -> str:
    """Give the code of the clinic that an account speaks for; raises `Forbidden`."""
    stored = table.get(_partition(account), _SORT_KEY)
    if stored is None:
        raise Forbidden("CLINIC_NOT_APPOINTED")
    return table.read(stored, Post).clinic_code


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
