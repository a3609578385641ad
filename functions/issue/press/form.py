"""What every document has alike, compressed once per process: the two faces, and what its colours mean."""

from functools import cache
from typing import NamedTuple

from functions.issue.press.faces import BOLD, GLYPHS, REGULAR, TYPE, Face
from functions.issue.press.file import File

_TAG = "EMKSUB"  # marks a subset (ISO 32000-1, 9.6.4)
_NONSYMBOLIC = 32
_STEMS = {"Regular": 80, "Bold": 140}
_SMALLEST = 9  # the level of compression
_PER_BLOCK = 100  # of a character map


class Form(NamedTuple):
    """A file that holds what is alike, and the numbers by which the rest refers to it."""

    file: File
    catalog: int
    pages: int
    fonts: str
    intent: int


@cache
def form() -> Form:
    """Lay out what is alike; a document begins with a copy of its file."""
    file = File()
    catalog, pages = file.reserve(), file.reserve()
    letters = file.deflated(_letters(), level=_SMALLEST)
    fonts = "".join(f"/{face.name} {_font(file, face, letters)} 0 R" for face in (REGULAR, BOLD))
    profile = file.deflated((TYPE / "sRGB.icc").read_bytes(), "/N 3", _SMALLEST)
    intent = file.add(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
        f"/DestOutputProfile {profile} 0 R>>"
    )
    return Form(file, catalog, pages, fonts, intent)


def _font(file: File, face: Face, letters: int) -> int:
    """Embed a face, whose glyphs go by the numbers that they have in its file."""
    name, measures, program = f"{_TAG}+EMKSans-{face.style}", face.measures, face.program
    box = " ".join(map(str, measures["box"]))
    glyphs = file.deflated(program, f"/Length1 {len(program)}", _SMALLEST)
    descriptor = file.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {_NONSYMBOLIC}/FontBBox[{box}]"
        f"/ItalicAngle 0/Ascent {measures['ascent']}/Descent {measures['descent']}"
        f"/CapHeight {measures['capitals']}/StemV {_STEMS[face.style]}/FontFile2 {glyphs} 0 R>>"
    )
    widths = dict(zip(GLYPHS.values(), measures["advances"], strict=True))
    listed = " ".join(str(widths.get(glyph, 0)) for glyph in range(max(widths) + 1))
    descendant = file.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/FontDescriptor {descriptor} 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/CIDToGIDMap/Identity/W[0[{listed}]]>>"
    )
    return file.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{descendant} 0 R]/ToUnicode {letters} 0 R>>"
    )


def _letters() -> bytes:
    """Say which letter each glyph stands for, so that text can be searched and read aloud."""
    pairs = [f"<{glyph:04x}><{ord(letter):04x}>" for letter, glyph in GLYPHS.items()]
    blocks = [pairs[place : place + _PER_BLOCK] for place in range(0, len(pairs), _PER_BLOCK)]
    listed = "\n".join(f"{len(block)} beginbfchar {' '.join(block)} endbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        "1 begincodespacerange<0000><ffff>endcodespacerange\n"
        f"{listed}\nendcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode()
