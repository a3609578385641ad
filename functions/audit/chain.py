"""The hash chain: each line names the one before it, and a signed root the end of it on its day (sec-08)."""

import json
from collections.abc import Iterable, Iterator
from typing import Self

from pydantic import ValidationError

from shared.domain.audit import Record
from shared.domain.chain import GENESIS, link
from shared.domain.model import Model
from shared.domain.personal import IsoDate


class Broken(Exception):
    """The chain does not hold; `number` is that of the first bad record."""

    def __init__(self, number: int, fault: str) -> None:
        super().__init__(f"record {number} {fault}")
        self.number = number


class Line(Model):
    """A record at its place; numbers count from 1, `hash` is a SHA-256 in hex over all the rest."""

    number: int
    previous: str
    record: Record
    hash: str

    @classmethod
    def after(cls, number: int, previous: str, record: Record) -> Self:
        """Append a record to line `number` with the hash `previous`."""
        return cls(
            number=number + 1, previous=previous, record=record, hash=_hash(number + 1, previous, record)
        )

    @property
    def genuine(self) -> bool:
        """Tell whether the line still says what was hashed."""
        return self.hash == _hash(self.number, self.previous, self.record)


class Root(Model):
    """What is signed: the chain as it stood on a day, and the root before this one by its SHA-256 in hex."""

    day: IsoDate
    segments: int
    records: int
    hash: str
    previous: str | None

    @property
    def signed_text(self) -> bytes:
        """The bytes under the signature."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()


class SignedRoot(Model):
    """A root with its signature: ECDSA on P-256 with SHA-256, DER, in base 64."""

    root: Root
    signature: str


def written(lines: Iterable[Line]) -> bytes:
    """Write lines as JSON Lines."""
    return b"".join(line.model_dump_json().encode() + b"\n" for line in lines)


def read(data: bytes, number: int = 0) -> Iterator[Line]:
    """Read lines; raises `Broken` at one that cannot be read, counted from `number`."""
    for place, text in enumerate(data.splitlines(), start=number + 1):
        try:
            yield Line.model_validate_json(text)
        except ValidationError:
            raise Broken(place, "cannot be read") from None


def walked(lines: Iterable[Line]) -> Iterator[Line]:
    """Follow the chain from its beginning; raises `Broken` at the first bad record."""
    number, previous = 0, GENESIS
    for line in lines:
        if line.number != number + 1:
            raise Broken(number + 1, f"is missing: record {line.number} stands in its place")
        if not line.genuine:
            raise Broken(line.number, "was altered")
        if line.previous != previous:
            raise Broken(number, f"was replaced: record {line.number} was written after another one")
        number, previous = line.number, line.hash
        yield line


def _hash(number: int, previous: str, record: Record) -> str:
    return link(number, previous, record.model_dump(mode="json"))
