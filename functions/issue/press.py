"""From what is drawn on sheets to the bytes of a document, ready to be signed (iss-03, iss-07)."""

import pymupdf

from functions.issue import archive, structure
from functions.issue.archive import Imprint
from functions.issue.cover import PHOTO
from functions.issue.flow import Flow
from functions.issue.sheet import HEIGHT, WIDTH, Sheet
from functions.issue.typography import BOLD, REGULAR


def printed(flow: Flow, imprint: Imprint, photo: bytes | None = None) -> bytes:
    """Make a PDF of the sheets; the same input gives the same bytes.

    `photo` is a JPEG, for the sheets that show one.
    """
    with pymupdf.open() as document:
        for _ in flow.sheets:
            document.new_page(width=WIDTH, height=HEIGHT)
        _fill(document, flow.sheets, _add_resources(document[0], photo))
        structure.write(document, flow.root, [sheet.owners for sheet in flow.sheets])
        document.subset_fonts()
        _name_glyphs(document)
        archive.describe(document, imprint)
        return bytes(document.tobytes(no_new_id=True, garbage=1, deflate=True, deflate_fonts=True))


def _add_resources(page: pymupdf.Page, photo: bytes | None) -> int:
    """Add the faces and the photo; say where the dictionary is that names them."""
    for face in (REGULAR, BOLD):
        page.insert_font(fontname=face.name, fontfile=str(face.file))
    image = page.insert_image(page.rect, stream=photo) if photo else None
    resources = int(page.parent.xref_get_key(page.xref, "Resources")[1].split()[0])
    if image:
        page.parent.xref_set_key(resources, "XObject", f"<</{PHOTO} {image} 0 R>>")
    return resources


def _fill(document: pymupdf.Document, sheets: list[Sheet], resources: int) -> None:
    """Put the contents on the pages, which share their resources."""
    for sheet in sheets:
        page, content = document.page_xref(sheet.index), document.get_new_xref()
        document.update_object(content, "<<>>")
        document.update_stream(content, sheet.content)
        entries = {
            "Resources": f"{resources} 0 R",
            "Contents": f"{content} 0 R",
            "StructParents": str(sheet.index),
            "Tabs": "/S",
        }
        for key, value in entries.items():
            document.xref_set_key(page, key, value)


def _name_glyphs(document: pymupdf.Document) -> None:
    """Say that glyphs are numbered as in the font file: PDF/A wants it said, and MuPDF does not say it."""
    for font, *_ in document.get_page_fonts(0):
        descendant = int(document.xref_get_key(font, "DescendantFonts")[1].strip("[]").split()[0])
        document.xref_set_key(descendant, "CIDToGIDMap", "/Identity")
