"""Type: the styles of the document, and how text breaks into lines. All sizes are in points.

Everything stands on a grid of `GRID` points or, between the rows of a table, a part of it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from functions.issue.press.faces import BOLD, EM, NO_BREAK_SPACE, REGULAR, SPACE, Face, Word

Colour = tuple[float, float, float]

GRID = 12.0

INK: Colour = (0.11, 0.13, 0.16)
GREY: Colour = (0.38, 0.41, 0.45)
ACCENT: Colour = (0.05, 0.31, 0.42)
HAIRLINE: Colour = (0.76, 0.79, 0.82)

_STEP = GRID / 4
_SMALLEST = 0.5
_SHRINK = 0.95
_BREAKS_AFTER = re.compile(r"(?<=[-/.,_@\xa0])(?=[^-/.,_@\xa0])")
_HANGING = {"«": 0.6, "„": 0.6, "“": 0.6, "(": 0.4}  # how much of it hangs in the margin
_BOUND = (
    re.compile(  # a sign and its number, initials, a short word and the next, a number and what it counts
        r" (?:(?<=№ )|(?<=\b[А-ЯЁ]\. )|(?<=\b[а-яёА-ЯЁ] )|(?<=\b(?:на|по|не|от|до|за|из|об|со|во) )"
        r"|(?<=\d )(?=[а-яё]))"
    )
)


@dataclass(frozen=True, eq=False)
class Style:
    """How a text looks: face, size, distance of its baselines, colour. There is one object of each."""

    face: Face
    size: float
    leading: float = GRID
    colour: Colour = INK

    @cached_property
    def operators(self) -> str:
        """What switches a page to this style."""
        return f"{paint(self.colour)} /{self.face.name} {self.size:g} Tf"

    @property
    def headroom(self) -> float:
        """How far below the top of a line its capitals begin."""
        capitals: int = self.face.measures["capitals"]
        return rise(self.leading) - capitals * self.size / EM

    def width(self, text: str) -> float:
        """Measure a line in points."""
        return self.face.set(text).width * self.size / EM

    def scaled(self, factor: float) -> "Style":
        """Make the same style smaller or larger."""
        return replace(self, size=round(self.size * factor, 2), leading=round(self.leading * factor, 2))


TITLE = Style(BOLD, 22, 24, ACCENT)
NUMBER = Style(REGULAR, 11, 18)
NAME = Style(BOLD, 16, 18)
HEADING = Style(BOLD, 12.5, 18, ACCENT)
BODY = Style(REGULAR, 9.5)
STRONG = Style(BOLD, 9.5)
QUIET = Style(REGULAR, 9.5, colour=GREY)
LABEL = Style(REGULAR, 8, colour=GREY)
HEAD = Style(BOLD, 7.5, colour=GREY)
CELL = Style(REGULAR, 8.5)
CELL_STRONG = Style(BOLD, 8.5)
CELL_QUIET = Style(REGULAR, 7.5, colour=GREY)
FOOTER = Style(REGULAR, 7, 9, GREY)


class Line(NamedTuple):
    """A line of text, ready to be shown: its operator, and how far it hangs out on the left."""

    show: str
    hang: float
    style: Style


Lines = tuple[Line, ...]
Text = tuple[str, Style]
Pile = tuple[Text, ...]  # texts one below the other, as in the cell of a table


def rise(leading: float) -> float:
    """Say how far below the top of a line its baseline is: on the grid, whatever the size of the letters."""
    return leading * 0.75 // _STEP * _STEP


def paint(colour: Colour) -> str:
    """Write the operator that fills with a colour from now on."""
    return f"{' '.join(f'{part:g}' for part in colour)} rg"


def plain(text: str) -> str:
    """Compose letters with their marks, and turn line breaks and other controls into spaces."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join(
        " " if each.isspace() and each != NO_BREAK_SPACE else each
        for each in composed
        if unicodedata.category(each) != "Cf"
    )


def broken(text: str, style: Style, width: float) -> Lines:
    """Break text at its spaces into lines of at most `width`; a wider word is broken inside.

    What belongs together stays on one line.
    """
    place, room, space = style.face.set, width * EM / style.size, style.face.advances[" "]
    lines, left = list[list[Word]](), -1.0
    for written in filter(None, _BOUND.sub(NO_BREAK_SPACE, plain(text)).split(" ")):
        word = place(written)
        if word.width <= left:
            lines[-1].append(word)
        else:
            pieces = [word] if word.width <= room else _pieces(word.text, style.face, room)
            lines += [[piece] for piece in pieces]
            left, word = room, pieces[-1]
        left -= word.width + space
    return tuple([_line(words, style) for words in lines or [[place("")]]])


def pile(texts: Pile, width: float) -> Lines:
    """Break texts into lines, one text below the other."""
    return tuple(chain.from_iterable([broken(text, style, width) for text, style in texts]))


def balanced(text: str, style: Style, width: float) -> Lines:
    """Break text into as few lines as fit, and these as equally long as can be."""
    lines = broken(text, style, width)
    while (narrower := broken(text, style, width * _SHRINK)) and len(narrower) == len(lines) > 1:
        lines, width = narrower, width * _SHRINK
    return lines


def line(text: str, style: Style) -> Line:
    """Set a text as one line, whatever its width."""
    return _line([style.face.set(word) for word in plain(text).split(" ")], style)


def _line(words: list[Word], style: Style) -> Line:
    first = words[0].text[:1]
    hang = _HANGING[first] * style.width(first) if first in _HANGING else 0.0
    return Line(f"[({SPACE.join([word.codes for word in words])})]TJ", hang, style)


def _pieces(word: str, face: Face, room: float) -> list[Word]:
    """Cut a word to the width, after a hyphen or the like if one is near."""
    pieces = [""]
    for part in _BREAKS_AFTER.split(word):
        for chunk in [part] if face.width(part) <= room else part:
            if pieces[-1] and face.width(pieces[-1] + chunk) > room:
                pieces.append(chunk)
            else:
                pieces[-1] += chunk
    return [face.set(piece) for piece in pieces]


def fitted(text: str, style: Style, width: float, rows: int) -> Style:
    """Shrink a style until text takes at most `rows` lines without a broken word, but stay legible."""
    fit = style
    while fit.size > style.size * _SMALLEST and not _fits(text, fit, width, rows):
        fit = fit.scaled(_SHRINK)
    return fit


def _fits(text: str, style: Style, width: float, rows: int) -> bool:
    widest = max(map(style.width, re.split(r"(?<=-)| ", plain(text))))
    return widest <= width and len(broken(text, style, width)) <= rows
