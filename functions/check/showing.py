"""A book is shown to others by the link or the code that its holder gave them; each look is written down."""

from typing import TypeVar

from functions.check import limits
from functions.check.questions import claimed
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
from shared.domain.shares import Profile, Share
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.store import applications, books, shares, staff, visits

Shown = TypeVar("Shown", bound=BookShown)


def to_employer(caller: Caller, token: str) -> EmployerView:
    """Show a book to whoever has a link that was made for an employer; nobody needs an account (act-04)."""
    limits.count(caller)
    share = _open(caller, token)
    if share.profile is not Profile.EMPLOYER:
        raise Forbidden("SHARE_FOR_ANOTHER")
    presented = _presented(share.book_number)
    visit = Visit(at=caller.now, view=View.EMPLOYER, way=Way.SHARE, share_id=share.id)
    visits.add(share.book_number, visit)
    caller.about(number=share.book_number, share_id=share.id)
    return EmployerView.of(presented, caller)


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
    """Show a book to an organisation, by the text of a code or by a link, and write it down."""
    post = staff.post_of(caller.account)
    presented, way, share_id = _by_code(token) or _by_share(caller, token, profile)
    number, who = presented.book.number, {"role": role, "organisation": post.organisation}
    visits.add(number, Visit(at=caller.now, view=view, way=way, share_id=share_id, **who))
    caller.about(number=number, share_id=share_id)
    return shown.of(presented, caller)


def _by_code(token: str) -> tuple[Presented, Way, None] | None:
    claims = claimed(token)
    if claims is None:
        return None
    return _presented(claims.book_number, claims.version), Way.CODE, None


def _by_share(caller: Caller, token: str, profile: Profile | None) -> tuple[Presented, Way, str]:
    share = _open(caller, token)
    if share.profile is not profile:
        raise Forbidden("SHARE_FOR_ANOTHER")
    return _presented(share.book_number), Way.SHARE, share.id


def _open(caller: Caller, token: str) -> Share:
    share = shares.with_token(token)
    if share is None or not share.opens(caller.now):
        raise NotFound("SHARE_ENDED")
    return share


def _presented(number: str, version: int | None = None) -> Presented:
    book = books.get(number)
    shown = version or book.active_version
    if shown > book.active_version:
        raise NotFound
    return Presented(
        book=book,
        version=books.get_version(number, shown),
        filed=tuple(books.entries(number)),
        policy=applications.get(book.application_id).fields.oms_policy,
    )
