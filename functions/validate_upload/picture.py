"""A scan or a photo as pixels: measured, decoded within bounds, upright."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, UnidentifiedImageError

from functions.validate_upload.verdict import Rejected
from shared.domain.documents import MAX_PIXELS, MAX_SIDE_PX, Format

SCALE_PX = 384
_ORIENTATION = 0x0112
_UPRIGHT = 1
_TURNED = range(5, 9)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_REDUCIBLE = {"RGB", "L", "RGBA", "CMYK"}
_QUALITY = 94  # from 95 on, Pillow's encoder takes twice the memory
_NAMES = {Format.JPEG: "JPEG", Format.PNG: "PNG"}

Pixels = NDArray[np.float32]

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, from the header


def refuse_giant(width: int, height: int) -> None:
    """Refuse by the header alone: no bomb is ever decoded (doc-18).

    The finding counts pixels of the longer side, or whole megapixels.
    """
    if max(width, height) > MAX_SIDE_PX:
        raise Rejected("IMAGE_TOO_LARGE", limit=MAX_SIDE_PX, actual=max(width, height))
    if width * height > MAX_PIXELS:
        raise Rejected("IMAGE_TOO_LARGE", limit=MAX_PIXELS // 10**6, actual=-(-width * height // 10**6))


def opened(data: bytes, kind: Format) -> Image.Image:
    """Open an image whose dimensions have been checked; nothing is decoded yet."""
    try:
        image = Image.open(io.BytesIO(data), formats=[_NAMES[kind]])
        image.getexif()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Rejected("FILE_CORRUPT") from None
    return image


def orientation_of(image: Image.Image) -> int:
    """Read the EXIF orientation, 1…8; anything else counts as upright."""
    value = image.getexif().get(_ORIENTATION, _UPRIGHT)
    return value if value in range(1, 9) else _UPRIGHT


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Give width and height as a person sees them: the orientation decides (doc-15)."""
    width, height = image.size
    return (height, width) if orientation_of(image) in _TURNED else (width, height)


def scaled(image: Image.Image) -> Pixels:
    """Decode every row, and shrink to 384 px on the longer side: float RGB, 0…255, rows × columns × 3.

    A large picture is reduced before anything makes a copy of it.
    """
    try:
        image.draft("RGB", (2 * SCALE_PX, 2 * SCALE_PX))
        image.load()
        orientation = orientation_of(image)
        plain = image if image.mode in _REDUCIBLE else image.convert("RGB")
        picture = plain.reduce(max(1, max(plain.size) // (2 * SCALE_PX))).convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Rejected("FILE_CORRUPT") from None
    picture.thumbnail((SCALE_PX, SCALE_PX), Image.Resampling.LANCZOS, reducing_gap=None)
    turn = _TURNS.get(orientation)
    return np.asarray(picture.transpose(turn) if turn is not None else picture, dtype=np.float32)


def turned_upright(data: bytes, kind: Format) -> bytes:
    """Turn the pixels as the orientation says, and write them without any metadata."""
    image = opened(data, kind)
    profile, turn = image.info.get("icc_profile"), _TURNS[orientation_of(image)]
    upright = image.transpose(turn)
    image.close()
    upright.info = {}
    out = io.BytesIO()
    upright.save(out, _NAMES[kind], quality=_QUALITY, icc_profile=profile)
    return out.getvalue()
