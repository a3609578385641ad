"""Three ways to ask about a book: by its code, by its number, by its file."""

from functions.check import limits
from functions.check.publications import public_key
from shared.domain import numbers, qr, signatures
from shared.domain.errors import NotFound
from shared.domain.qr import Claims, Unreadable
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.entry.verdicts import CheckView, Verdict
from shared.store import books, versions, visits


def about_code(caller: Caller, said: str) -> CheckView:
    """Believe a code only for its signature, and then ask whether its version still counts."""
    limits.count(caller)
    try:
        claims = believed(said)
    except Unreadable:
        return CheckView.without(Verdict.UNKNOWN, caller)
    if claims is None:
        return CheckView.without(Verdict.SIGNATURE_WRONG, caller)
    return _about(caller, Way.CODE, claims.book_number, claims.version)


def believed(said: str) -> Claims | None:
    """Read what a code claims; None if we have not signed it. Raises `Unreadable`."""
    claims, signed, signature = qr.read(said.upper())
    key = public_key(claims.key)
    return claims if key and signatures.verified(key, signature, signed) else None


def about_number(caller: Caller, typed: str) -> CheckView:
    """Answer for the version that speaks for a book now."""
    limits.count(caller)
    number = numbers.read(typed)
    return _about(caller, Way.NUMBER, number) if number else CheckView.without(Verdict.UNKNOWN, caller)


def about_file(caller: Caller, sha256: str) -> CheckView:
    """Answer for the version whose document has this SHA-256."""
    limits.count(caller)
    version = versions.with_sha256(sha256)
    if version is None:
        return CheckView.without(Verdict.UNKNOWN, caller)
    return _about(caller, Way.FILE, version.book_number, version.number)


def _about(caller: Caller, way: Way, number: str, version: int | None = None) -> CheckView:
    try:
        book, known = books.published(number, version)
    except NotFound:
        return CheckView.without(Verdict.UNKNOWN, caller)
    visits.add(number, Visit(at=caller.now, view=View.VERDICT, way=way))
    caller.about(number=number, version=str(known.number))
    return CheckView.of(book, known, caller)
