"""What the QR code of a version says, in as few bytes as possible: signed, and nothing medical (ver-07).

    byte  0       form (1)
          1–2     the key, by the first two bytes of its SHA-256
          3–9     book number, without its check character
          10–11   version
          12–15   place in the status list
          16      category, by its place in `CATEGORIES`
          17–18   issued on, in days since 2020-01-01
          19–20   valid until, likewise; 0 if the book lacked something
          21–23   initials, in Windows-1251, 0 where there is none
          24–87   signature of bytes 0–23: ECDSA on P-256 with SHA-256, r and s (IEEE P1363)

All in network order, and base 32 (RFC 4648) without padding after an address in upper case: such a text
takes a smaller code, and any camera opens it.
"""

import base64
import binascii
import hashlib
import struct
from datetime import date, timedelta

from shared.domain import numbers
from shared.domain.model import Model
from shared.domain.professions import CATEGORIES
from shared.domain.signatures import SIGNATURE_BYTES
from shared.domain.version import Version

FORM = 1

_LAYOUT = struct.Struct(">B2s7sHIBHH3s")
_EPOCH = date(2020, 1, 1)
_CODES = tuple(CATEGORIES)
_CHARACTERS = (_LAYOUT.size + SIGNATURE_BYTES) * 8 // 5 + 1


def fingerprint(public_key: bytes) -> bytes:
    """Name a public key (SubjectPublicKeyInfo, DER) in two bytes."""
    return hashlib.sha256(public_key).digest()[:2]


class Unreadable(ValueError):
    """A text that no code of ours says."""


class Claims(Model):
    """What a code says of a version; `key` names the key that signed it."""

    key: bytes
    book_number: str
    version: int
    status_index: int
    category: str
    issued_on: date
    valid_until: date | None
    initials: str

    @classmethod
    def of(cls, version: Version, key: bytes) -> "Claims":
        """Take from a version what its code will say."""
        return cls(
            key=key,
            book_number=version.book_number,
            version=version.number,
            status_index=version.status_index,
            category=version.category,
            issued_on=version.issued_on,
            valid_until=version.valid_until,
            initials=version.person.initials,
        )

    def packed(self) -> bytes:
        """Write the bytes that are signed."""
        letters = self.initials.replace(". ", "").replace(".", "").encode("cp1251", "replace")
        return _LAYOUT.pack(
            FORM,
            self.key,
            numbers.value_of(self.book_number).to_bytes(7, "big"),
            self.version,
            self.status_index,
            _CODES.index(self.category),
            _day(self.issued_on),
            _day(self.valid_until),
            letters,
        )


def text(claims: Claims, signature: bytes) -> str:
    """Write claims and signature as the last part of the code's address."""
    return base64.b32encode(claims.packed() + signature).decode().rstrip("=")


def address(portal: str, token: str) -> str:
    """Give what a code says: an upper-case address, which makes the smallest code."""
    return f"{portal}/V/{token}".upper()


def read(said: str) -> tuple[Claims, bytes, bytes]:
    """Take a code apart into its claims, the bytes that were signed, and the signature; raises `Unreadable`.

    Whether the signature is right is for others to say; only the one spelling that `text` gives is read.
    """
    try:
        data = base64.b32decode(said + "=" * (-len(said) % 8))
        signed, signature = data[: _LAYOUT.size], data[_LAYOUT.size :]
        form, key, number, version, index, category, issued, until, letters = _LAYOUT.unpack(signed)
        claims = Claims(
            key=key,
            book_number=numbers.mint(int.from_bytes(number, "big")),
            version=version,
            status_index=index,
            category=_CODES[category],
            issued_on=_EPOCH + timedelta(days=issued),
            valid_until=_EPOCH + timedelta(days=until) if until else None,
            initials=" ".join(f"{letter}." for letter in letters.rstrip(b"\0").decode("cp1251")),
        )
    except (binascii.Error, struct.error, ValueError, IndexError):
        raise Unreadable from None
    if form != FORM or len(said) != _CHARACTERS or text(claims, signature) != said:
        raise Unreadable
    return claims, signed, signature


def _day(day: date | None) -> int:
    return (day - _EPOCH).days if day else 0
