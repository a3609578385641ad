"""The book: whose it is, what happened to it, and which version speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.domain import events, reminders
from shared.domain.application import Actor
from shared.domain.chain import GENESIS
from shared.domain.errors import Conflict
from shared.domain.model import Model, Moment
from shared.domain.reminders import End
from shared.domain.states import Effect
from shared.domain.validity import Answer, Judgement
from shared.domain.version import Person, Photo

ISSUE, NOTIFY, REGISTER = Effect.ISSUE, Effect.NOTIFY, Effect.REGISTER


class BookState(StrEnum):
    """A state of the book."""

    NONE = "NONE"
    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


class VersionState(StrEnum):
    """A state of one version (requirements A.1)."""

    ACTIVE = "ACTIVE"
    SUPERSEDED = "SUPERSEDED"
    REVOKED = "REVOKED"


class BookKind(StrEnum):
    """Something that happened to a book."""

    OPENED = "opened"
    ENTRY_FILED = "entry_filed"
    PERSON_CHANGED = "person_changed"
    CLINIC_ATTACHED = "clinic_attached"
    VERSION_WITHDRAWN = "version_withdrawn"
    REISSUED = "reissued"
    DUE_SOON = "due_soon"
    DUE_MISSED = "due_missed"
    REVOKED = "revoked"


class Ground(StrEnum):
    """Why the issuer revokes a book."""

    ISSUED_IN_ERROR = "issued_in_error"
    FALSE_DOCUMENTS = "false_documents"
    COURT_RULING = "court_ruling"
    HOLDER_DIED = "holder_died"


BOOK: dict[BookState, dict[BookKind, tuple[BookState, *tuple[Effect, ...]]]] = {
    BookState.NONE: {
        BookKind.OPENED: (BookState.ACTIVE, REGISTER),
    },
    BookState.ACTIVE: {
        BookKind.ENTRY_FILED: (BookState.ACTIVE, ISSUE),
        BookKind.PERSON_CHANGED: (BookState.ACTIVE, ISSUE),
        BookKind.CLINIC_ATTACHED: (BookState.ACTIVE, NOTIFY),
        BookKind.VERSION_WITHDRAWN: (BookState.ACTIVE, ISSUE, REGISTER, NOTIFY),
        BookKind.REISSUED: (BookState.ACTIVE, ISSUE, REGISTER, NOTIFY),
        BookKind.DUE_SOON: (BookState.ACTIVE, NOTIFY),
        BookKind.DUE_MISSED: (BookState.ACTIVE,),
        BookKind.REVOKED: (BookState.REVOKED, REGISTER, NOTIFY),
    },
    BookState.REVOKED: {},
}

_NONE: Mapping[str, object] = {}
_CHANGES = {BookKind.ENTRY_FILED, BookKind.PERSON_CHANGED, BookKind.VERSION_WITHDRAWN}


class Book(Model):
    """A published book.

    `version` counts its events and is the lock on its history; `active_version` is the number of the document
    that speaks for it, which says all up to event `said`. After event `changed` there is more to say.
    `filed` entries end with the hash `chain`; `withdrawn` are versions that must not be believed any more.
    `ends` are the days on which something ends, of which its holder is reminded.
    """

    number: str
    holder: str
    application_id: str
    category: str
    occupation: str | None = None
    employer: str
    person: Person
    photo: Photo
    clinic_code: str
    state: BookState = BookState.NONE
    version: int = 0
    revision: int = 0
    active_version: int = 0
    changed: int = 0
    said: int = 0
    filed: int = 0
    chain: str = GENESIS
    withdrawn: tuple[int, ...] = ()
    judgement: Judgement
    ends: tuple[End, ...] = ()
    published_at: Moment

    @property
    def outdated(self) -> bool:
        """Whether there is more to say than the active version says."""
        return self.state is BookState.ACTIVE and self.changed > self.said

    @property
    def remind_at(self) -> datetime | None:
        """The moment of the next reminder, if there is one."""
        return reminders.next_moment(self.ends) if self.state is BookState.ACTIVE else None

    def answer(self, today: date) -> Answer:
        """Say whether it counts on a day; a revoked book counts for nothing, whatever its entries say."""
        return Answer.NOT_VALID if self.state is BookState.REVOKED else self.judgement.answer(today)

    def state_of(self, version: int) -> VersionState:
        """Say whether a version still speaks for the book."""
        if self.state is BookState.REVOKED or version in self.withdrawn:
            return VersionState.REVOKED
        return VersionState.ACTIVE if version == self.active_version else VersionState.SUPERSEDED


class BookEvent(events.Event):
    """One immutable line of a book's history; a reminder says the `days` that are left, a revocation why."""

    kind: BookKind
    actor: Actor
    state: BookState
    days: int | None = None
    ground: Ground | None = None


@dataclass(frozen=True)
class BookStep:
    """An event and the book that it leads to: written together or not at all."""

    book: Book
    event: BookEvent


def renamed(book: Book, names: Mapping[str, str | None], at: datetime) -> BookStep:
    """Let a book say its holder's other name, once that is confirmed (prf-19)."""
    person = book.person.model_copy(update=names)
    return step(book, BookKind.PERSON_CHANGED, at, Actor.APPLICANT, {"person": person})


def step(
    book: Book,
    kind: BookKind,
    at: datetime,
    actor: Actor,
    changes: Mapping[str, object] = _NONE,
    **said: object,
) -> BookStep:
    """Apply an event to a book, or refuse it with `Conflict`.

    `changes` are what the event brings along, `said` what its line in the history says besides.
    """
    try:
        state, *effects = BOOK[book.state][kind]
    except KeyError:
        raise Conflict("WRONG_STATUS", status=book.state, event=kind) from None
    version = book.version + 1
    changed = version if kind in _CHANGES else book.changed
    after = book.model_copy(update={"state": state, "version": version, "changed": changed, **changes})
    after = after.model_copy(update={"ends": reminders.ends(after.judgement, after.ends, at)})
    line = {"version": version, "kind": kind, "at": at, "actor": actor, "state": state, "effects": effects}
    return BookStep(after, BookEvent.model_validate({**line, **said}))


def reminder(book: Book, now: datetime) -> BookStep | None:
    """Take the step that a reminder is, if one is due: it is told while it can still help (bok-11)."""
    due = reminders.first_due(book.ends, now)
    if due is None:
        return None
    days = reminders.days_left(due.day, now)
    kind = BookKind.DUE_SOON if days >= 0 else BookKind.DUE_MISSED
    return step(book, kind, now, Actor.SYSTEM, {"ends": reminders.settled(book.ends, due, now)}, days=days)
