"""The book's first page: whose it is, until when it is valid, and the code that proves it."""

from functions.issue.press.flow import HALF, Flow
from functions.issue.press.pictures import PHOTO_HEIGHT, PHOTO_WIDTH
from functions.issue.press.sheet import BOTTOM, LEFT, MILLIMETRE, RIGHT
from functions.issue.press.structure import BLOCK, Node
from functions.issue.press.typography import BODY, GRID, LABEL, NAME, STRONG, Style, broken, fitted
from functions.issue.spelling import day
from shared.domain.version import Version

PHOTO, CODE = "Photo", "Code"
TITLE = "Электронная личная медицинская книжка"

_CODE_SIDE = 36 * MILLIMETRE
_QUIET = 10.0  # a code of this size needs as much room around it, free of anything else
CODE_AREA = (
    LEFT - _QUIET,
    BOTTOM - _CODE_SIDE - _QUIET,
    LEFT + _CODE_SIDE + _QUIET,
    BOTTOM + _QUIET,
)

_HOLDER_TOP = 13 * GRID
_COLUMN = LEFT + _CODE_SIDE + 6 * MILLIMETRE
_COLUMN_WIDTH = RIGHT - _COLUMN
_PHOTO_ALTERNATIVE = "Фотография владельца"
_CODE_ALTERNATIVE = "QR-код для проверки подлинности"
_INVITATION = "Проверка подлинности"
_INSTRUCTION = "Наведите камеру телефона на код или откройте адрес:"


def draw_title_page(flow: Flow, version: Version, address: str) -> None:
    """Draw the page."""
    flow.title(TITLE, f"№\xa0{version.book_number} · версия\xa0{version.number}")
    _draw_holder(flow, version)
    _draw_check(flow, address)


def _draw_holder(flow: Flow, version: Version) -> None:
    photo = flow.root.add("Figure", alternative=_PHOTO_ALTERNATIVE, attributes=BLOCK)
    flow.sheet.picture(photo, PHOTO, LEFT, _HOLDER_TOP, PHOTO_WIDTH, PHOTO_HEIGHT)
    name = version.person.full_name
    style = fitted(name, NAME, _COLUMN_WIDTH, 4)
    flow.y = _HOLDER_TOP - style.headroom
    _write(flow, flow.root.add("P"), name, style)
    flow.y += HALF
    for label, value, style, rows in (
        ("Категория работников", version.category_title, BODY, 7),
        ("Выдана", day(version.issued_on), BODY, 1),
        ("Действительна до", day(version.valid_until), STRONG, 1),
    ):
        paragraph = flow.root.add("P")
        _write(flow, paragraph, label, LABEL)
        _write(flow, paragraph, value, fitted(value, style, _COLUMN_WIDTH, rows))
        flow.y += HALF


def _draw_check(flow: Flow, address: str) -> None:
    code = flow.root.add("Figure", alternative=_CODE_ALTERNATIVE, attributes=BLOCK)
    flow.y = BOTTOM - _CODE_SIDE
    flow.sheet.picture(code, CODE, LEFT, flow.y, _CODE_SIDE, _CODE_SIDE)
    flow.y -= STRONG.headroom
    _write(flow, flow.root.add("P"), _INVITATION, STRONG)
    _write(flow, flow.root.add("P"), _INSTRUCTION, LABEL)
    flow.y += HALF
    _write(flow, flow.root.add("P"), address, BODY)


def _write(flow: Flow, node: Node, text: str, style: Style) -> None:
    lines = broken(text, style, _COLUMN_WIDTH)
    flow.sheet.write(node, _COLUMN, flow.y, lines, style.leading)
    flow.y += len(lines) * style.leading
