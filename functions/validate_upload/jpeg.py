"""JPEG by its segments (ITU-T T.81, annex B): whole, measured, and without what tells the place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from functions.validate_upload.signatures import hides_another
from functions.validate_upload.verdict import Rejected

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMENT = 0xFE
_APPLICATION = range(0xE0, 0xF0)
_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_NEXT_MARKER = re.compile(rb"\xff+[^\xff\x00\xd0-\xd7]")


@dataclass(frozen=True)
class Segment:
    """A marker and where it stands, entropy-coded data after a scan header included."""

    marker: int
    start: int
    end: int


def size_of(data: bytes) -> tuple[int, int]:
    """Read width and height in pixels; raises `Rejected` for a file that is not whole."""
    segments = list(_segments(data))
    if not any(segment.marker == _SOS for segment in segments):
        raise Rejected("FILE_CORRUPT")
    for segment in segments:
        if segment.marker in _FRAMES:
            header = data[segment.start + 2 : segment.end]
            height, width = int.from_bytes(header[3:5], "big"), int.from_bytes(header[5:7], "big")
            if width and height:
                return width, height
    raise Rejected("FILE_CORRUPT")


def clean(data: bytes) -> bytes:
    """Drop comments and all application data but the picture's own; the pixels stay bit for bit (doc-15)."""
    kept = [data[:2]]
    for segment in _segments(data):
        if segment.marker == _COMMENT:
            continue
        if segment.marker in _APPLICATION:
            content = data[segment.start + 4 : segment.end]
            if not content.startswith(_KEPT.get(segment.marker, b"\xff none")):
                continue
        kept.append(data[segment.start : segment.end])
    return b"".join(kept)


def _segments(data: bytes) -> Iterator[Segment]:
    """Walk from the start mark to the end mark, past fill bytes."""
    place = 2
    while True:
        start = place
        while data[start + 1 : start + 2] == b"\xff":
            start += 1
        if data[start : start + 1] != b"\xff" or start + 1 >= len(data):
            raise Rejected("FILE_CORRUPT")
        marker = data[start + 1]
        place = _end(data, marker, start + 2)
        yield Segment(marker, start, place)
        if marker == _EOI:
            if hides_another(data[place:]):
                raise Rejected("FILE_ACTIVE_CONTENT")
            return


def _end(data: bytes, marker: int, place: int) -> int:
    if marker in _STANDALONE or marker == _EOI:
        return place
    length = int.from_bytes(data[place : place + 2], "big")
    end = place + length
    if length < 2 or end > len(data) or marker == _SOI:  # noqa: PLR2004 - the length counts itself
        raise Rejected("FILE_CORRUPT")
    if marker != _SOS:
        return end
    following = _NEXT_MARKER.search(data, end)
    if following is None:
        raise Rejected("FILE_CORRUPT")
    return following.start()
