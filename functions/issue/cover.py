"""The cover, and the lines at the foot of every page."""

import re

import segno

from functions.issue.contents import day
from functions.issue.flow import Flow
from functions.issue.sheet import HEIGHT, LEFT, MEASURE, MILLIMETRE, Sheet
from functions.issue.structure import Node
from functions.issue.typography import (
    BODY,
    FOOTER,
    HAIRLINE,
    INK,
    LABEL,
    NAME,
    STRONG,
    Style,
    fitted,
    wrap,
)
from shared.domain.version import Version

PHOTO = "Photo"
PHOTO_WIDTH, PHOTO_HEIGHT = 30 * MILLIMETRE, 40 * MILLIMETRE
NOTE = "Распечатанный вариант не имеет юридической силы. Подлинник проверяется по адресу {address}"

_TITLE = "Электронная личная медицинская книжка"
_QR_SIDE = PHOTO_WIDTH
_QR_TOP = HEIGHT - 29 * MILLIMETRE - _QR_SIDE
_COLUMN = LEFT + PHOTO_WIDTH + 7 * MILLIMETRE
_COLUMN_WIDTH = LEFT + MEASURE - _COLUMN
_INVITATION = "Проверка подлинности"
_INSTRUCTION = "Наведите камеру телефона на код или откройте адрес:"


def draw_cover(flow: Flow, version: Version, address: str) -> None:
    """Draw the first page: whose book this is, until when it is valid, and the code that proves it."""
    _draw_title(flow, version)
    _draw_holder(flow, version)
    _draw_check(flow, address)


def _draw_title(flow: Flow, version: Version) -> None:
    flow.title(_TITLE, f"№\xa0{version.book_number} · версия\xa0{version.number}")
    flow.y += 22


def _draw_holder(flow: Flow, version: Version) -> None:
    top = flow.y
    photo = flow.root.add(
        "Figure", alternative="Фотография владельца", attributes="/O/Layout/Placement/Block"
    )
    with flow.sheet.marked(photo):
        flow.sheet.image(PHOTO, LEFT, top, PHOTO_WIDTH, PHOTO_HEIGHT)
    name = version.person.full_name
    flow.y = top - 3
    _write(flow, flow.root.add("P"), name, fitted(name, NAME, _COLUMN_WIDTH, 4), _COLUMN)
    flow.y += 7
    for label, value, style, rows in (
        ("Категория работников", version.category_title, BODY, 7),
        ("Выдана", day(version.issued_on), BODY, 1),
        ("Действительна до", day(version.valid_until), STRONG, 1),
    ):
        paragraph = flow.root.add("P")
        _write(flow, paragraph, label, LABEL, _COLUMN)
        _write(flow, paragraph, value, fitted(value, style, _COLUMN_WIDTH, rows), _COLUMN)
        flow.y += 3


def _draw_check(flow: Flow, address: str) -> None:
    code = flow.root.add(
        "Figure", alternative=f"QR-код с адресом проверки {address}", attributes="/O/Layout/Placement/Block"
    )
    with flow.sheet.marked(code):
        _draw_qr(flow.sheet, address)
    flow.y = _QR_TOP + 2
    _write(flow, flow.root.add("P"), _INVITATION, STRONG, _COLUMN)
    flow.y += 2
    _write(flow, flow.root.add("P"), _INSTRUCTION, LABEL, _COLUMN)
    flow.y += 4
    _write(flow, flow.root.add("P"), address, fitted(address, BODY, _COLUMN_WIDTH, 4), _COLUMN)


def _write(flow: Flow, node: Node, text: str, style: Style, x: float = LEFT) -> None:
    with flow.sheet.marked(node):
        flow.y = flow.sheet.lines(x, flow.y, wrap(text, style, LEFT + MEASURE - x), style)


def _draw_qr(sheet: Sheet, address: str) -> None:
    """Draw the code as rectangles, one for each run of dark modules."""
    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    module = _QR_SIDE / len(rows)
    for place, row in enumerate(rows):
        for run in re.finditer(rb"\x01+", row):
            x, y = LEFT + run.start() * module, _QR_TOP + place * module
            sheet.rectangle(x, y, len(run[0]) * module, module, INK)


def draw_foot(sheet: Sheet, name: str, pages: int, note: str) -> None:
    """Draw the document's name, the page's number, and that paper proves nothing (ver-04)."""
    y = HEIGHT - 22 * MILLIMETRE
    page = f"Страница\xa0{sheet.index + 1} из\xa0{pages}"
    with sheet.unmarked():
        sheet.rule(y, HAIRLINE)
        sheet.lines(LEFT, y + 4, [name], FOOTER)
        sheet.lines(LEFT + MEASURE - FOOTER.width(page), y + 4, [page], FOOTER)
        sheet.lines(LEFT, y + 15, wrap(note, FOOTER, MEASURE), FOOTER)
