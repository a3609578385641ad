"""What a version will say: put together once, from an approved application or from the book as it is now."""

from datetime import datetime

from functions.issue import codes
from shared.domain.application import Application, File
from shared.domain.book import Book
from shared.domain.calendar import local_day
from shared.domain.chain import GENESIS
from shared.domain.errors import NotFound
from shared.domain.filing import Filed, chained, in_force, require_whole
from shared.domain.professions import CATEGORIES
from shared.domain.validity import judge
from shared.domain.version import Person, Photo, Version
from shared.store import versions


def founded(application: Application, photo: File, at: datetime) -> tuple[Book, tuple[Filed, ...]]:
    """Found the book of an approved application, with the entries that were known before it."""
    fields = application.fields
    filed = chained(application.entries, filed_at=at)
    book = Book(
        number=str(application.book_number),
        holder=application.holder,
        application_id=application.id,
        category=application.category,
        occupation=application.occupation,
        employer=str(fields.employer.name),
        person=Person.model_validate(fields.model_dump(include=set(Person.model_fields))),
        photo=Photo(key=str(photo.vault_key), version_id=str(photo.vault_version), sha256=str(photo.sha256)),
        clinic_code=str(fields.clinic_code),
        judgement=judge(CATEGORIES[application.category], application.entries),
        changed=1,
        filed=len(filed),
        chain=filed[-1].hash if filed else GENESIS,
        published_at=at,
    )
    return book, filed


def prepared(book: Book, filed: tuple[Filed, ...], now: datetime) -> Version:
    """Give the book's next version as it was written down first, or write it down."""
    try:
        return versions.get(book.number, book.active_version + 1)
    except NotFound:
        return versions.prepare(_next(book, filed, now))


def _next(book: Book, filed: tuple[Filed, ...], now: datetime) -> Version:
    entries = in_force(require_whole(filed[: book.filed], book.chain))
    version = Version(
        book_number=book.number,
        number=book.active_version + 1,
        holder=book.holder,
        application_id=book.application_id,
        person=book.person,
        category=book.category,
        occupation=book.occupation,
        employer=book.employer,
        entries=entries,
        photo=book.photo,
        issued_on=local_day(now),
        judgement=judge(CATEGORIES[book.category], entries),
        said=book.changed,
        status_index=versions.next_index(),
        token="",
        prepared_at=now,
    )
    return version.model_copy(update={"token": codes.token(version)})
