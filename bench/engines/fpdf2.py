"""fpdf2: its tables with repeated headings; a document loads its fonts itself, they cannot be shared."""

from io import BytesIO
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from bench.book import ADDRESS, FONTS, Book
from bench.styles import MARGINS, STYLES
from functions.issue.press.blocks import Block, Field, Paragraph, Section
from functions.issue.press.sheet import HEIGHT, LEFT, MEASURE, MILLIMETRE, WIDTH
from functions.issue.press.typography import ACCENT, FOOTER, GREY, GRID, HAIRLINE, Colour, Pile, Style

_QR_SCALE = 4
_COMPANY = 11 * GRID  # a heading, a table's head and its first row
_PADDING = (3, 8, 3, 0)


class _Document(FPDF):  # type: ignore[misc]
    """A document with our foot on each page."""

    def __init__(self, book: Book) -> None:
        super().__init__(unit="pt", format=(WIDTH, HEIGHT))
        self._book = book
        for style, name in ("", "Regular"), ("B", "Bold"):
            self.add_font("PT Sans", style, FONTS / f"PT_Sans-Web-{name}.ttf")
        self.set_margins(LEFT, MARGINS["top"], LEFT)
        self.set_auto_page_break(auto=True, margin=MARGINS["bottom"])
        self.c_margin = 0
        self.set_title(book.title)
        self.set_lang("ru")
        self.set_creation_date(book.version.prepared_at)
        self.add_page()

    def footer(self) -> None:
        """Write the foot."""
        name, note = self._book.foot
        y = HEIGHT - MARGINS["bottom"] + GRID
        self.style(FOOTER)
        self.set_draw_color(*_colour(HAIRLINE))
        self.line(LEFT, y, LEFT + MEASURE, y)
        self.set_xy(LEFT, y + 3)
        self.cell(MEASURE, 9, f"Страница {self.page_no()} из {{nb}}", align="R", new_x=XPos.LMARGIN)
        self.cell(MEASURE, 9, name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.multi_cell(MEASURE, 9, note, align="L")

    def style(self, style: Style) -> None:
        """Switch to a style."""
        self.set_font("PT Sans", "B" if style.face.style == "Bold" else "", style.size)
        self.set_text_color(*_colour(style.colour))

    def words(self, text: str, style: Style, x: float = LEFT, width: float = MEASURE) -> None:
        """Write text below what is there."""
        self.style(style)
        self.set_x(x)
        self.multi_cell(width, style.leading, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def render(book: Book) -> bytes:
    """Make the document."""
    document = _Document(book)
    _title_page(document, book)
    document.add_page()
    for section in book.sections:
        _section(document, section)
    return bytes(document.output())


def _title_page(document: _Document, book: Book) -> None:
    column, wide = LEFT + 42 * MILLIMETRE, MEASURE - 42 * MILLIMETRE
    document.set_fill_color(*_colour(ACCENT))
    document.rect(LEFT, document.y, 12 * MILLIMETRE, 2.5, "F")
    document.set_y(document.y + GRID)
    document.words(book.title, STYLES["title"], width=260)
    document.words(book.subtitle, STYLES["number"])
    top = document.y + 24
    document.image(BytesIO(book.photo), LEFT, top, 30 * MILLIMETRE, 40 * MILLIMETRE, alt_text="Фотография")
    document.set_y(top)
    document.words(book.version.person.full_name, STYLES["name"], column, wide)
    for label, value in book.fields:
        document.set_y(document.y + 6)
        document.words(label, STYLES["label"], column, wide)
        document.words(value, STYLES["body"], column, wide)
    code = BytesIO()
    segno.make_qr(book.code, error="m", mask=3).save(code, kind="png", scale=_QR_SCALE, border=0)
    top = HEIGHT - MARGINS["bottom"] - 37 * MILLIMETRE
    document.image(code, LEFT, top, 36 * MILLIMETRE, alt_text="QR-код")
    document.set_y(top)
    for text, style in (book.invitation, "strong"), (book.instruction, "label"), (ADDRESS, "body"):
        document.words(text, STYLES[style], column, wide)


def _section(document: _Document, section: Section) -> None:
    if document.will_page_break(_COMPANY):
        document.add_page()
    document.set_y(document.y + GRID)
    document.words(section.title, STYLES["heading"])
    document.set_draw_color(*_colour(ACCENT))
    document.line(LEFT, document.y, LEFT + MEASURE, document.y)
    document.set_y(document.y + 6)
    for block in section.blocks:
        _block(document, block)


def _block(document: _Document, block: Block) -> None:
    match block:
        case Field():
            top = document.y
            document.words(block.label, STYLES["label"])
            document.set_y(top)
            document.words(block.value, block.style, LEFT + 0.32 * MEASURE, 0.68 * MEASURE)
        case Paragraph():
            document.words(block.text, block.style)
        case _:
            return _table(document, block)
    document.set_y(document.y + 6)
    return None


def _table(document: _Document, block: Any) -> None:
    document.style(STYLES["cell"])
    document.set_draw_color(*_colour(HAIRLINE))
    document.set_fill_color(255)
    head = FontFace(emphasis="B", size_pt=STYLES["head"].size, color=_colour(GREY))
    with document.table(
        width=MEASURE,
        col_widths=[column.share for column in block.columns],
        text_align="LEFT",
        v_align="TOP",
        line_height=GRID,
        padding=_PADDING,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=head,
        markdown=True,
    ) as table:
        table.row([column.head for column in block.columns])
        for row in block.rows:
            table.row([_marked(cell) for cell in row])


def _marked(texts: Pile) -> str:
    """Write a cell in the only way to have two faces in one."""
    return "\n".join(f"**{text}**" if style.face.style == "Bold" else text for text, style in texts)


def _colour(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour)
    return red, green, blue
