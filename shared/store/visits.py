"""Who has looked at each book."""

import secrets
from collections import Counter
from dataclasses import dataclass

from shared.domain.errors import Conflict
from shared.domain.model import rfc3339
from shared.domain.visits import Visit
from shared.store import books, table

_PREFIX = "VISIT#"


@dataclass(frozen=True)
class Visits:
    """A page of visits."""

    items: list[Visit]
    next_cursor: str | None


def add(number: str, visit: Visit) -> None:
    """Write a visit down."""
    place = f"{_PREFIX}{rfc3339(visit.at)}#{secrets.token_hex(4)}"
    table.transact(
        table.put(table.item(books.partition(number), place, visit), Conflict("CONCURRENT_CHANGE"))
    )


def of(number: str, *, limit: int, cursor: str | None) -> Visits:
    """List the visits to a book, newest first."""
    page = table.page_of(None, books.partition(number), _PREFIX, limit=limit, cursor=cursor)
    return Visits([table.read(stored, Visit) for stored in page.items], page.next_cursor)


def by_share(number: str) -> Counter[str]:
    """Count the visits to a book by the link that they came through."""
    stored = table.all_of(books.partition(number), _PREFIX)
    visits = (table.read(one, Visit) for one in stored)
    return Counter(visit.share_id for visit in visits if visit.share_id)
