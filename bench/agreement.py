"""Whether all engines have made the same book: ten pages, and the same words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pymupdf

from bench.book import ADDRESS, PAGES, Book, book
from functions.issue.press.blocks import Field, Paragraph, Section, Table


def problems(documents: Mapping[str, bytes]) -> list[str]:
    """Say which engine has left something out, or has put something in; all made the book of round 0."""
    made, found = book(0), list[str]()
    body = _words(_body(made))
    repeated = _words([*_heads(made), *made.foot, "Страница из (продолжение)", *map(str, range(PAGES + 1))])
    for engine, pdf in documents.items():
        with pymupdf.open("pdf", pdf) as document:
            pages = [page.get_text() for page in document]
        seen = _words(pages)
        lost, added = body - seen, {*(seen - body)} - {*repeated}
        if len(pages) != PAGES:
            found.append(f"{engine}: {len(pages)} pages")
        if lost or added:
            found.append(f"{engine}: lost {sorted(lost)}, added {sorted(added)}")
    return found


def _words(texts: Iterable[str]) -> Counter[str]:
    """Count words; the address of the check is left out, since it breaks where an engine likes."""
    words = (word for text in texts for word in text.split())
    return Counter(word for word in words if word not in ADDRESS)


def _body(made: Book) -> Iterator[str]:
    yield from (made.title, made.subtitle, made.version.person.full_name, made.invitation, made.instruction)
    for label, value in made.fields:
        yield from (label, value)
    for section in made.sections:
        yield section.title
        yield from _said(section)


def _said(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Field():
                yield from (block.label, block.value)
            case Paragraph():
                yield block.text
            case Table():
                yield from (column.head for column in block.columns)
                yield from (text for row in block.rows for cell in row for text, _ in cell)


def _heads(made: Book) -> Iterator[str]:
    for section in made.sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Table):
                yield from (column.head for column in block.columns)
