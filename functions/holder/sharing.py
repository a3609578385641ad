"""Links that a holder gives away: for whom, for how long, and how often they are used (act-04)."""

import secrets
from collections import Counter
from enum import StrEnum
from typing import Self

from shared.domain.book import BookState
from shared.domain.errors import Conflict, Flaw, Invalid
from shared.domain.model import Model, Moment
from shared.domain.shares import LONGEST, Profile, Share
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.settings import settings
from shared.store import books, shares, visits

_TOKEN_BYTES = 20


class ShareState(StrEnum):
    """Whether a link still opens the book."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


class NewShare(Model):
    """For whom a link is, and until when."""

    profile: Profile
    expires_at: Moment


class ShareView(Model):
    """A link; `visits` counts how often it was used."""

    id: str
    profile: Profile
    profile_label: str
    state: ShareState
    url: str
    created_at: Moment
    expires_at: Moment
    visits: int

    @classmethod
    def of(cls, share: Share, caller: Caller, visits: int = 0) -> Self:
        """Show a link."""
        return cls(
            **{name: getattr(share, name) for name in ("id", "profile", "created_at", "expires_at")},
            profile_label=text("share_profiles", share.profile, caller.language),
            state=_state(share, caller),
            url=f"{settings.portal_url}{_DOORS[share.profile]}{share.token}",
            visits=visits,
        )


class ShareList(Model):
    """All links of a book, newest first."""

    items: tuple[ShareView, ...]


_DOORS = {
    Profile.EMPLOYER: "/v1/shares/",
    Profile.CLINIC: "/v1/clinic/presented/",
    Profile.INSURER: "/v1/insurer/presented/",
}


def share(caller: Caller, number: str, given: NewShare) -> ShareView:
    """Make a link; only who has it can use it, and it is in no list that anybody else can read."""
    book = books.owned(number, caller.account)
    if book.state is BookState.REVOKED:
        raise Conflict("BOOK_REVOKED")
    if not caller.now < given.expires_at <= caller.now + LONGEST:
        raise Invalid("BODY_INVALID", Flaw("/expires_at", "SHARE_TERM"))
    made = Share(
        id=caller.new_id("share_id"),
        book_number=number,
        holder=caller.account,
        profile=given.profile,
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        created_at=caller.now,
        expires_at=given.expires_at,
    )
    return ShareView.of(shares.add(made), caller)


def shares_of(caller: Caller, number: str) -> ShareList:
    """List the links of a book."""
    books.owned(number, caller.account)
    used: Counter[str] = visits.by_share(number)
    known = sorted(shares.of(number), key=lambda share: share.created_at, reverse=True)
    return ShareList(items=tuple(ShareView.of(share, caller, used[share.id]) for share in known))


def end(caller: Caller, number: str, share_id: str) -> None:
    """Let a link open nothing from now on; ended again, nothing changes."""
    books.owned(number, caller.account)
    known = shares.get(number, share_id)
    if known.revoked_at is None:
        shares.change(known, known.model_copy(update={"revoked_at": caller.now}))


def _state(share: Share, caller: Caller) -> ShareState:
    if share.revoked_at:
        return ShareState.REVOKED
    return ShareState.OPEN if share.opens(caller.now) else ShareState.EXPIRED
