"""The last look before the signature: the document says what the version says.

What this cannot see is the picture: that the code scans and the pages look right is tested
with the renderer, not with every document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pymupdf

from functions.issue.contents import day, snils
from functions.issue.rendering import check_address
from functions.issue.typography import FOOTER, HEAD, plain
from shared.domain.version import Version


class UnassuredError(ValueError):
    """The document does not say what is to be signed; nothing may be signed. Names fields, quotes none."""


def assure(pdf: bytes, version: Version, check_url: str) -> None:
    """Require that a book says everything of its version, and on each page where to check it."""
    require_said(pdf, _facts(version), "address", check_address(version, check_url))


def require_said(pdf: bytes, facts: Iterable[tuple[str, str]], mark: str, everywhere: str) -> None:
    """Open the document, read it back, and compare; raise `UnassuredError` if anything is missing.

    `everywhere` must stand on every page, and goes by the name `mark`. Blanks do not count: lines break
    where the layout wants.
    """
    try:
        with pymupdf.open("pdf", pdf) as document:
            runs = [list(_runs(page)) for page in document]
            damaged = document.is_repaired
    except (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase) as unreadable:
        raise UnassuredError("unreadable") from unreadable
    if damaged or not runs:
        raise UnassuredError("damaged")
    text, repeated = _text(runs), _dense(everywhere)
    missing = [name for name, value in facts if _dense(value) not in text]
    if any(repeated not in "".join(run.text for run in page) for page in runs):
        missing.append(mark)
    if missing:
        raise UnassuredError(", ".join(dict.fromkeys(missing)))


class Run(NamedTuple):
    """A stretch of text, how far from the left it begins, and whether it stands at the foot of the page."""

    left: int
    text: str
    foot: bool


def _runs(page: pymupdf.Page) -> Iterator[Run]:
    """Read a page's runs of text, and where from the left each begins, but not the heads of tables."""
    for span in page.get_texttrace():
        if not ("Bold" in span["font"] and round(span["size"], 1) == HEAD.size):
            (_, _, origin, _), *_ = characters = span["chars"]
            said = _dense("".join(chr(code) for code, *_ in characters))
            yield Run(round(origin[0]), said, foot=round(span["size"], 1) == FOOTER.size)


def _text(pages: list[list[Run]]) -> str:
    """Join the runs column by column, so that a cell is in one piece even where it goes on overleaf."""
    columns: defaultdict[int, str] = defaultdict(str)
    for page in pages:
        for run in page:
            columns[run.left] += "" if run.foot else run.text
    return "\n".join(columns.values())


def _facts(version: Version) -> Iterator[tuple[str, str]]:
    """Name what the document must say; for an entry, all that a clinic filed."""
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
    for place, entry in enumerate(version.entries):
        said = (
            entry.what,
            entry.outcome,
            day(entry.date),
            day(entry.valid_until),
            entry.clinic,
            entry.doctor,
        )
        yield from ((f"entry {place}", value) for value in said if value)


def _dense(text: str) -> str:
    return "".join(plain(text).split())
