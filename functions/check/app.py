"""The verifier's door: no account, one question, one answer with advice (ver-01, ver-02)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints

from shared.domain.access import Permission
from shared.domain.book import Version
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.store import books

app = Api("check")


class Verdict(StrEnum):
    """What a verifier is told (ver-02)."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    NOT_VALID = "not_valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    SIGNATURE_WRONG = "signature_wrong"


class CheckView(Model):
    """The answer, with no more about the holder than initials."""

    verdict: Verdict
    advice: str
    initials: str | None = None
    category: str | None = None
    valid_until: date | None = None
    checked_at: Moment

    @classmethod
    def of(cls, version: Version | None, caller: Caller) -> Self:
        """Judge a published version, or the lack of one."""
        verdict = _verdict(version, caller.now.date())
        about = {}
        if version is not None:
            about = {
                "initials": version.person.initials,
                "category": version.category_title,
                "valid_until": version.valid_until,
            }
        return cls(
            verdict=verdict, advice=text("verdicts", verdict, caller.language), checked_at=caller.now, **about
        )


class FileDigest(Model):
    """The SHA-256 of a file, in hex."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]


@app.operation("GET", "/v1/check/{token}", Permission.PUBLIC)
def check_token(caller: Caller, token: str) -> CheckView:
    """Answer for the token of a QR code."""
    return _answer(books.with_token(token.upper()), caller)


@app.operation("POST", "/v1/check/file", Permission.PUBLIC, key=Key.IGNORED)
def check_file(caller: Caller, body: FileDigest) -> CheckView:
    """Answer for a file by its SHA-256: a changed file is not one of ours."""
    return _answer(books.with_sha256(body.sha256.lower()), caller)


def _answer(version: Version | None, caller: Caller) -> CheckView:
    if version is not None:
        caller.about(number=version.book_number, version=str(version.number))
    return CheckView.of(version, caller)


def _verdict(version: Version | None, today: date) -> Verdict:
    if version is None:
        return Verdict.UNKNOWN
    if books.get(version.book_number).active_version != version.number:
        return Verdict.SUPERSEDED
    return Verdict(version.answer(today))
