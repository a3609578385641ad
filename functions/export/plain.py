"""The whole book as JSON, in a form of its own that changes only with its version."""

from datetime import datetime
from typing import Literal

from functions.export.holdings import Holdings
from shared.domain.application import Actor
from shared.domain.book import BookKind, BookState, VersionState
from shared.domain.calendar import local_day
from shared.domain.fields import OmsPolicy
from shared.domain.filing import Filed
from shared.domain.model import Model, Moment
from shared.domain.professions import CATALOGUE_VERSION, CATEGORIES
from shared.domain.shares import Profile, Share
from shared.domain.validity import Answer, Judgement
from shared.domain.version import Person
from shared.domain.visits import Visit
from shared.store import shares, visits

MOST_VISITS = 5000


class VersionExport(Model):
    """A published version; `sha256` (hex) and `size` (bytes) are of its signed PDF."""

    version: int
    state: VersionState
    published_at: Moment
    sha256: str
    size: int


class EventExport(Model):
    """What happened to the book; `days` are those that were left, of a reminder."""

    at: Moment
    event: BookKind
    actor: Actor
    days: int | None


class ShareExport(Model):
    """A link that the holder made, without the secret that opens it."""

    id: str
    profile: Profile
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None


class BookExport(Model):
    """All that is held about a book; `format_version` changes when a field goes or means something else.

    `entries` are all that was ever filed: each `hash` can be computed anew, and the last one is `chain`
    (docs/export.md). `visits` are the newest; `visits_complete` says whether they are all.
    """

    format: Literal["emk.book"] = "emk.book"
    format_version: Literal[1] = 1
    exported_at: Moment
    number: str
    state: BookState
    published_at: Moment
    person: Person
    photo_sha256: str
    oms_policy: OmsPolicy | None
    category: str
    category_title: str
    catalogue_version: str
    occupation: str | None
    employer: str
    clinic_code: str
    answer: Answer
    judgement: Judgement
    chain: str
    entries: tuple[Filed, ...]
    versions: tuple[VersionExport, ...]
    history: tuple[EventExport, ...]
    visits: tuple[Visit, ...]
    visits_complete: bool
    shares: tuple[ShareExport, ...]


def export(holdings: Holdings, now: datetime) -> BookExport:
    """Put everything together."""
    book = holdings.book
    seen, complete = _visits(book.number)
    kept = {name: getattr(book, name) for name in _KEPT}
    return BookExport(
        **kept,
        exported_at=now,
        photo_sha256=book.photo.sha256,
        oms_policy=holdings.policy,
        category_title=CATEGORIES[book.category].title,
        catalogue_version=CATALOGUE_VERSION,
        answer=book.answer(local_day(now)),
        entries=holdings.filed,
        versions=tuple(_versions(holdings)),
        history=tuple(
            EventExport(at=event.at, event=event.kind, actor=event.actor, days=event.days)
            for event in holdings.history
        ),
        visits=seen,
        visits_complete=complete,
        shares=tuple(map(_share, shares.of(book.number))),
    )


_KEPT = (
    "number",
    "state",
    "published_at",
    "person",
    "category",
    "occupation",
    "employer",
    "clinic_code",
    "judgement",
    "chain",
)


def _versions(holdings: Holdings) -> list[VersionExport]:
    return [
        VersionExport(
            version=one.number,
            state=holdings.book.state_of(one.number),
            published_at=one.at,
            sha256=one.document.sha256,
            size=one.document.size,
        )
        for one in holdings.published
    ]


def _visits(number: str) -> tuple[tuple[Visit, ...], bool]:
    """Read the journal, the newest first, as far as an answer can carry it."""
    found: list[Visit] = []
    cursor = None
    while len(found) < MOST_VISITS:
        page = visits.of(number, limit=MOST_VISITS - len(found), cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return tuple(found), cursor is None


def _share(share: Share) -> ShareExport:
    return ShareExport.model_validate(share.model_dump(include=set(ShareExport.model_fields)))
