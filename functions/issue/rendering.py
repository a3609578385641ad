"""From a version to the bytes of its document (iss-03, iss-07)."""

import pymupdf

from functions.issue import archive, structure
from functions.issue.contents import write_person, write_sections
from functions.issue.cover import PHOTO, PHOTO_HEIGHT, PHOTO_WIDTH, draw_cover, draw_foot
from functions.issue.flow import Flow
from functions.issue.sheet import HEIGHT, WIDTH, Sheet
from functions.issue.typography import BOLD, REGULAR
from shared.domain.book import Version

_PHOTO_DPI = 300


def check_address(version: Version, check_url: str) -> str:
    """Name the address that the code carries, and at which anybody can check the book."""
    return f"{check_url}/{version.token}"


def render(version: Version, photo: bytes, check_url: str) -> bytes:
    """Make the document, ready to be signed; the same input gives the same bytes.

    `photo` is a JPEG or PNG; `check_url` has no slash at its end.
    Raise `UnprintableError` if the typeface lacks a character of the data.
    """
    flow = _compose(version, check_address(version, check_url))
    with pymupdf.open() as document:
        for _ in flow.sheets:
            document.new_page(width=WIDTH, height=HEIGHT)
        _fill(document, flow.sheets, _add_resources(document[0], _portrait(photo)))
        structure.write(document, flow.root, [sheet.owners for sheet in flow.sheets])
        document.subset_fonts()
        _name_glyphs(document)
        archive.describe(document, version)
        return bytes(document.tobytes(no_new_id=True, garbage=1, deflate=True, deflate_fonts=True))


def _compose(version: Version, address: str) -> Flow:
    flow = Flow()
    draw_cover(flow, version, address)
    flow.turn()
    write_person(flow, version)
    write_sections(flow, version)
    for sheet in flow.sheets:
        draw_foot(sheet, version, len(flow.sheets), address)
    return flow


def _add_resources(page: pymupdf.Page, photo: bytes) -> int:
    """Add the faces and the photo; say where the dictionary is that names them."""
    for face in (REGULAR, BOLD):
        page.insert_font(fontname=face.name, fontfile=str(face.file))
    image = page.insert_image(page.rect, stream=photo)
    resources = int(page.parent.xref_get_key(page.xref, "Resources")[1].split()[0])
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


def _portrait(photo: bytes) -> bytes:
    """Redraw the photo as a JPEG of 3 × 4 cm at 300 dpi: upright, on white, cut to the frame.

    Its metadata stay behind: they may tell where and with what it was taken.
    """
    with pymupdf.open(stream=photo) as picture:
        page = picture[0]
        width = min(page.rect.width, page.rect.height * PHOTO_WIDTH / PHOTO_HEIGHT)
        height = width * PHOTO_HEIGHT / PHOTO_WIDTH
        x, y = (page.rect.width - width) / 2, (page.rect.height - height) / 2
        scale = PHOTO_WIDTH / 72 * _PHOTO_DPI / width
        pixels = page.get_pixmap(
            matrix=pymupdf.Matrix(scale, scale), clip=(x, y, x + width, y + height), alpha=False
        )
        return bytes(pixels.tobytes("jpeg", jpg_quality=90))


def _name_glyphs(document: pymupdf.Document) -> None:
    """Say that glyphs are numbered as in the font file: PDF/A wants it said, and MuPDF does not say it."""
    for font, *_ in document.get_page_fonts(0):
        descendant = int(document.xref_get_key(font, "DescendantFonts")[1].strip("[]").split()[0])
        document.xref_set_key(descendant, "CIDToGIDMap", "/Identity")
