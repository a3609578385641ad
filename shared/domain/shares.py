"""A link by which a holder lets somebody see the own book: how much of it, and for how long (act-04)."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.model import Model, Moment

LONGEST = timedelta(days=366)


class Profile(StrEnum):
    """For whom a link is, and so how much of the book it shows."""

    EMPLOYER = "employer"
    CLINIC = "clinic"
    INSURER = "insurer"


class Share(Model):
    """A link; whoever has its `token` sees the book until it expires or its holder ends it."""

    id: str
    book_number: str
    holder: str
    profile: Profile
    token: str
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None = None
    revision: int = 0

    def opens(self, now: datetime) -> bool:
        """Tell whether the link still opens the book."""
        return self.revoked_at is None and now < self.expires_at
