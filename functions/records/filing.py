"""One entry into one book: by the attached clinic only, once per document, in an unbroken chain."""

import random
import time
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind
from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.errors import Busy, Conflict, Flaw, Forbidden, Invalid
from shared.domain.filing import Filed, in_force
from shared.domain.model import Model
from shared.domain.personal import IsoDate
from shared.domain.professions import CATEGORIES
from shared.domain.rating import waits
from shared.domain.validity import judge
from shared.entry import problems
from shared.entry.caller import Caller
from shared.store import books, clinics, staff

_TRIES = 40
_LONGEST_PAUSE_SECONDS = 1.0
_RETRY_SECONDS = 1
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class NewEntry(Model):
    """What a clinic files; `document_id` is the clinic's own, and names the entry for good.

    The clinic's name comes from the register unless it is given; `corrects` is the id of an earlier entry.
    """

    document_id: _Line
    kind: EntryKind
    date: IsoDate
    valid_until: IsoDate | None = None
    title: _Words | None = None
    result: _Words | None = None
    doctor: _Line | None = None
    clinic: _Words | None = None
    fitness: Fitness | None = None
    infection: Infection | None = None
    vaccine: _Line | None = None
    series: _Line | None = None
    dose: Annotated[int, Field(ge=1, le=20)] | None = None
    code: Annotated[str, StringConstraints(to_upper=True)] | None = None
    restriction: Restriction | None = None
    corrects: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None

    def entry(self, clinic: str, today: IsoDate) -> Entry:
        """Make the entry; raises `Invalid` for one that cannot be."""
        if self.date > today:
            raise Invalid("BODY_INVALID", Flaw("/date", "DATE_IN_FUTURE"))
        said = self.model_dump(exclude={"corrects", "clinic"}, exclude_none=True)
        filed = {"clinic": self.clinic or clinics.get(clinic).name, "clinic_code": clinic, "filed_on": today}
        try:
            return Entry.model_validate({**said, **filed})
        except ValidationError as error:
            raise problems.refused(error, "BODY_INVALID") from None


class EntryFiled(Model):
    """The entry's id; told again, the answer is 200."""

    entry_id: str
    http_status: int = Field(default=201, exclude=True)


def file(caller: Caller, number: str, given: NewEntry) -> EntryFiled:
    """File an entry; when many file at once, each waits for its turn."""
    clinic = staff.clinic_of(caller.account)
    paper = f"{clinic}/{given.document_id}"
    for attempt in range(1, _TRIES + 1):
        book = books.get(number)
        require_attached(book, clinic)
        entry = given.entry(clinic, caller.today)
        if known := books.filed_as(number, paper):
            return _repeated(known, entry, given.corrects)
        try:
            return _appended(caller, book, given, entry, clinic)
        except Conflict as conflict:
            if conflict.code != "CONCURRENT_CHANGE":
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS * attempt / _TRIES))  # noqa: S311 - spreads the load
    raise Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS)


def require_attached(book: Book, clinic: str | None) -> None:
    """Let only the clinic through that the holder has attached (act-07)."""
    if book.clinic_code != clinic:
        raise Forbidden("CLINIC_NOT_ATTACHED")


def same(known: Entry, told: Entry) -> bool:
    """Tell whether a document says what it said before; told again, it may be another day."""
    return known == told.model_copy(update={"filed_on": known.filed_on})


def _repeated(known: Filed, entry: Entry, corrects: str | None) -> EntryFiled:
    if not same(known.entry, entry) or known.corrects != corrects:
        raise Conflict("DOCUMENT_ID_USED")
    return EntryFiled(entry_id=known.id, http_status=200)


def _appended(caller: Caller, book: Book, given: NewEntry, entry: Entry, clinic: str) -> EntryFiled:
    filed = books.entries(book.number)
    _require_correctable(filed, given)
    new = Filed.after(
        book.filed,
        book.chain,
        entry=entry,
        filed_at=caller.now,
        corrects=given.corrects,
    )
    judged = judge(CATEGORIES[book.category], in_force([*filed, new]))
    changes = {"filed": new.number, "chain": new.hash, "judgement": judged}
    step = machine.step(book, BookKind.ENTRY_FILED, caller.now, Actor.CLINIC, changes)
    books.file(book, step, new, f"{clinic}/{given.document_id}")
    caller.about(number=book.number, entry_id=new.id)
    for code, days in waits([entry]):
        clinics.note_wait(code, days, caller.now)
    return EntryFiled(entry_id=new.id)


def _require_correctable(filed: list[Filed], given: NewEntry) -> None:
    """Let a correction point only at an entry of its kind that nothing has corrected yet."""
    if given.corrects is None:
        return
    target = next((each for each in filed if each.id == given.corrects), None)
    corrected = any(each.corrects == given.corrects for each in filed)
    if target is None or target.entry.kind is not given.kind or corrected:
        raise Invalid("BODY_INVALID", Flaw("/corrects", "CORRECTION_TARGET"))
