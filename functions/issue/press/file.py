"""A PDF file in the making (ISO 32000-1): numbered objects, and at the end the table that finds them.

Streams are written as they come. All other objects are packed into one compressed stream, as PDF allows
since 1.5: the hundreds of small ones that make a document accessible then cost next to nothing.
"""

import struct
import zlib
from collections.abc import Iterable
from copy import deepcopy
from typing import Self

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FREE, _PLAIN, _PACKED = range(3)
_ENTRY = struct.Struct(">BIH")  # what is in the table of each object: its kind, and where it is
_FIRST = _ENTRY.pack(_FREE, 0, 0xFFFF)


class File:
    """The objects so far; their numbers count from 1."""

    def __init__(self) -> None:
        self._written = bytearray(_HEADER)
        self._table = [_FIRST]
        self._packed: list[tuple[int, str]] = []

    def copy(self) -> Self:
        """Begin another file with the same objects."""
        return deepcopy(self)

    def reserve(self) -> int:
        """Give a number to an object that is still to come."""
        self._table.append(b"")
        return len(self._table) - 1

    def put(self, number: int, body: str) -> None:
        """Write an object that has a number."""
        self._packed.append((number, body))

    def add(self, body: str) -> int:
        """Write an object."""
        number = self.reserve()
        self.put(number, body)
        return number

    def stream(self, content: bytes, entries: str = "", number: int | None = None) -> int:
        """Write a stream as it is, with more entries for its dictionary."""
        number = self.reserve() if number is None else number
        self._table[number] = _ENTRY.pack(_PLAIN, len(self._written), 0)
        self._written += b"%d 0 obj\n<<%b/Length %d>>stream\n" % (number, entries.encode(), len(content))
        self._written += content
        self._written += b"\nendstream\nendobj\n"
        return number

    def deflated(self, content: bytes, entries: str = "", level: int = -1) -> int:
        """Write a stream compressed."""
        return self.stream(zlib.compress(content, level), f"{entries}/Filter/FlateDecode")

    def close(self, catalog: int, identifier: str) -> bytes:
        """Write what is packed and the table; `identifier` is in hex. Give the whole file."""
        self._pack()
        number, start = self.reserve(), len(self._written)
        self._table[number] = _ENTRY.pack(_PLAIN, start, 0)
        self.stream(
            zlib.compress(b"".join(self._table)),
            f"/Type/XRef/Size {len(self._table)}/W[1 4 2]/Root {catalog} 0 R"
            f"/ID[<{identifier}><{identifier}>]/Filter/FlateDecode",
            number,
        )
        self._written += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self._written)

    def _pack(self) -> None:
        """Write the packed objects, those with low numbers first: readers ask for them first."""
        holder, heads, bodies, place = self.reserve(), list[str](), list[str](), 0
        for index, (number, body) in enumerate(sorted(self._packed)):
            self._table[number] = _ENTRY.pack(_PACKED, holder, index)
            heads.append(f"{number} {place}")
            bodies.append(body)
            place += len(body) + 1
        head = " ".join(heads) + "\n"
        content = (head + "\n".join(bodies)).encode("ascii")
        entries = f"/Type/ObjStm/N {len(bodies)}/First {len(head)}/Filter/FlateDecode"
        self.stream(zlib.compress(content), entries, holder)


def references(numbers: Iterable[int]) -> str:
    """Write references to objects, as an array holds them."""
    return " ".join([f"{number} 0 R" for number in numbers])


def said(text: str) -> str:
    """Write a text as a string of PDF."""
    return f"<feff{text.encode('utf-16-be').hex()}>"
