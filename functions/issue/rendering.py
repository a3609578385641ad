"""From a version of a book to the bytes of its document (iss-03, iss-07)."""

import pymupdf

from functions.issue.archive import Imprint
from functions.issue.contents import write_person, write_sections
from functions.issue.cover import NOTE, PHOTO_HEIGHT, PHOTO_WIDTH, draw_cover, draw_foot
from functions.issue.flow import Flow
from functions.issue.press import printed
from shared.domain.version import Version

_PHOTO_DPI = 300


def check_address(version: Version, check_url: str) -> str:
    """Name the address that the code carries, and at which anybody can check the book."""
    return f"{check_url}/{version.token}"


def render(version: Version, photo: bytes, check_url: str) -> bytes:
    """Make the document, ready to be signed; the same input gives the same bytes.

    `photo` is a JPEG or PNG; `check_url` has no slash at its end.
    Raise `UnprintableError` if the typeface lacks a character of the data.
    """
    imprint = Imprint(
        title=f"Электронная личная медицинская книжка № {version.book_number}, версия {version.number}",
        moment=version.prepared_at,
        source=version.model_dump_json(),
    )
    return printed(_compose(version, check_address(version, check_url)), imprint, _portrait(photo))


def _compose(version: Version, address: str) -> Flow:
    flow = Flow()
    draw_cover(flow, version, address)
    flow.turn()
    write_person(flow, version)
    write_sections(flow, version)
    name = f"Книжка №\xa0{version.book_number} · версия\xa0{version.number}"
    for sheet in flow.sheets:
        draw_foot(sheet, name, len(flow.sheets), NOTE.format(address=address))
    return flow


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
