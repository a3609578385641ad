"""What holders think of a clinic, and how long its results took (cln-06)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field

from shared.domain.entries import Entry, EntryKind
from shared.domain.model import Model, Moment

LONGEST_WAIT = 99

Score = Annotated[int, Field(ge=1, le=5)]


class Rating(Model):
    """One holder's opinion of one clinic; a later one replaces it."""

    service: Score
    speed: Score
    rated_at: Moment
    revision: int = 1


class Standing(Model):
    """All opinions of a clinic: how many, and the sums of their scores."""

    impersonal = True

    count: int = 0
    service: int = 0
    speed: int = 0
    revision: int = 0

    def rated(self, rating: Rating, former: Rating | None) -> Self:
        """Take an opinion in, in the place of the holder's former one."""
        return self.model_copy(
            update={
                "count": self.count + (former is None),
                "service": self.service + rating.service - (former.service if former else 0),
                "speed": self.speed + rating.speed - (former.speed if former else 0),
                "revision": self.revision + 1,
            }
        )


def examined_at(code: str, entries: Iterable[Entry]) -> bool:
    """Tell whether one of the entries is an examination that this clinic has filed."""
    return any(entry.kind is EntryKind.EXAMINATION and entry.clinic_code == code for entry in entries)


def waits(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Measure the days from each examination to its filing, where they are known; gives clinics' codes."""
    for entry in entries:
        if entry.kind is EntryKind.EXAMINATION and entry.clinic_code and entry.filed_on:
            yield entry.clinic_code, min(max((entry.filed_on - entry.date).days, 0), LONGEST_WAIT)


def median(counts: Mapping[int, int]) -> int | None:
    """Find the (lower) middle one of values that are counted; None of none."""
    middle, passed = (sum(counts.values()) + 1) // 2, 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= middle:
            return value
    return None
