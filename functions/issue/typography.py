"""Type: the two faces of PT Sans, the styles of the document, and how text breaks into lines.

All sizes are in points.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import fontpkg_pt_sans
import pymupdf

Colour = tuple[float, float, float]

INK: Colour = (0.11, 0.13, 0.16)
GREY: Colour = (0.40, 0.43, 0.47)
ACCENT: Colour = (0.05, 0.31, 0.42)
HAIRLINE: Colour = (0.78, 0.81, 0.84)
WHITE: Colour = (1.0, 1.0, 1.0)

_SMALLEST = 0.5
_SHRINK = 0.95
_BREAKS_AFTER = "-/.,_"


class UnprintableError(ValueError):
    """A character that the face cannot draw; leaving it out would falsify the document."""


@dataclass(frozen=True, eq=False)
class Face:
    """One cut of the typeface: the name it has on a page, and its file. There is one of each."""

    name: str
    file: Path

    def glyph(self, character: str) -> int:
        """Find the glyph of a character; a no-break space is drawn, and found, as a space."""
        glyph = _glyph(self, " " if character == "\xa0" else character)
        if not glyph:
            raise UnprintableError(f"no glyph for U+{ord(character):04X}")
        return glyph

    def width(self, text: str) -> float:
        """Measure text in ems."""
        return sum([_advance(self, character) for character in text])


@cache
def _font(face: Face) -> pymupdf.Font:
    return pymupdf.Font(fontfile=str(face.file))


@cache
def _glyph(face: Face, character: str) -> int:
    return int(_font(face).has_glyph(ord(character)))


@cache
def _advance(face: Face, character: str) -> float:
    return float(_font(face).glyph_advance(ord(character)))


_FILES = fontpkg_pt_sans.ROOT / "files"
REGULAR = Face("Regular", _FILES / "PT_Sans-Web-Regular.ttf")
BOLD = Face("Bold", _FILES / "PT_Sans-Web-Bold.ttf")


@dataclass(frozen=True)
class Style:
    """How a text looks: face, size, distance of its baselines, colour."""

    face: Face
    size: float
    leading: float
    colour: Colour = INK

    def width(self, text: str) -> float:
        """Measure a line in points."""
        return self.face.width(text) * self.size

    def scaled(self, factor: float) -> "Style":
        """Make the same style smaller or larger."""
        return replace(self, size=self.size * factor, leading=self.leading * factor)


TITLE = Style(BOLD, 22, 26, ACCENT)
NUMBER = Style(REGULAR, 12, 16)
NAME = Style(BOLD, 17, 20.5)
HEADING = Style(BOLD, 12.5, 16, ACCENT)
BODY = Style(REGULAR, 9.5, 13)
STRONG = Style(BOLD, 9.5, 13)
LABEL = Style(REGULAR, 8, 11, GREY)
HEAD = Style(BOLD, 7.5, 10.5, GREY)
CELL = Style(REGULAR, 8.5, 10.8)
CELL_STRONG = Style(BOLD, 8.5, 10.8)
CELL_QUIET = Style(REGULAR, 7.5, 10.8, GREY)
FOOTER = Style(REGULAR, 7, 9, GREY)


def plain(text: str) -> str:
    """Compose letters with their marks, and turn line breaks and other controls into spaces."""
    composed = unicodedata.normalize("NFC", text)
    visible = (" " if c.isspace() and c != "\xa0" else c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).split(" "))


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Break text at its spaces into lines of at most `width`; a wider word is broken inside."""
    lines = [""]
    for word in filter(None, plain(text).split(" ")):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if style.width(longer) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, style, width)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _pieces(word: str, style: Style, width: float) -> list[str]:
    """Cut a word to the width, after a hyphen or the like if one is near."""
    pieces = [""]
    for character in word:
        if pieces[-1] and style.width(pieces[-1] + character) > width:
            kept = max(pieces[-1].rfind(mark) for mark in _BREAKS_AFTER) + 1 or len(pieces[-1])
            pieces[-1:] = [pieces[-1][:kept], pieces[-1][kept:]]
        pieces[-1] += character
    return pieces


def fitted(text: str, style: Style, width: float, rows: int) -> Style:
    """Shrink a style until text takes at most `rows` lines without a broken word, but stay legible."""
    fit = style
    while fit.size > style.size * _SMALLEST and not _fits(text, fit, width, rows):
        fit = fit.scaled(_SHRINK)
    return fit


def _fits(text: str, style: Style, width: float, rows: int) -> bool:
    widest = max(map(style.width, re.split(r"(?<=-)| ", plain(text))))
    return widest <= width and len(wrap(text, style, width)) <= rows
