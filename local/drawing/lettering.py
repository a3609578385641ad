"""The typeface of the drawn papers."""

from functools import cache

import fontpkg_pt_sans
from PIL import ImageFont

REGULAR = fontpkg_pt_sans.ROOT / "files" / "PT_Sans-Web-Regular.ttf"
BOLD = fontpkg_pt_sans.ROOT / "files" / "PT_Sans-Web-Bold.ttf"


@cache
def face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Load a cut of PT Sans in a size in pixels."""
    return ImageFont.truetype(str(BOLD if bold else REGULAR), size)
