"""The pictures of a document: a photo of 3 × 4 cm, and a code that telephones read."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import pymupdf
import segno

from functions.issue.press.sheet import MILLIMETRE
from functions.issue.press.typography import INK, paint

PHOTO_WIDTH, PHOTO_HEIGHT = 30 * MILLIMETRE, 40 * MILLIMETRE

_PIXELS = 354, 472  # the frame at 300 dpi
_MOST_PIXELS = 480, 640
_TOLERANCE = 0.03  # of 4 × width : 3 × height
_QUALITY = 90
_START, _SCAN = b"\xff\xd8", 0xFFDA
_FRAMES = {0xFFC0, 0xFFC2}
_NEEDED = _FRAMES | {0xFFE0, 0xFFDB, 0xFFC4, 0xFFDD}  # segments that say nothing beside the picture itself
_TRUE_COLOUR = 8, 3
_SHORTEST = 12  # a segment with a frame's measures
_MASK = 3


@dataclass(frozen=True)
class Picture:
    """A picture as an object of the file: its content, its dictionary's entries, is it compressed yet."""

    content: bytes
    entries: str
    compressed: bool = False


def portrait(photo: bytes) -> Picture:
    """Bring a photo (JPEG or PNG) to the frame: upright, on white, cut to 3 : 4, not larger than is printed.

    Its metadata stay behind: they may tell where and with what it was taken.
    """
    size = _ready(photo)
    if size is None:
        photo, size = _redrawn(photo), _PIXELS
    return Picture(
        photo,
        f"/Type/XObject/Subtype/Image/Width {size[0]}/Height {size[1]}"
        "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
        compressed=True,
    )


def barcode(text: str) -> Picture:
    """Draw a QR code of level M: one path of rectangles, one for each run of dark modules."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m", mask=_MASK, boost_error=False).matrix]
    side = len(rows)
    runs = [
        f"{run.start()} {side - place - 1} {run.end() - run.start()} 1 re"
        for place, row in enumerate(rows)
        for run in re.finditer(rb"\x01+", row)
    ]
    return Picture(
        "\n".join([paint(INK), *runs, "f"]).encode(),
        f"/Type/XObject/Subtype/Form/BBox[0 0 {side} {side}]/Matrix[{1 / side:.6f} 0 0 {1 / side:.6f} 0 0]",
    )


def _ready(photo: bytes) -> tuple[int, int] | None:
    """Give the size of a JPEG that can stand as it is: a picture for our frame, and nothing beside it."""
    segments = dict(_segments(photo))
    frames = _FRAMES & segments.keys()
    if len(frames) != 1 or segments.keys() - _NEEDED:
        return None
    depth, height, width, colours = struct.unpack_from(">BHHB", segments[frames.pop()])
    fits = width <= _MOST_PIXELS[0] and abs(width * 4 - height * 3) <= height * _TOLERANCE
    return (width, height) if fits and (depth, colours) == _TRUE_COLOUR else None


def _segments(photo: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk what a JPEG says before its pixels come."""
    place = len(_START)
    while photo.startswith(_START) and place + _SHORTEST <= len(photo):
        marker, length = struct.unpack_from(">HH", photo, place)
        if marker == _SCAN:
            return
        yield marker, photo[place + 4 : place + 2 + length]
        place += 2 + length


def _redrawn(photo: bytes) -> bytes:
    with pymupdf.open(stream=photo) as picture:
        whole = picture[0].rect
        width = min(whole.width, whole.height * PHOTO_WIDTH / PHOTO_HEIGHT)
        height = width * PHOTO_HEIGHT / PHOTO_WIDTH
        x, y = (whole.width - width) / 2, (whole.height - height) / 2
        scale = _PIXELS[0] / width
        pixels = picture[0].get_pixmap(
            matrix=pymupdf.Matrix(scale, scale), clip=(x, y, x + width, y + height), alpha=False
        )
        return bytes(pixels.tobytes("jpeg", jpg_quality=_QUALITY))
