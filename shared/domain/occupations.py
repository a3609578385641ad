"""«Кому нужна»: what people call their work, and the category that it belongs to (cat-17)."""

from collections.abc import Iterable
from functools import cache

from shared.domain.professions import CATEGORIES, Category
from shared.domain.words import Vocabulary, stems


def categories_of(profession: str) -> list[Category]:
    """Find the categories of a profession that is named in free words; none is an answer too (cat-17)."""
    named = _vocabulary().corrected(stems(profession))
    closeness = {category.code: _closeness(named, category) for category in CATEGORIES.values()}
    best = max(closeness.values(), default=0.0)
    return [CATEGORIES[code] for code, value in closeness.items() if value and value == best]


def _closeness(named: list[str], category: Category) -> float:
    return max(_overlap(set(named), set(stems(occupation))) for occupation in category.occupations)


def _overlap(named: set[str], known: set[str]) -> float:
    """Measure how much two names share, from 0 to 1; an occupation counts only if all its words are named."""
    return len(known) / len(named) if known <= named else 0.0


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(_occupations())


def _occupations() -> Iterable[str]:
    return (occupation for category in CATEGORIES.values() for occupation in category.occupations)
