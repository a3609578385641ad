"""What the auditor of issued books finds, and how far its round has come; nothing personal."""

from enum import StrEnum
from typing import ClassVar, NamedTuple

from shared.domain.model import Model, Moment


class Difference(StrEnum):
    """What is not as it follows from the data (docs/operations.md says what to do about each)."""

    UNREADABLE = "unreadable"
    HISTORY = "history"
    CHAIN = "chain"
    VERSION_MISSING = "version_missing"
    ORIGIN = "origin"
    ENTRIES = "entries"
    JUDGEMENT = "judgement"
    PERSON = "person"
    DETAILS = "details"
    DATES = "dates"
    CODE = "code"
    CLAIMS = "claims"
    PHOTO = "photo"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_CHANGED = "document_changed"
    DOCUMENT_UNFOUND = "document_unfound"
    SIGNATURE = "signature"
    CONTENT = "content"
    STATUS = "status"
    KEYS = "keys"
    LIST = "list"


class Target(NamedTuple):
    """A version of a book; the book as a whole if it is 0."""

    number: str
    version: int = 0

    def __str__(self) -> str:
        """Write it as commands take it: ``JQNQ-XHXK-M4W1/2``."""
        return f"{self.number}/{self.version}" if self.version else self.number


EVERYTHING = Target("0")


class Find(Model):
    """What differs, and of what; of what is published for all it is `EVERYTHING`."""

    impersonal: ClassVar[bool] = True

    target: Target
    differs: tuple[Difference, ...]


class Round(Model):
    """One way through all books: `position` is where to go on, `finished_at` when nothing was left."""

    impersonal: ClassVar[bool] = True

    began_at: Moment
    position: str | None = None
    books: int = 0
    finds: int = 0
    stretches: int = 0
    finished_at: Moment | None = None
