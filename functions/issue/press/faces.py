"""The two faces of the document: which glyph a letter has, how wide it is, what stands closer to what."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

EM = 1000  # units of a width
NO_BREAK_SPACE = "\xa0"  # drawn, and found, as a space

TYPE = Path(__file__).with_name("type")
_METRICS = json.loads((TYPE / "metrics.json").read_text(encoding="utf-8"))
_ESCAPED = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"})
_WORDS_REMEMBERED = 4096


class UnprintableError(ValueError):
    """A character that the faces cannot draw; leaving it out would falsify the document."""

    def __init__(self, character: str) -> None:
        super().__init__(f"no glyph for U+{ord(character):04X}")


class Word(NamedTuple):
    """A word as it is set: its width, and what stands between `[(` and `)]TJ`.

    Each character of `codes` is a byte; two make a glyph.
    """

    text: str
    width: int
    codes: str


class _Advances(dict[str, int]):
    def __missing__(self, character: str) -> int:
        raise UnprintableError(character)


def _code(glyph: int) -> str:
    return f"{chr(glyph >> 8)}{chr(glyph & 255)}".translate(_ESCAPED)


GLYPHS: Mapping[str, int] = _METRICS["glyphs"]
SPACE = _code(GLYPHS[" "])
_CODES = {ord(character): _code(glyph) for character, glyph in GLYPHS.items()} | {ord(NO_BREAK_SPACE): SPACE}


@dataclass(frozen=True, eq=False)
class Face:
    """One cut of the typeface, of which there is one object: its name on a page, and its style."""

    name: str
    style: str

    @property
    def measures(self) -> Mapping[str, Any]:
        """What the foundry has measured."""
        return dict(_METRICS[self.style])

    @property
    def program(self) -> bytes:
        """The font file."""
        return (TYPE / f"{self.style}.ttf").read_bytes()

    @cached_property
    def advances(self) -> Mapping[str, int]:
        """The width of each character."""
        widths = dict(zip(GLYPHS, self.measures["advances"], strict=True))
        return _Advances({**widths, NO_BREAK_SPACE: widths[" "]})

    @lru_cache(maxsize=_WORDS_REMEMBERED)  # noqa: B019 - the two faces live as long as the process
    def set(self, word: str) -> Word:
        """Set a word, kerned; raise `UnprintableError` if the face lacks one of its characters."""
        width, codes, begun = self.width(word), "", 0
        for found in self._kerned.finditer(word):
            kern = self._kerning[word[found.start() : found.end() + 1]]
            codes += f"{word[begun : found.end()].translate(_CODES)}){-kern}("
            width, begun = width + kern, found.end()
        return Word(word, width, codes + word[begun:].translate(_CODES))

    def width(self, text: str) -> int:
        """Measure a text that is not kerned."""
        return sum(map(self.advances.__getitem__, text))

    @cached_property
    def _kerning(self) -> Mapping[str, int]:
        return dict[str, int](self.measures["kerning"])

    @cached_property
    def _kerned(self) -> re.Pattern[str]:
        """Find the first letter of each pair that is kerned."""
        seconds: dict[str, str] = {}
        for pair in self._kerning:
            first, second = pair[0], pair[1]
            seconds[first] = seconds.get(first, "") + re.escape(second)
        return re.compile("|".join(f"{first}(?=[{after}])" for first, after in seconds.items()))


REGULAR = Face("R", "Regular")
BOLD = Face("B", "Bold")
