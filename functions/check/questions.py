"""Three ways to ask about a book: by its code, by its number, by its file."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from functions.check import limits
from functions.check.publications import public_key
from shared.domain import numbers, qr
from shared.domain.errors import NotFound
from shared.domain.qr import Claims, Unreadable
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.entry.verdicts import CheckView, Verdict
from shared.store import books, visits

_HALF = qr.SIGNATURE_BYTES // 2


def about_code(caller: Caller, said: str) -> CheckView:
    """Believe a code only for its signature, and then ask whether its version still counts."""
    limits.count(caller)
    try:
        claims, signed, signature = qr.read(said.upper())
    except Unreadable:
        return CheckView.without(Verdict.UNKNOWN, caller)
    if not _genuine(claims.key, signed, signature):
        return CheckView.without(Verdict.SIGNATURE_WRONG, caller)
    return _about(caller, Way.CODE, claims.book_number, claims.version)


def claimed(said: str) -> Claims | None:
    """Read what a genuine code claims."""
    try:
        claims, signed, signature = qr.read(said.upper())
    except Unreadable:
        return None
    return claims if _genuine(claims.key, signed, signature) else None


def about_number(caller: Caller, typed: str) -> CheckView:
    """Answer for the version that speaks for a book now."""
    limits.count(caller)
    number = numbers.read(typed)
    return _about(caller, Way.NUMBER, number) if number else CheckView.without(Verdict.UNKNOWN, caller)


def about_file(caller: Caller, sha256: str) -> CheckView:
    """Answer for the version whose document has this SHA-256."""
    limits.count(caller)
    version = books.with_sha256(sha256)
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


def _genuine(key: bytes, signed: bytes, signature: bytes) -> bool:
    public = public_key(key)
    if public is None:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    try:
        public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
