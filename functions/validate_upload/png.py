"""PNG by its chunks (ISO/IEC 15948): whole, measured, and without what tells the place."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from functions.validate_upload.signatures import hides_another
from functions.validate_upload.verdict import Rejected

_SIGNATURE = 8
_FRAME = 12
_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}


@dataclass(frozen=True)
class Chunk:
    """A chunk: its kind, its content, and its bytes as they stand in the file."""

    kind: bytes
    content: bytes
    raw: bytes


def size_of(data: bytes) -> tuple[int, int]:
    """Read width and height in pixels; raises `Rejected` for a file that is not whole."""
    chunks = list(_chunks(data))
    header = chunks[0].content
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (width and height) or not any(chunk.kind == b"IDAT" for chunk in chunks):
        raise Rejected("FILE_CORRUPT")
    return width, height


def clean(data: bytes) -> bytes:
    """Drop all chunks but the picture's own; the pixels stay bit for bit (doc-15)."""
    return data[:_SIGNATURE] + b"".join(chunk.raw for chunk in _chunks(data) if chunk.kind in _KEPT)


def _chunks(data: bytes) -> Iterator[Chunk]:
    """Walk from the header to the end mark, and check every sum."""
    place, first = _SIGNATURE, True
    while True:
        length = int.from_bytes(data[place : place + 4], "big")
        raw = data[place : place + length + _FRAME]
        kind, content = raw[4:8], raw[8 : 8 + length]
        if len(raw) < length + _FRAME or int.from_bytes(raw[-4:], "big") != zlib.crc32(raw[4:-4]):
            raise Rejected("FILE_CORRUPT")
        if first and (kind != b"IHDR" or length != 13):  # noqa: PLR2004 - the header's fixed length
            raise Rejected("FILE_CORRUPT")
        place, first = place + len(raw), False
        yield Chunk(kind, content, raw)
        if kind == b"IEND":
            if hides_another(data[place:]):
                raise Rejected("FILE_ACTIVE_CONTENT")
            return
