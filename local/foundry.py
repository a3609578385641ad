"""Casts the type that documents are set in: from PT Sans, to the letters we need, under a name of its own.

Made by `make docs` and kept in the repository, since fontTools alone takes longer to load than a warm
function to issue a book. "PT Sans" and "ParaType" are reserved names (OFL-1.1, clause 3).
"""

import json
import logging
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_pt_sans
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from PIL import ImageCms

FAMILY = "EMK Sans"
FACES = ("Regular", "Bold")

_RANGES = ((0x20, 0x7F), (0xA1, 0x180), (0x218, 0x21C), (0x400, 0x530), (0x2010, 0x2030), (0x2030, 0x203B))
_SIGNS = "€₽№™−≈≠≤≥"
_SOFT_HYPHEN = 0xAD
_UNUSED = ("DSIG", "GPOS", "GSUB", "LTSH", "OS/2", "gasp", "hdmx", "kern", "post")
_KERNED = frozenset("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KERNED_MARKS = frozenset(".,»")
_LEAST_KERN = 8  # thousandths of an em; less is not seen
_NAMES = {1: FAMILY, 3: f"{FAMILY} {{face}}", 4: f"{FAMILY} {{face}}", 6: "EMKSans-{face}"}
_COPYRIGHT, _STYLE, _LICENCE_ADDRESS, _WINDOWS = 0, 2, 14, 3
_KEPT_NAMES = {*_NAMES, _COPYRIGHT, _STYLE, _LICENCE_ADDRESS}
_ICC_DATE = slice(24, 36)
_ICC_MADE = bytes.fromhex("07ea 0001 0001 0000 0000 0000")

Glyphs = Mapping[str, int]


def cast(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Give each file of the type, with what it should hold."""
    originals = {face: _opened(face) for face in FACES}
    from_tables_we_drop = {
        face: {"capitals": font["OS/2"].sCapHeight, "kerning": _kerning(font)}
        for face, font in originals.items()
    }
    metrics: dict[str, Any] = {}
    for face, font in originals.items():
        glyphs = _subset(font)
        metrics.setdefault("glyphs", glyphs)
        if metrics["glyphs"] != glyphs:
            raise ValueError("the faces number their glyphs differently")
        metrics[face] = {**_measures(font, glyphs), **from_tables_we_drop[face]}
        _rename(font, face)
        yield folder / f"{face}.ttf", _written(font)
    text = json.dumps(metrics, ensure_ascii=False, separators=(",", ":"))
    yield folder / "metrics.json", f"{text}\n".encode()
    yield folder / "OFL.txt", (fontpkg_pt_sans.ROOT / "LICENSE").read_bytes()
    yield folder / "sRGB.icc", _srgb()


def _opened(face: str) -> TTFont:
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return TTFont(fontpkg_pt_sans.ROOT / "files" / f"PT_Sans-Web-{face}.ttf", recalcTimestamp=False)


def _characters(font: TTFont) -> list[int]:
    """List the characters that the face has of those we want, one for each glyph."""
    wanted = {code for first, end in _RANGES for code in range(first, end)} | set(map(ord, _SIGNS))
    known = font.getBestCmap()
    first: dict[str, int] = {}
    for code in sorted(wanted & known.keys() - {_SOFT_HYPHEN}):
        first.setdefault(known[code], code)
    return sorted(first.values())


def _subset(font: TTFont) -> dict[str, int]:
    """Leave only the wanted glyphs, and say which number each character has."""
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"])
    options.drop_tables = [*options.drop_tables, *_UNUSED]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_characters(font))
    subsetter.subset(font)
    return {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}


def _measures(font: TTFont, glyphs: Glyphs) -> dict[str, Any]:
    """Measure the face and, in the order of `glyphs`, its glyphs; there are a thousand units in an em."""
    head, lines = font["head"], font["hhea"]
    return {
        "box": [head.xMin, head.yMin, head.xMax, head.yMax],
        "ascent": lines.ascent,
        "descent": lines.descent,
        "advances": [font["hmtx"][font.getGlyphName(number)][0] for number in glyphs.values()],
    }


def _kerning(font: TTFont) -> dict[str, int]:
    """Find which pairs of Russian letters stand closer or wider than their widths say."""
    names = font.getBestCmap()
    left = {names[ord(letter)]: letter for letter in _KERNED}
    right = left | {names[ord(mark)]: mark for mark in _KERNED_MARKS}
    pairs = font["kern"].kernTables[0].kernTable.items()
    return {
        left[first] + right[second]: amount
        for (first, second), amount in sorted(pairs)
        if first in left and second in right and abs(amount) >= _LEAST_KERN
    }


def _rename(font: TTFont, face: str) -> None:
    """Give the subset its own name, and leave it its authors' copyright and licence."""
    records = font["name"].names
    records[:] = [each for each in records if each.platformID == _WINDOWS and each.nameID in _KEPT_NAMES]
    for record in records:
        if record.nameID in _NAMES:
            record.string = _NAMES[record.nameID].format(face=face)


def _written(font: TTFont) -> bytes:
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def _srgb() -> bytes:
    """Make the sRGB profile, without the moment at which it was made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _ICC_MADE
    return bytes(profile)
