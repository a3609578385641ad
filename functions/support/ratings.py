"""What holders think of a clinic: of one where they were examined, and nobody else's opinion (cln-06)."""

from collections.abc import Iterator

from shared.domain.entries import Entry
from shared.domain.errors import Forbidden
from shared.domain.model import Model, Moment
from shared.domain.rating import Score, examined_at
from shared.entry.caller import Caller
from shared.store import applications, books, clinics, ratings

_PAGE = 100


class GivenRating(Model):
    """Two scores from 1 to 5."""

    service: Score
    speed: Score


class RatingView(Model):
    """The caller's opinion of a clinic."""

    clinic_code: str
    service: Score
    speed: Score
    rated_at: Moment


def rate(caller: Caller, code: str, given: GivenRating) -> RatingView:
    """Take the opinion of somebody whom this clinic has examined; a later one replaces it."""
    clinics.get(code)
    if not any(examined_at(code, entries) for entries in _entries(caller.account)):
        raise Forbidden("NOT_EXAMINED_THERE")
    rating = ratings.rate(caller.account, code, given.service, given.speed, caller.now)
    return RatingView(clinic_code=code, rated_at=rating.rated_at, **dict(given))


def _entries(holder: str) -> Iterator[tuple[Entry, ...]]:
    """Walk what clinics have filed about somebody: in the applications, and in the books."""
    cursor: str | None = None
    while True:
        page = applications.of(holder, limit=_PAGE, cursor=cursor)
        yield from (application.entries for application in page.items)
        if not (cursor := page.next_cursor):
            break
    while True:
        shelf = books.of(holder, limit=_PAGE, cursor=cursor)
        yield from (tuple(filed.entry for filed in books.entries(book.number)) for book in shelf.items)
        if not (cursor := shelf.next_cursor):
            return
