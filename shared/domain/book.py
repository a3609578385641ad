"""The medical book: its numbered, immutable versions, and what a version says."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.model import Model, Moment

SOON = timedelta(days=30)

Day = date


class EntryKind(StrEnum):
    """A section of the book (group bok)."""

    EXAMINATION = "examination"
    VACCINATION = "vaccination"
    LABORATORY = "laboratory"
    CONCLUSION = "conclusion"
    RESTRICTION = "restriction"
    OCCUPATIONAL_DISEASE = "occupational_disease"
    HYGIENE_ATTESTATION = "hygiene_attestation"


class Entry(Model):
    """One line of the book, as a clinic filed it."""

    document_id: str
    kind: EntryKind
    title: str
    date: Day
    valid_until: Day | None = None
    clinic: str
    doctor: str | None = None
    result: str | None = None


class Person(Model):
    """The holder, spelled as in the passport."""

    surname: str
    name: str
    patronymic: str | None
    birth_date: date
    sex: str
    snils: str

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, in the order of the passport."""
        return " ".join(filter(None, (self.surname, self.name, self.patronymic)))

    @property
    def initials(self) -> str:
        """All that a stranger who scans the code may read: «Иванова А. С.»."""
        return " ".join([self.surname, *(f"{part[0]}." for part in (self.name, self.patronymic) if part)])


def examined(entries: Iterable[Entry], today: date) -> bool:
    """Tell whether there is an examination that is still valid (val-16)."""
    examinations = (entry for entry in entries if entry.kind is EntryKind.EXAMINATION)
    return any(entry.valid_until and entry.valid_until >= today for entry in examinations)


class Answer(StrEnum):
    """The one overall answer of a book (bok-10)."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    NOT_VALID = "not_valid"


class Version(Model):
    """What will be signed: everything that the document, the QR code and the data say alike.

    It is stored before anything is signed, so that making the document can be repeated.
    `token` is what the QR code carries; it names the version and tells nothing else.
    """

    book_number: str
    number: int
    holder: str
    application_id: str
    person: Person
    category: str
    occupation: str | None
    employer: str
    entries: tuple[Entry, ...]
    photo_key: str
    photo_version_id: str
    issued_on: date
    valid_until: date
    token: str
    prepared_at: Moment

    def answer(self, today: date) -> Answer:
        """Say whether the book counts on this day (bok-10)."""
        if today > self.valid_until:
            return Answer.NOT_VALID
        return Answer.EXPIRES_SOON if today + SOON > self.valid_until else Answer.VALID


class SealedDocument(Model):
    """The signed PDF in the vault: where it is, its SHA-256 in hex, its size in bytes."""

    impersonal = True

    key: str
    version_id: str
    sha256: str
    size: int


class Book(Model):
    """A published book: whose it is, and which version speaks for it."""

    number: str
    holder: str
    category: str
    occupation: str | None
    active_version: int
    published_at: Moment
