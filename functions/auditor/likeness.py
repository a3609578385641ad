"""Whether two documents are one for whoever reads them."""

from io import BytesIO

import numpy as np
import pymupdf
from PIL import Image

from functions.issue.press.reading import opened, read

_DPI = 72
_GRID = 30, 40  # a photo of 3 × 4, as coarse as a face can still be told from another
_TOLERANCE = 6.0  # of 255 shades of grey, on average


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two documents say the same words in the same order, and look the same."""
    with opened(one) as first, opened(other) as second:
        if first.get_xml_metadata() != second.get_xml_metadata():
            return False
        return read(first) == read(second) and _looks(first) == _looks(second)


def pictures(pdf: bytes, portrait: bytes) -> bool:
    """Tell whether a document shows this picture (JPEG), and no other, on its first page."""
    with opened(pdf) as document:
        shown = [document.extract_image(image[0])["image"] for image in document[0].get_images()]
    return len(shown) == 1 and bool(np.abs(_coarse(shown[0]) - _coarse(portrait)).mean() < _TOLERANCE)


def _looks(document: pymupdf.Document) -> list[bytes]:
    return [bytes(page.get_pixmap(dpi=_DPI, alpha=False).samples) for page in document]


def _coarse(picture: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    with Image.open(BytesIO(picture)) as image:
        return np.asarray(image.convert("L").resize(_GRID), dtype=np.float64)
