"""How a finished document is read back: its text by its structure, its code as a camera sees it.

Nothing of it trusts what has made the file: MuPDF opens and draws it, and the letters come from the map that
the file carries for others.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

import pymupdf
import zxingcpp

Area = tuple[float, float, float, float]

_MARKED = re.compile(rb"/(\w+)(?:<</MCID (\d+)>>BDC| BMC)(.*?)EMC", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_PAIRS = re.compile(r"<([0-9a-f]{4})><([0-9a-f]{4})>")
_OWNERS = re.compile(r"\[([^\[\]]*)\]")
_CELL = b"TD"
_UNKNOWN = "\ufffd"
_PIXELS = 2.0  # to a point, which makes four to a module of the code


class UnreadableError(ValueError):
    """It is no document, or a damaged one."""


class Reading(NamedTuple):
    """What a document says, without its blanks: lines break where the layout wants.

    `pages` have all that is printed on each; `elements` what belongs to each part of the text, be it a
    paragraph or a cell, in one piece even where it goes on overleaf; `rows` the cells of each row.
    """

    pages: tuple[str, ...]
    elements: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Letters(dict[int, str]):
    """Which letter each glyph stands for."""

    def __missing__(self, glyph: int) -> str:
        return _UNKNOWN


@contextmanager
def opened(pdf: bytes) -> Iterator[pymupdf.Document]:
    """Open a document that is whole; raise `UnreadableError` for any other."""
    try:
        with pymupdf.open("pdf", pdf) as document:
            if document.is_repaired or not document.page_count:
                raise UnreadableError("damaged")
            yield document
    except (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase) as error:
        raise UnreadableError("unreadable") from error


def read(document: pymupdf.Document) -> Reading:
    """Read the text of every page, and whose it is."""
    catalog = document.pdf_catalog()
    letters = _letters(_stream(document, catalog, "Pages/Resources/Font/R/ToUnicode"))
    parents = document.xref_get_key(catalog, "StructTreeRoot/ParentTree/Nums")[1]
    owners = [owned.replace(" 0 R", "").split() for owned in _OWNERS.findall(parents[1:-1])]
    if len(owners) != document.page_count:
        raise UnreadableError("damaged")
    pages, elements, cells = list[str](), defaultdict[str, str](str), dict[str, None]()
    for number, names in enumerate(owners):
        content = _stream(document, document.page_xref(number), "Contents")
        said = list(_said(content, names, letters))
        pages.append("".join([text for _, _, text in said]))
        for role, owner, text in said:
            elements[owner] += text
            if role == _CELL:
                cells[owner] = None
    elements.pop("", None)
    rows = defaultdict[str, list[str]](list)
    for cell in cells:
        rows[document.xref_get_key(int(cell), "P")[1]].append(elements[cell])
    return Reading(tuple(pages), tuple(elements.values()), tuple(map(tuple, rows.values())))


def _said(content: bytes, owners: list[str], letters: Mapping[int, str]) -> Iterator[tuple[bytes, str, str]]:
    """Walk the marked pieces of a page: role, owner and text; what is no part of the text has no owner."""
    for role, mark, operators in _MARKED.findall(content):
        codes = b"".join(_SHOWN.findall(operators))
        if b"\\" in codes:
            codes = _ESCAPED.sub(_unescaped, codes)
        text = dense(codes.decode("utf-16-be").translate(letters))
        yield role, owners[int(mark)] if mark else "", text


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return b"\r" if escape[1] == b"r" else escape[1]


@lru_cache(maxsize=1)
def _letters(listed: bytes) -> Mapping[int, str]:
    return _Letters(
        {int(glyph, 16): chr(int(letter, 16)) for glyph, letter in _PAIRS.findall(listed.decode())}
    )


def _stream(document: pymupdf.Document, place: int, key: str) -> bytes:
    return bytes(document.xref_stream(int(document.xref_get_key(place, key)[1].split()[0])))


def scanned(page: pymupdf.Page, area: Area) -> list[str]:
    """Photograph a part of a page, and decode the codes there."""
    pixels = page.get_pixmap(
        matrix=pymupdf.Matrix(_PIXELS, _PIXELS), clip=area, colorspace=pymupdf.csGRAY, alpha=False
    )
    samples = pixels.samples  # the view below only borrows them
    picture = zxingcpp.ImageView(samples, pixels.width, pixels.height, zxingcpp.ImageFormat.Lum)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def dense(text: str) -> str:
    """Leave the blanks out."""
    return "".join(text.split())
