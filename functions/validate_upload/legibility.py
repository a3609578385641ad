"""Can it be read, and is the photo a document photo: measures and thresholds (doc-08, doc-16).

The thresholds were measured on public portraits scaled to 384 px; luma and chroma are those
of ITU-R BT.601, 0…255.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from functions.validate_upload.picture import Pixels
from functions.validate_upload.verdict import warning
from shared.domain.documents import (
    MIN_DOCUMENT_SIDE_PX,
    MIN_PHOTO_HEIGHT_PX,
    MIN_PHOTO_WIDTH_PX,
    PHOTO_RATIO,
    PHOTO_RATIO_TOLERANCE,
    Finding,
)

SHARP, SHARP_PHOTO = 25, 60
GREY_CHROMA, SEPIA_RESIDUE = 1.5, 3.0
LIGHT_LUMA, LIGHT_CHROMA, LIGHT_PIXEL = 150, 20, 175
LIGHT_SHARE, SURE_LIGHT_SHARE = 80, 95

Plane = NDArray[np.float32]


def document_findings(width: int, height: int, pixels: Pixels) -> Iterator[Finding]:
    """Warn of a scan that is small, blurred or blank; the applicant may still send it."""
    if min(width, height) < MIN_DOCUMENT_SIDE_PX:
        yield warning("IMAGE_UNREADABLE", limit=MIN_DOCUMENT_SIDE_PX, actual=min(width, height))
    yield from page_findings(pixels)


def page_findings(pixels: Pixels, page: int | None = None) -> Iterator[Finding]:
    """Warn of a page that is blurred or blank."""
    sharp = sharpness(_luma(pixels))
    if sharp < SHARP:
        yield warning("IMAGE_UNREADABLE", limit=SHARP, actual=sharp, page=page)


def photo_findings(width: int, height: int, pixels: Pixels) -> Iterator[Finding]:
    """Judge a 3 × 4 photo: size, ratio, colour, background, sharpness (doc-08)."""
    if width < MIN_PHOTO_WIDTH_PX or height < MIN_PHOTO_HEIGHT_PX:
        short = width < MIN_PHOTO_WIDTH_PX
        limit, actual = (MIN_PHOTO_WIDTH_PX, width) if short else (MIN_PHOTO_HEIGHT_PX, height)
        yield Finding(code="IMAGE_TOO_SMALL", limit=limit, actual=actual)
    if abs(width / height / PHOTO_RATIO - 1) > PHOTO_RATIO_TOLERANCE:
        yield Finding(code="PHOTO_RATIO", limit=round(100 * PHOTO_RATIO), actual=round(100 * width / height))
    luma, blue, red = _luma(pixels), *_chroma(pixels)
    yield from _colour(luma, blue, red)
    yield from _background(luma, np.hypot(blue, red))
    sharp = sharpness(luma)
    if sharp < SHARP:
        yield Finding(code="IMAGE_UNREADABLE", limit=SHARP, actual=sharp)
    elif sharp < SHARP_PHOTO:
        yield warning("IMAGE_UNREADABLE", limit=SHARP_PHOTO, actual=sharp)


def sharpness(luma: Plane) -> int:
    """Measure sharpness: the variance of the Laplacian."""
    if min(luma.shape) < 3:  # noqa: PLR2004 - the operator's size
        return 0
    centre = luma[1:-1, 1:-1]
    laplacian = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4 * centre
    return int(laplacian.var())


def _colour(luma: Plane, blue: Plane, red: Plane) -> Iterator[Finding]:
    """Refuse grey; warn of a tint, whose chroma lies on one line over luma."""
    strong = float(np.percentile(np.hypot(blue, red), 95))
    if strong < GREY_CHROMA:
        yield Finding(code="PHOTO_GREYSCALE", limit=2, actual=int(strong))
        return
    residue = np.hypot(_residue(luma, blue), _residue(luma, red))
    if float(np.percentile(residue, 95)) < SEPIA_RESIDUE:
        yield warning("PHOTO_GREYSCALE", limit=int(SEPIA_RESIDUE), actual=int(np.percentile(residue, 95)))


def _residue(luma: Plane, chroma: Plane) -> Plane:
    slope, offset = np.polyfit(luma.ravel(), chroma.ravel(), 1) if luma.std() else (0.0, chroma.mean())
    return np.asarray(chroma - (slope * luma + offset), dtype=np.float32)


def _background(luma: Plane, chroma: Plane) -> Iterator[Finding]:
    """Judge the top strip (6 %) and the upper side strips (10 % wide, 40 % high)."""
    height, width = luma.shape
    top, side, depth = max(1, height * 6 // 100), max(1, width // 10), max(1, height * 40 // 100)
    where = np.zeros(luma.shape, dtype=bool)
    where[:top] = where[:depth, :side] = where[:depth, -side:] = True
    share = round(100 * float((luma[where] > LIGHT_PIXEL).mean()))
    plain = np.median(luma[where]) > LIGHT_LUMA and np.median(chroma[where]) < LIGHT_CHROMA
    if not plain or share < LIGHT_SHARE:
        yield Finding(code="PHOTO_BACKGROUND", limit=LIGHT_SHARE, actual=share if plain else 0)
    elif share < SURE_LIGHT_SHARE:
        yield warning("PHOTO_BACKGROUND", limit=SURE_LIGHT_SHARE, actual=share)


def _luma(pixels: Pixels) -> Plane:
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.asarray(pixels @ weights, dtype=np.float32)


def _chroma(pixels: Pixels) -> tuple[Plane, Plane]:
    luma = _luma(pixels)
    return (pixels[..., 2] - luma) * np.float32(0.564), (pixels[..., 0] - luma) * np.float32(0.713)
