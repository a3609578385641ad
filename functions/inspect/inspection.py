"""What a file is: the register is asked first, and only of a file that it does not know the signature.

So nothing is believed for its signature alone: what says «valid» was issued, byte for byte.
"""

import base64
import binascii
import hashlib

from functions.inspect.validation import Finding, validate
from shared.cloud.secrets import certificate
from shared.domain.errors import Flaw, Invalid, NotFound
from shared.domain.model import Model
from shared.domain.texts import text
from shared.domain.visits import View, Visit, Way
from shared.entry.caller import Caller
from shared.entry.verdicts import CheckView, Verdict
from shared.settings import settings
from shared.store import books, limits, versions, visits

LARGEST = 4_000_000
PER_MINUTE = 20
_END = b"-----END CERTIFICATE-----\n"
_VERDICTS = {
    Finding.GENUINE: Verdict.UNKNOWN,
    Finding.CHANGED: Verdict.SIGNATURE_WRONG,
    Finding.FOREIGN: Verdict.UNKNOWN,
}


class Document(Model):
    """A file of at most 4,000,000 bytes, in base64 (RFC 4648, section 4)."""

    content: str

    def read(self) -> bytes:
        """Give the file; raises `Invalid`."""
        try:
            data = base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise Invalid("BODY_INVALID", Flaw("/content", "FIELD_INVALID")) from None
        if len(data) > LARGEST:
            size = {"limit": LARGEST, "actual": len(data)}
            raise Invalid("BODY_INVALID", Flaw("/content", "FILE_TOO_LARGE", size))
        return data


def about(caller: Caller, document: Document) -> CheckView:
    """Answer for a file."""
    limits.require("inspect", caller.network_address, caller.now, PER_MINUTE)
    pdf = document.read()
    return _issued(caller, hashlib.sha256(pdf).hexdigest()) or _unknown(caller, pdf)


def _issued(caller: Caller, sha256: str) -> CheckView | None:
    """Answer for a document of the register."""
    version = versions.with_sha256(sha256)
    if version is None:
        return None
    try:
        book, known = books.published(version.book_number, version.number)
    except NotFound:
        return None
    visits.add(book.number, Visit(at=caller.now, view=View.VERDICT, way=Way.FILE))
    caller.about(number=book.number, version=str(known.number))
    return CheckView.of(book, known, caller)


def _unknown(caller: Caller, pdf: bytes) -> CheckView:
    """Say of another file why it is not to be accepted."""
    finding = validate(pdf, [_issuer()])
    advice = None if finding is Finding.CHANGED else text("findings", finding, caller.language)
    return CheckView.without(_VERDICTS[finding], caller, advice)


def _issuer() -> bytes:
    """Read our own certificate; of those above it others may have theirs too."""
    own, end, _ = certificate(settings.certificate).partition(_END)
    return own + end
