"""Where the staff works."""

from shared.domain.errors import Conflict, Forbidden
from shared.domain.staff import Post
from shared.store import table

_SORT_KEY = "POST"


def appoint(post: Post) -> None:
    """Let an account speak for an organisation."""
    stored = table.item(_partition(post.account), _SORT_KEY, post, post.account)
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), None))


def post_of(account: str) -> Post:
    """Read for whom an account speaks; raises `Forbidden`."""
    stored = table.get(_partition(account), _SORT_KEY)
    if stored is None:
        raise Forbidden("NOT_APPOINTED")
    return table.read(stored, Post)


def clinic_of(account: str) -> str:
    """Give the code of the clinic that an account speaks for; raises `Forbidden`."""
    code = post_of(account).clinic_code
    if code is None:
        raise Forbidden("NOT_APPOINTED")
    return code


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
