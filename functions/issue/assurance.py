"""The last look before the signature: the document says what the version says.

What this cannot see is the picture: that the code scans and the pages look right is tested
with the renderer, not with every document.
"""

from collections.abc import Iterator

import pymupdf

from functions.issue.contents import day, snils
from functions.issue.rendering import check_address
from functions.issue.typography import plain
from shared.domain.book import Version


class UnassuredError(ValueError):
    """The document does not say what is to be signed; nothing may be signed. Names fields, quotes none."""


def assure(pdf: bytes, version: Version, check_url: str) -> None:
    """Open the document, read it back, and compare; raise `UnassuredError` if anything is missing.

    Blanks do not count: lines and cells break where the layout wants.
    """
    try:
        with pymupdf.open("pdf", pdf) as document:
            pages = [_dense(page.get_text()) for page in document]
            damaged = document.is_repaired
    except (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase) as unreadable:
        raise UnassuredError("unreadable") from unreadable
    if damaged or not pages:
        raise UnassuredError("damaged")
    _compare(pages, version, check_address(version, check_url))


def _compare(pages: list[str], version: Version, address: str) -> None:
    text = "".join(pages)
    missing = [name for name, value in _facts(version).items() if _dense(value) not in text]
    missing += [name for name, value in _passages(version) if not _says(text, value)]
    if any(_dense(address) not in page for page in pages):
        missing.append("address")
    if missing:
        raise UnassuredError(", ".join(missing))


def _facts(version: Version) -> dict[str, str]:
    """Name what stands on the cover or in one line."""
    person = version.person
    return {
        "book number": version.book_number,
        "version": f"версия {version.number}",
        "name": person.full_name,
        "birth date": day(person.birth_date),
        "snils": snils(person.snils),
        "category": version.category,
        "issued on": day(version.issued_on),
        "valid until": day(version.valid_until),
    }


def _passages(version: Version) -> Iterator[tuple[str, str]]:
    """Name what may be so long that it goes on overleaf."""
    yield "employer", version.employer
    yield "occupation", version.occupation or ""
    for place, entry in enumerate(version.entries):
        said = (entry.title, entry.result, day(entry.date), day(entry.valid_until), entry.clinic, entry.doctor)
        for value in filter(None, said):
            yield f"entry {place}", value


def _says(text: str, passage: str) -> bool:
    """Find a passage in one piece or, if a page's foot and the next head interrupt it, word by word."""
    words = plain(passage).split()
    return "".join(words) in text or all(
        any(word[:cut] in text and word[cut:] in text for cut in range(len(word), 0, -1)) for word in words
    )


def _dense(text: str) -> str:
    return "".join(plain(text).split())
