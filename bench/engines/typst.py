"""Typst: one compiler with the fonts loaded, one template that is parsed once, the book as its input."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

import segno
import typst

from bench.book import FONTS, Book
from bench.styles import kind
from functions.issue.press.blocks import Block, Field, Paragraph, Table

_FOLDER = Path(mkdtemp())


@cache
def _compiler() -> typst.Compiler:
    (_FOLDER / "book.typ").write_bytes(Path(__file__).with_suffix(".typ").read_bytes())
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(_FOLDER / "book.typ", root=_FOLDER, font_paths=fonts)


def render(book: Book) -> bytes:
    """Make the document: PDF/A-2u and tagged, as ours is."""
    photo = _FOLDER / "photo.jpg"
    if not photo.exists():
        photo.write_bytes(book.photo)
    code = BytesIO()
    segno.make_qr(book.code, error="m", mask=3).save(code, kind="svg", border=0, omitsize=True)
    name, note = book.foot
    said = {
        "title": book.title,
        "subtitle": book.subtitle,
        "name": book.version.person.full_name,
        "fields": book.fields,
        "invitation": book.invitation,
        "instruction": book.instruction,
        "code": code.getvalue().decode(),
        "foot": {"name": name, "note": note},
        "sections": [
            {"title": each.title, "blocks": list(map(_block, each.blocks))} for each in book.sections
        ],
    }
    compiled = _compiler().compile(
        format="pdf",
        pdf_standards=["a-2u"],
        timestamp=int(book.version.prepared_at.timestamp()),
        sys_inputs={"book": json.dumps(said, ensure_ascii=False)},
    )
    return cast("bytes", compiled)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Field():
            return {"kind": "field", "label": block.label, "value": block.value, "style": kind(block.style)}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "style": kind(block.style)}
        case Table():
            return {
                "kind": "table",
                "columns": [{"head": each.head, "share": each.share} for each in block.columns],
                "rows": [
                    [[(text, kind(style)) for text, style in cell] for cell in row] for row in block.rows
                ],
            }
    raise TypeError("a book has no such block")
