"""Links to books, and whom each lets in."""

import hashlib

from shared.domain.errors import Conflict, NotFound
from shared.domain.model import Model
from shared.domain.shares import Share
from shared.store import books, table

_PREFIX = "SHARE#"
_TAKEN = Conflict("CONCURRENT_CHANGE")


class _Pointer(Model):
    impersonal = True

    book: str
    share_id: str


def add(share: Share) -> Share:
    """Write a new link; a repetition gets the one that was written first."""
    pointer = _Pointer(book=share.book_number, share_id=share.id)
    found_by = table.item(_by(share.token), "BOOK", pointer)
    new = table.first(table.put(_item(share), _TAKEN), table.put(found_by, _TAKEN))
    return share if new else get(share.book_number, share.id)


def get(number: str, share_id: str) -> Share:
    """Read a link of a book; raises `NotFound`."""
    stored = table.get(books.partition(number), f"{_PREFIX}{share_id}")
    if stored is None:
        raise NotFound
    return table.read(stored, Share)


def with_token(token: str) -> Share | None:
    """Find the link that a token belongs to."""
    stored = table.get(_by(token), "BOOK")
    if stored is None:
        return None
    pointer = table.read(stored, _Pointer)
    return get(pointer.book, pointer.share_id)


def of(number: str) -> list[Share]:
    """Read all links of a book."""
    return [table.read(stored, Share) for stored in table.all_of(books.partition(number), _PREFIX)]


def change(before: Share, after: Share) -> Share:
    """Replace a link that has not changed meanwhile."""
    written = after.model_copy(update={"revision": before.revision + 1})
    table.transact(table.put(_item(written), _TAKEN, "#revision = :revision", revision=before.revision))
    return written


def _item(share: Share) -> table.Attributes:
    place = books.partition(share.book_number), f"{_PREFIX}{share.id}"
    return table.item(*place, share, share.holder, revision=share.revision)


def _by(token: str) -> str:
    return f"SHARE#{hashlib.sha256(token.encode()).hexdigest()}"
