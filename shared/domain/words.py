"""Russian words as people type them: their stems, and what was meant where a letter is wrong."""

import difflib
import re
from collections.abc import Iterable
from functools import cache

from snowballstemmer.russian_stemmer import RussianStemmer

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_OTHER_LAYOUT = str.maketrans(_LATIN, _RUSSIAN)
_LIKENESS = 0.75  # of `difflib`: one wrong, missing or swapped letter in a word of five
_SHORTEST = 4  # a shorter word is taken as it is


def stems(text: str) -> list[str]:
    """Take the stems of the words of a text, in their order; «ё» is «е»."""
    return [_stem(word) for word in re.findall(r"[а-яa-z0-9]+", _plain(text))]


class Vocabulary:
    """The words that something is known by."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = {stem for text in texts for stem in stems(text)}

    def corrected(self, typed: Iterable[str]) -> list[str]:
        """Put the nearest known stem in the place of each that is not known; a stranger stays."""
        return [self._nearest(stem) for stem in typed]

    def knows(self, stem: str) -> bool:
        """Tell whether a stem is one of these words."""
        return stem in self._known

    def _nearest(self, stem: str) -> str:
        if stem in self._known or len(stem) < _SHORTEST:
            return stem
        return next(iter(difflib.get_close_matches(stem, sorted(self._known), 1, _LIKENESS)), stem)


def other_layout(text: str) -> str:
    """Read a text that was typed with the Latin layout switched on."""
    return _plain(text).translate(_OTHER_LAYOUT)


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")


@cache
def _stem(word: str) -> str:
    return str(RussianStemmer().stemWord(word))
