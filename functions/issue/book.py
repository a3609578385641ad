"""From a version of a book to the bytes of its document (iss-03, iss-07)."""

from functions.issue.contents import contents
from functions.issue.press.flow import Flow
from functions.issue.press.imprint import Imprint
from functions.issue.press.layout import lay_out
from functions.issue.press.pictures import barcode, portrait
from functions.issue.press.printing import printed
from functions.issue.title_page import CODE, PHOTO, TITLE, draw_title_page
from shared.domain.version import Version

_NOTE = "Распечатанный вариант не имеет юридической силы. Подлинник проверяется по адресу {address}"


def render(version: Version, photo: bytes, code: str, address: str) -> bytes:
    """Make the document, ready to be signed; the same input gives the same bytes.

    `photo` is a JPEG or PNG, `code` the whole text of the QR code, `address` where people check the book.
    Raise `UnprintableError` if the typeface lacks a character of the data.
    """
    imprint = Imprint(
        title=f"{TITLE} № {version.book_number}, версия {version.number}",
        moment=version.prepared_at,
        source=f"{version.model_dump_json()} {code} {address}",
    )
    pictures = {PHOTO: portrait(photo), CODE: barcode(code)}
    return printed(_composed(version, address), imprint, pictures)


def _composed(version: Version, address: str) -> Flow:
    flow = Flow()
    draw_title_page(flow, version, address)
    flow.turn()
    lay_out(flow, contents(version))
    flow.foot(
        f"Книжка №\xa0{version.book_number} · версия\xa0{version.number}", _NOTE.format(address=address)
    )
    return flow
