"""Russian words as people type them: their stems, and what was meant where something is wrong."""

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from snowballstemmer.russian_stemmer import RussianStemmer

from shared.domain.letters import by_sound, other_layout

_STOP = """
а без в во для до за и из или изо к ко на над о об обо от ото перед по под при про с со у через
"""
STOP = frozenset(re.findall(r"\w+", _STOP))
_LIKENESS = 0.75  # of `difflib`: one wrong, missing or swapped letter in a word of five
_SHORTEST = 4  # a shorter word is taken as it is
_RUN, _PART = 6, 3  # letters: what is shorter was not run together, and no part of what was
_LONG = 8  # letters of a word that is known for certain among strangers
_ENDING = 4  # letters that an inflected word may have after its stem


def stems(text: str) -> list[str]:
    """Take the stems of the words of a text, in their order; «ё» is «е», and stop words are none."""
    return [_stem(word) for word in _words(text) if word not in STOP]


class Vocabulary:
    """The words that something is known by, and others that are known for what they are, if written right."""

    def __init__(self, texts: Iterable[str], others: str = "") -> None:
        own = {stem for text in texts for stem in stems(text)}
        self._known = own.union(stems(others))
        self._own = sorted(own)
        ordered = groupby(sorted(self._known), key=itemgetter(0))
        self._beginning = {letter: tuple(each) for letter, each in ordered}

    def meant(self, text: str) -> list[list[str]]:
        """Take the stems that were meant; a stop word begins a new phrase."""
        phrases: list[list[str]] = [[]]
        for word in (word for chunk in text.split() for word in self._read(chunk)):
            if word in STOP:
                phrases.append([])
            else:
                phrases[-1].append(self._nearest(_stem(word)))
        return phrases

    def corrected(self, typed: Iterable[str]) -> list[str]:
        """Put the nearest known stem in the place of each that is not known; a stranger stays."""
        return [self._nearest(stem) for stem in typed]

    def knows(self, stem: str) -> bool:
        """Tell whether a stem is one of these words."""
        return stem in self._known

    def _read(self, chunk: str) -> list[str]:
        """Take the words of a chunk between spaces, as they are or in the script that makes sense of them."""
        typed = self._parted(chunk)
        if not re.search("[a-z]", chunk.lower()) or any(map(self._familiar, typed)):
            return typed
        for words in (self._parted(other_layout(chunk)), self._parted(by_sound(chunk))):
            if any(self._familiar(word) or self._corrects(word) for word in words):
                return words
        return typed

    def _familiar(self, word: str) -> bool:
        return word in STOP or self.knows(_stem(word))

    def _corrects(self, word: str) -> bool:
        return self.knows(self._nearest(_stem(word)))

    def _nearest(self, stem: str) -> str:
        if self.knows(stem) or len(stem) < _SHORTEST:
            return stem
        return next(iter(difflib.get_close_matches(stem, self._own, 1, _LIKENESS)), stem)

    def _parted(self, text: str) -> list[str]:
        return [part for word in _words(text) for part in self._apart(word)]

    def _apart(self, word: str) -> list[str]:
        """Take a word that is several, run together, apart; strangers only beside a long known one."""
        if self._familiar(word) or len(word) < _RUN:
            return [word]
        strange, spans = self._spans(word)
        if strange and (not any(end - start >= _LONG for start, end in spans) or self._corrects(word)):
            return [word]
        bounds = sorted({0, len(word), *(place for span in spans for place in span)})
        return [word[start:end] for start, end in pairwise(bounds)]

    def _spans(self, word: str) -> tuple[int, list[tuple[int, int]]]:
        """Find the known words that leave the fewest letters over, and how many; of such the fewest words."""
        best: dict[int, tuple[int, list[tuple[int, int]]]] = {0: (0, [])}
        for start in range(len(word)):
            strange, spans = best[start]
            reached = [(end, (strange, [*spans, (start, end)])) for end in self._ends(word, start)]
            for end, way in [(start + 1, (strange + 1, spans)), *reached]:
                best[end] = min(best.get(end, way), way, key=lambda way: (way[0], len(way[1])))
        return best[len(word)]

    def _ends(self, word: str, start: int) -> Iterator[int]:
        """Find where the words end, known or stop words, that begin here."""
        for stem in (stem for stem in self._beginning.get(word[start], ()) if word.startswith(stem, start)):
            shortest = start + max(len(stem), _PART)
            for end in range(shortest, min(start + len(stem) + _ENDING, len(word)) + 1):
                if _stem(word[start:end]) == stem:
                    yield end
        yield from (start + len(stop) for stop in STOP if len(stop) > 1 and word.startswith(stop, start))


def _words(text: str) -> list[str]:
    return re.findall(r"[а-яa-z0-9]+", text.lower().replace("ё", "е"))


@lru_cache(maxsize=10_000)
def _stem(word: str) -> str:
    return str(RussianStemmer().stemWord(word))
