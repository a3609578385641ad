"""The last look before the signature: the document says what it was to say.

What this cannot see is how the pages look: that is tested with the press, not with every document.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pymupdf

from functions.issue.press.flow import page_number
from functions.issue.press.reading import Reading, UnreadableError, dense, opened, read, scanned
from functions.issue.press.typography import plain
from functions.issue.spelling import day, snils
from functions.issue.title_page import CODE_AREA
from shared.domain.entries import Entry
from shared.domain.texts import text, texts
from shared.domain.version import Version

Fact = tuple[str, str]
FactRow = tuple[str, tuple[str, ...]]


class UnassuredError(ValueError):
    """The document does not say what is to be signed; nothing may be signed. Names fields, quotes none."""


def assure(pdf: bytes, version: Version, code: str, address: str) -> None:
    """Require that a book says all of its version, on each page where to check it, and shows its code."""
    with _whole(pdf) as document:
        missing = [*_missing(read(document), _facts(version), ("address", address), _rows(version))]
        if scanned(document[0], CODE_AREA) != [code]:
            missing.append("code")
    _require_nothing(missing)


def require_said(pdf: bytes, facts: Iterable[Fact], everywhere: Fact, rows: Iterable[FactRow] = ()) -> None:
    """Require that a document says these facts, these rows, and on each page what is `everywhere`."""
    with _whole(pdf) as document:
        missing = [*_missing(read(document), facts, everywhere, rows)]
    _require_nothing(missing)


@contextmanager
def _whole(pdf: bytes) -> Iterator[pymupdf.Document]:
    try:
        with opened(pdf) as document:
            yield document
    except UnreadableError as unreadable:
        raise UnassuredError(str(unreadable)) from unreadable


def _missing(
    reading: Reading, facts: Iterable[Fact], everywhere: Fact, rows: Iterable[FactRow]
) -> Iterator[str]:
    """Name what is not said, and pages that lack their number."""
    said, count = "\n".join(reading.elements), len(reading.pages)
    yield from (name for name, value in facts if _dense(value) not in said)
    for place, page in enumerate(reading.pages, start=1):
        wanted = (everywhere, ("page", page_number(place, count)))
        yield from (name for name, value in wanted if _dense(value) not in page)
    yield from _unlisted(reading, rows)


def _unlisted(reading: Reading, rows: Iterable[FactRow]) -> Iterator[str]:
    """Name what has no row of its own."""
    left = ["\n".join(row) for row in reading.rows]
    for name, values in rows:
        wanted = [_dense(value) for value in values]
        found = next((row for row in left if all(value in row for value in wanted)), None)
        if found is None:
            yield name
        else:
            left.remove(found)


def _require_nothing(missing: list[str]) -> None:
    if missing:
        raise UnassuredError(", ".join(dict.fromkeys(missing)))


def _facts(version: Version) -> Iterator[Fact]:
    """Name what a book must say."""
    person = version.person
    yield "book number", version.book_number
    yield "version", f"версия {version.number}"
    yield "name", person.full_name
    yield "birth date", day(person.birth_date)
    yield "snils", snils(person.snils)
    yield "category", version.category_title
    yield "occupation", version.occupation or ""
    yield "employer", version.employer
    yield "issued on", day(version.issued_on)
    yield "valid until", day(version.valid_until)


def _rows(version: Version) -> Iterator[FactRow]:
    """Name what must stand in a row of its own: each rule's answer, and all that a clinic has filed."""
    for place, ruling in enumerate(version.judgement.rulings):
        until = (day(ruling.until),) if ruling.met and ruling.until else ()
        yield f"rule {place}", (text("rules", ruling.rule, infection=ruling.infection), *until)
    for place, entry in enumerate(version.entries):
        yield f"entry {place}", tuple(filter(None, _filed(entry)))


def _filed(entry: Entry) -> Iterator[str | None]:
    yield day(entry.date)
    yield day(entry.valid_until)
    yield entry.title or (None if entry.restriction else texts("entry_kinds")[entry.kind])
    yield entry.code
    yield texts("infections")[entry.infection] if entry.infection else None
    yield texts("restrictions")[entry.restriction] if entry.restriction else None
    yield entry.vaccine
    yield entry.series
    yield text("entry_details", "dose", value=entry.dose) if entry.dose else None
    yield texts("fitness")[entry.fitness] if entry.fitness else None
    yield entry.result
    yield entry.clinic
    yield entry.doctor


def _dense(value: str) -> str:
    return dense(plain(value))
