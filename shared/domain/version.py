"""A version of a book: numbered, immutable, and what its document, its code and its data say alike."""

from datetime import date

from shared.domain.entries import Day, Entry
from shared.domain.model import Model, Moment
from shared.domain.professions import CATEGORIES
from shared.domain.validity import Answer, Judgement


class Person(Model):
    """The holder, spelled as in the passport."""

    surname: str
    name: str
    patronymic: str | None = None
    birth_date: date
    sex: str
    snils: str

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, in the order of the passport."""
        return " ".join(filter(None, (self.surname, self.name, self.patronymic)))

    @property
    def initials(self) -> str:
        """All that a stranger who scans the code may read: «И. А. С.»."""
        return " ".join(f"{part[0]}." for part in (self.surname, self.name, self.patronymic) if part)


class Photo(Model):
    """The photograph in the vault."""

    key: str
    version_id: str
    sha256: str


class Version(Model):
    """What will be signed: everything that the document, the QR code and the data say alike.

    It is stored before anything is signed, so that making the document can be repeated. `category` is a
    code. `said` counts the events of the book that it knows of, `status_index` is its place in the list of
    those that do not count any more. `token` is what its QR code says (`shared/domain/qr.py`).
    """

    book_number: str
    number: int
    holder: str
    application_id: str
    person: Person
    category: str
    occupation: str | None = None
    employer: str
    entries: tuple[Entry, ...]
    photo: Photo
    issued_on: date
    judgement: Judgement
    said: int = 1
    status_index: int = 0
    token: str
    prepared_at: Moment

    @property
    def category_title(self) -> str:
        """The category in words."""
        return CATEGORIES[self.category].title

    @property
    def valid_until(self) -> Day | None:
        """The last day on which the book counts; None if it lacks something."""
        return self.judgement.until

    def answer(self, today: date) -> Answer:
        """Say whether the book counts on this day (bok-10)."""
        return self.judgement.answer(today)


class SealedDocument(Model):
    """The signed PDF in the vault: where it is, its SHA-256 in hex, its size in bytes."""

    impersonal = True

    key: str
    version_id: str
    sha256: str
    size: int
