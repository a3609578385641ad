"""What a version must say, derived anew from what happened to its book and what was filed in it."""

from collections.abc import Collection, Iterator, Sequence

from shared.domain.application import Application, File
from shared.domain.book import Book, BookEvent, BookKind
from shared.domain.calendar import local_day
from shared.domain.documents import DocumentKind
from shared.domain.filing import ChainBroken, Filed, in_force, require_whole
from shared.domain.finding import Difference
from shared.domain.professions import CATEGORIES
from shared.domain.validity import judge
from shared.domain.version import Person, Version

_ALIKE = ("holder", "application_id", "category", "occupation", "employer", "photo")
_FOR_LIFE = ("birth_date", "sex", "snils")


def of_book(book: Book, history: Sequence[BookEvent], filed: Sequence[Filed]) -> Iterator[Difference]:
    """Compare a book with its own history, and follow the chain of its entries."""
    happened = [event.kind for event in history]
    agree = (
        [event.version for event in history] == [*range(1, book.version + 1)],
        bool(history) and history[-1].state is book.state,
        happened.count(BookKind.OPENED) + happened.count(BookKind.REISSUED) == book.active_version,
        happened.count(BookKind.VERSION_WITHDRAWN) == len(book.withdrawn),
    )
    if not all(agree):
        yield Difference.HISTORY
    try:
        require_whole(filed[: book.filed], book.chain)
    except ChainBroken:
        yield Difference.CHAIN


def of_origin(book: Book, first: Version, application: Application, files: Collection[File]) -> bool:
    """Tell whether a book's first version says what its application was approved with."""
    photos = {file.sha256 for file in files if file.kind is DocumentKind.PHOTO and file.accepted}
    fields = application.fields
    return (
        (application.book_number, application.holder) == (book.number, book.holder)
        and (application.category, application.occupation) == (first.category, first.occupation)
        and fields.employer.name == first.employer
        and first.photo.sha256 in photos
        and Person.model_validate(fields.model_dump(include=set(Person.model_fields))) == first.person
        and application.entries == first.entries
    )


def of_version(
    version: Version, book: Book, history: Sequence[BookEvent], filed: Sequence[Filed]
) -> Iterator[Difference]:
    """Compare what a version says with its book as it was at the event that the version knows of."""
    later = [event.kind for event in history if event.version > version.said]
    known = book.filed - later.count(BookKind.ENTRY_FILED)
    if version.entries != in_force(filed[:known]):
        yield Difference.ENTRIES
    if version.judgement != judge(CATEGORIES[book.category], version.entries):
        yield Difference.JUDGEMENT
    if not _same_person(version.person, book.person, renamed=BookKind.PERSON_CHANGED in later):
        yield Difference.PERSON
    if not _details_agree(version, book):
        yield Difference.DETAILS
    if version.issued_on != local_day(version.prepared_at):
        yield Difference.DATES


def _same_person(said: Person, known: Person, *, renamed: bool) -> bool:
    """Tell whether two are one person; another name is right if it came later."""
    if not renamed:
        return said == known
    return all(getattr(said, name) == getattr(known, name) for name in _FOR_LIFE)


def _details_agree(version: Version, book: Book) -> bool:
    """Compare what never changes, and which event the active version says that it knows of."""
    speaks = version.number == book.active_version
    return (
        version.book_number == book.number
        and all(getattr(version, name) == getattr(book, name) for name in _ALIKE)
        and (version.said == book.said if speaks else 1 <= version.said < book.said)
    )
