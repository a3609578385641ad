"""What the attached clinic reads: all entries, whoever filed them, once they are filed (act-06, bok-14)."""

from functions.records.filing import require_attached
from shared.domain.access import Role
from shared.domain.model import Model
from shared.domain.validity import Answer
from shared.domain.version import Person
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.entry.entries import EntryView
from shared.store import books, staff, visits


class ClinicBook(Model):
    """A book, as the attached clinic sees it."""

    number: str
    person: Person
    category: str
    answer: Answer
    entries: tuple[EntryView, ...]


def book(caller: Caller, number: str) -> ClinicBook:
    """Show a book to the clinic that its holder has attached."""
    known = books.get(number)
    post = staff.post_of(caller.account)
    require_attached(known, post.clinic_code)
    who = {"role": Role.CLINIC, "organisation": post.organisation}
    visits.add(number, Visit(at=caller.now, view=View.CLINIC, way=Way.ATTACHED, **who))
    return ClinicBook(
        number=number,
        person=known.person,
        category=known.category,
        answer=known.answer(caller.today),
        entries=tuple(map(EntryView.of, books.entries(number))),
    )
