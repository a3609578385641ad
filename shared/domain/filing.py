"""Entries in the order in which they were filed: append-only, each linked to the one before it (bok-07)."""

from collections.abc import Iterable
from typing import Self

from shared.domain.chain import GENESIS, link
from shared.domain.entries import Entry
from shared.domain.model import Model, Moment


class ChainBroken(Exception):
    """An entry is missing, was changed, or stands in another's place; `number` is of the first bad one."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number} is not what was filed")
        self.number = number


class Filed(Model):
    """An entry in its place; numbers count from 1, and the id is the number.

    `clinic_code` is of the clinic that filed it, None where a registry or a certificate said it.
    """

    number: int
    entry: Entry
    clinic_code: str | None = None
    filed_at: Moment
    corrects: str | None = None
    previous: str
    hash: str

    @classmethod
    def after(cls, number: int, previous: str, **said: object) -> Self:
        """Append to entry `number` with the hash `previous`."""
        unlinked = cls.model_validate({"number": number + 1, "previous": previous, "hash": "", **said})
        return unlinked.model_copy(update={"hash": unlinked.expected})

    @property
    def id(self) -> str:
        """Its name."""
        return f"{self.number:06}"

    @property
    def expected(self) -> str:
        """The hash that it must have."""
        content = self.model_dump(mode="json", exclude={"number", "previous", "hash"})
        return link(self.number, self.previous, content)


def chained(entries: Iterable[Entry], **said: object) -> tuple[Filed, ...]:
    """Begin a chain with entries that were known before the book was."""
    filed: list[Filed] = []
    for place, entry in enumerate(entries):
        previous = filed[-1].hash if filed else GENESIS
        filed.append(Filed.after(place, previous, entry=entry, **said))
    return tuple(filed)


def require_whole(filed: Iterable[Filed]) -> tuple[Filed, ...]:
    """Follow the chain from its beginning; raises `ChainBroken` at the first bad entry."""
    known = tuple(filed)
    previous = GENESIS
    for number, each in enumerate(known, start=1):
        if each.number != number or each.previous != previous or each.hash != each.expected:
            raise ChainBroken(number)
        previous = each.hash
    return known


def in_force(filed: Iterable[Filed]) -> tuple[Entry, ...]:
    """Take the entries that no later one corrects."""
    known = tuple(filed)
    corrected = {each.corrects for each in known}
    return tuple(each.entry for each in known if each.id not in corrected)
