"""A book is shown to others by the link or the code that its holder gave them; each look is written down."""

from typing import Any, TypeVar

from functions.check import limits
from functions.check.questions import believed
from functions.check.views import (
    AuthorityView,
    BookShown,
    ClinicView,
    EmployerView,
    InsurerView,
    Presented,
)
from shared.domain.access import Role
from shared.domain.errors import Forbidden, NotFound
from shared.domain.qr import Unreadable
from shared.domain.shares import Profile
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.store import books, shares, staff, visits

Shown = TypeVar("Shown", bound=BookShown)
_Found = tuple[Presented, Way, str | None]  # the third is the link that was used


def to_employer(caller: Caller, token: str) -> EmployerView:
    """Show a book to whoever has a link that was made for an employer; nobody needs an account (act-04)."""
    limits.count(caller)
    return _seen(caller, _by_share(caller, token, Profile.EMPLOYER), View.EMPLOYER, EmployerView)


def to_clinic(caller: Caller, token: str) -> ClinicView:
    """Show a clinic all that was filed, also one that the holder has not attached (act-05)."""
    return _to(caller, token, Role.CLINIC, Profile.CLINIC, View.CLINIC, ClinicView)


def to_insurer(caller: Caller, token: str) -> InsurerView:
    """Show an insurer the policy, and whether the book counts (act-06)."""
    return _to(caller, token, Role.INSURER, Profile.INSURER, View.INSURER, InsurerView)


def to_authority(caller: Caller, token: str) -> AuthorityView:
    """Show an inspector how each rule of the category is met; nobody makes links for inspectors."""
    return _to(caller, token, Role.AUTHORITY, None, View.AUTHORITY, AuthorityView)


def _to(
    caller: Caller, token: str, role: Role, profile: Profile | None, view: View, shown: type[Shown]
) -> Shown:
    """Show a book to an organisation, by the text of a code or by a link."""
    post = staff.post_of(caller.account)
    found = _by_code(token) or _by_share(caller, token, profile)
    return _seen(caller, found, view, shown, role=role, organisation=post.organisation)


def _seen(caller: Caller, found: _Found, view: View, shown: type[Shown], **who: Any) -> Shown:
    """Show a book, and write it down."""
    presented, way, share_id = found
    number, answer = presented.book.number, shown.of(presented, caller)
    visits.add(number, Visit(at=caller.now, view=view, way=way, share_id=share_id, **who))
    caller.about(number=number, share_id=share_id)
    return answer


def _by_code(token: str) -> _Found | None:
    try:
        claims = believed(token)
    except Unreadable:
        return None
    return (_presented(claims.book_number, claims.version), Way.CODE, None) if claims else None


def _by_share(caller: Caller, token: str, profile: Profile | None) -> _Found:
    share = shares.with_token(token)
    if share is None or not share.opens(caller.now):
        raise NotFound("SHARE_ENDED")
    if share.profile is not profile:
        raise Forbidden("SHARE_FOR_ANOTHER")
    return _presented(share.book_number), Way.SHARE, share.id


def _presented(number: str, version: int | None = None) -> Presented:
    book, known = books.published(number, version)
    return Presented(book=book, version=known)
