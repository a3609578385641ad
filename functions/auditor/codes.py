"""The code of a version: signed by a key that we have published, and saying what the version says."""

from collections.abc import Iterator

from functions.auditor.published import Keys, verified
from shared.domain import qr
from shared.domain.finding import Difference
from shared.domain.qr import Claims, Unreadable
from shared.domain.version import Version


def of_code(version: Version, known: Keys) -> Iterator[Difference]:
    """Read the code as a stranger would, and compare."""
    try:
        claims, signed, signature = qr.read(version.token)
    except Unreadable:
        yield Difference.CODE
        return
    if not verified(known, claims.key, signature, signed):
        yield Difference.CODE
    if Claims.of(version, claims.key).packed() != signed:
        yield Difference.CLAIMS
