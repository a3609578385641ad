"""What each holder thinks of a clinic; the sums stand beside the clinic, so that a list is one read."""

from datetime import datetime

from shared.cloud import keys
from shared.domain.errors import Busy, Conflict
from shared.domain.rating import Rating
from shared.store import clinics, table

_TRIES = 5
_RETRY_SECONDS = 1
_TAKEN = Conflict("CONCURRENT_CHANGE")


def rate(holder: str, code: str, service: int, speed: int, now: datetime) -> Rating:
    """Write a holder's only opinion of a clinic, and the sums with it; raises `Busy` in a throng."""
    place = f"ACCOUNT#{holder}", f"RATING#{keys.digest('rating', code)}"
    for _ in range(_TRIES):
        stored, before = table.get(*place), clinics.standing(code)
        former = table.read(stored, Rating) if stored else None
        revision = former.revision if former else 0
        rating = Rating(service=service, speed=speed, rated_at=now, revision=revision + 1)
        written = table.item(*place, rating, holder, revision=rating.revision)
        condition = "attribute_not_exists(PK) OR revision = :before"
        try:
            table.transact(
                table.put(written, _TAKEN, condition, before=revision),
                clinics.put_standing(code, before, before.rated(rating, former)),
            )
        except Conflict:
            continue
        return rating
    raise Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS)
