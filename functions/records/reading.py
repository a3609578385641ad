"""What the attached clinic reads: all entries, whoever filed them, once they are filed (act-06, bok-14)."""

from typing import Self

from functions.records.filing import require_attached
from shared.domain.entries import Entry
from shared.domain.filing import Filed
from shared.domain.model import Model, Moment
from shared.domain.validity import Answer
from shared.domain.version import Person
from shared.entry.caller import Caller
from shared.store import books, staff


class EntryView(Model):
    """An entry in its place."""

    entry_id: str
    entry: Entry
    filed_at: Moment
    corrects: str | None

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """Show an entry."""
        known = {name: getattr(filed, name) for name in ("entry", "filed_at", "corrects")}
        return cls(entry_id=filed.id, **known)


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
    require_attached(known, staff.clinic_of(caller.account))
    return ClinicBook(
        number=number,
        person=known.person,
        category=known.category,
        answer=known.judgement.answer(caller.now.date()),
        entries=tuple(map(EntryView.of, books.entries(number))),
    )
