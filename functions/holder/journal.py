"""Who has looked at the book: each look in words, newest first (act-05)."""

from typing import Self

from shared.domain.access import Role
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.store import books, visits


class VisitView(Model):
    """One look: when, `who`, at `what` and `why` in words; `share_id` names the link that was used."""

    at: Moment
    role: Role | None
    organisation: str | None
    view: View
    way: Way
    who: str
    what: str
    why: str
    share_id: str | None

    @classmethod
    def of(cls, visit: Visit, caller: Caller) -> Self:
        """Put a visit into words."""
        visitor = text("visitors", visit.role or "anybody", caller.language)
        return cls(
            **dict(visit),
            who=": ".join(filter(None, (visitor, visit.organisation))),
            what=text("views", visit.view, caller.language),
            why=text("ways", visit.way, caller.language),
        )


class Journal(Model):
    """A page of visits."""

    items: tuple[VisitView, ...]
    next_cursor: str | None


def of(caller: Caller, number: str, query: PageQuery) -> Journal:
    """Show a page of the visits to a book."""
    books.owned(number, caller.account)
    page = visits.of(number, limit=query.limit, cursor=query.cursor)
    return Journal(
        items=tuple(VisitView.of(visit, caller) for visit in page.items), next_cursor=page.next_cursor
    )
