"""The list of versions that count no more, as a Token Status List (draft-ietf-oauth-status-list, CWT).

Two bits for each version, at the place that its QR code names; compressed, signed (COSE_Sign1, ES256), and
fit to be kept by whoever checks without the network.
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum

import cbor2

from shared.domain.book import VersionState

BITS = 2
LIFETIME = timedelta(hours=24)
MEDIA_TYPE = "application/statuslist+cwt"

_PER_BYTE = 8 // BITS
_ALG, _KID, _TYP, _ES256 = 1, 4, 16, -7
_SUB, _EXP, _IAT, _STATUS_LIST = 2, 4, 6, 65533
_COSE_SIGN1 = 18


class Status(IntEnum):
    """What the list says of a version; 3 is the one that the draft leaves to applications."""

    VALID = 0
    INVALID = 1
    SUPERSEDED = 3


STATUS_OF = {
    VersionState.ACTIVE: Status.VALID,
    VersionState.SUPERSEDED: Status.SUPERSEDED,
    VersionState.REVOKED: Status.INVALID,
}


class StatusList:
    """The statuses of all versions; a place that was never written is valid."""

    def __init__(self, packed: bytes = b"") -> None:
        self._bytes = bytearray(packed)

    def __getitem__(self, index: int) -> Status:
        place, shift = _at(index)
        return Status((self._bytes[place] >> shift) & (2**BITS - 1) if place < len(self._bytes) else 0)

    def __setitem__(self, index: int, status: Status) -> None:
        place, shift = _at(index)
        self._bytes.extend(bytes(max(0, place + 1 - len(self._bytes))))
        self._bytes[place] &= ~((2**BITS - 1) << shift) & 0xFF
        self._bytes[place] |= status << shift

    def updated(self, statuses: Mapping[int, Status]) -> bool:
        """Write statuses; tell whether anything is another one now."""
        differing = {index: status for index, status in statuses.items() if self[index] is not status}
        for index, status in differing.items():
            self[index] = status
        return bool(differing)

    @property
    def compressed(self) -> bytes:
        """The list as it goes out (DEFLATE in the ZLIB format)."""
        return zlib.compress(bytes(self._bytes), 9)


def write(
    statuses: StatusList, subject: str, key: bytes, at: datetime, sign: Callable[[bytes], bytes]
) -> bytes:
    """Write a signed list; `sign` gives r and s of a signature over the bytes that it is given."""
    protected = cbor2.dumps({_ALG: _ES256, _KID: key, _TYP: MEDIA_TYPE}, canonical=True)
    claims = {
        _SUB: subject,
        _IAT: int(at.timestamp()),
        _EXP: int((at + LIFETIME).timestamp()),
        _STATUS_LIST: {"bits": BITS, "lst": statuses.compressed},
    }
    payload = cbor2.dumps(claims, canonical=True)
    signature = sign(to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))


def read(written: bytes) -> tuple[StatusList, datetime]:
    """Read a list of ours, and when it was signed; whether the signature is right is for others to say."""
    _, _, payload, _ = cbor2.loads(written).value
    claims = cbor2.loads(payload)
    packed = zlib.decompress(claims[_STATUS_LIST]["lst"])
    return StatusList(packed), datetime.fromtimestamp(claims[_IAT], UTC)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Build the Sig_structure (RFC 9052, 4.4)."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _at(index: int) -> tuple[int, int]:
    place, rest = divmod(index, _PER_BYTE)
    return place, rest * BITS
