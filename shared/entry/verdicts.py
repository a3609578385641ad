"""What a verifier is told, with no more about the holder than initials."""

from datetime import date
from enum import StrEnum
from typing import Self

from shared.domain.book import Book, VersionState
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.domain.version import Version
from shared.entry.caller import Caller


class Verdict(StrEnum):
    """The answers of ver-02."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    NOT_VALID = "not_valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    SIGNATURE_WRONG = "signature_wrong"


class CheckView(Model):
    """The answer; `category` in words."""

    verdict: Verdict
    advice: str
    number: str | None = None
    version: int | None = None
    initials: str | None = None
    category: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    checked_at: Moment

    @classmethod
    def of(cls, book: Book, version: Version, caller: Caller) -> Self:
        """Judge a published version."""
        return cls(
            verdict=(verdict := judged(book, version, caller.today)),
            advice=text("verdicts", verdict, caller.language),
            number=book.number,
            version=version.number,
            initials=version.person.initials,
            category=version.category_title,
            issued_on=version.issued_on,
            valid_until=version.valid_until,
            checked_at=caller.now,
        )

    @classmethod
    def without(cls, verdict: Verdict, caller: Caller, advice: str | None = None) -> Self:
        """Answer for what is no version of ours."""
        advice = advice or text("verdicts", verdict, caller.language)
        return cls(verdict=verdict, advice=advice, checked_at=caller.now)


def judged(book: Book, version: Version, today: date) -> Verdict:
    """Say whether a version counts on a day."""
    state = book.state_of(version.number)
    if state is VersionState.REVOKED:
        return Verdict.REVOKED
    if state is VersionState.SUPERSEDED:
        return Verdict.SUPERSEDED
    return Verdict(version.answer(today))
