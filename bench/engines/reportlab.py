"""ReportLab's platypus: a document template, paragraphs, and tables that repeat their heads."""

from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    HRFlowable,
    Image,
    LongTable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from bench.book import ADDRESS, FONTS, Book
from bench.styles import MARGINS, STYLES
from functions.issue.press.blocks import Block, Field, Section
from functions.issue.press.blocks import Paragraph as Running
from functions.issue.press.blocks import Table as Rows
from functions.issue.press.sheet import HEIGHT, LEFT, MEASURE, MILLIMETRE, WIDTH
from functions.issue.press.typography import ACCENT, FOOTER, GREY, GRID, HAIRLINE, Pile, Style

Flowables = list[Any]

_QR_SCALE = 4
_COMPANY = 11 * GRID  # a heading, a table's head and its first row
_PLAIN = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]
_RULED = [
    *_PLAIN,
    ("TOPPADDING", (0, 0), (-1, -1), GRID / 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), GRID / 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, Color(*HAIRLINE)),
]

for _name in ("Regular", "Bold"):
    pdfmetrics.registerFont(TTFont(f"PTSans-{_name}", FONTS / f"PT_Sans-Web-{_name}.ttf"))


@cache
def _styled(style: Style) -> ParagraphStyle:
    return ParagraphStyle(
        f"{style.size}",
        fontName=f"PTSans-{style.face.style}",
        fontSize=style.size,
        leading=style.leading,
        textColor=Color(*style.colour),
        spaceBefore=GRID if style is STYLES["heading"] else 0,
    )


def render(book: Book) -> bytes:
    """Make the document."""
    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=(WIDTH, HEIGHT),
        leftMargin=LEFT,
        rightMargin=LEFT,
        topMargin=MARGINS["top"],
        bottomMargin=MARGINS["bottom"],
        title=book.title,
        invariant=True,
    )
    height = HEIGHT - MARGINS["top"] - MARGINS["bottom"]
    frame = Frame(LEFT, MARGINS["bottom"], MEASURE, height, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame])])
    flowables = [*_title_page(book), PageBreak()]
    for section in book.sections:
        flowables += _section(section)
    document.build(flowables, canvasmaker=lambda *given, **more: _Footed(book, *given, **more))
    return file.getvalue()


class _Footed(Canvas):  # type: ignore[misc]
    """A canvas that writes the foot of each page when it knows how many there are."""

    def __init__(self, book: Book, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._book, self._pages = book, list[dict[str, Any]]()

    def showPage(self) -> None:  # noqa: N802 - the library's name
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write every page."""
        name, note = self._book.foot
        for place, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setStrokeColor(Color(*HAIRLINE))
            self.setLineWidth(0.5)
            self.line(LEFT, MARGINS["bottom"] - GRID, LEFT + MEASURE, MARGINS["bottom"] - GRID)
            self.setFont("PTSans-Regular", FOOTER.size)
            self.setFillColor(Color(*GREY))
            self.drawString(LEFT, MARGINS["bottom"] - 21, name)
            self.drawRightString(
                LEFT + MEASURE, MARGINS["bottom"] - 21, f"Страница {place} из {len(self._pages)}"
            )
            words = Paragraph(escape(note), _styled(FOOTER))
            words.wrapOn(self, MEASURE, 40)
            words.drawOn(self, LEFT, MARGINS["bottom"] - 24 - words.height)
            super().showPage()
        super().save()


def _title_page(book: Book) -> Flowables:
    code = BytesIO()
    segno.make_qr(book.code, error="m", mask=3).save(code, kind="png", scale=_QR_SCALE, border=0)
    beside = [Paragraph(escape(book.version.person.full_name), _styled(STYLES["name"])), Spacer(0, 6)]
    for label, value in book.fields:
        beside += [_words(label, STYLES["label"]), _words(value, STYLES["body"]), Spacer(0, 6)]
    check = [
        _words(book.invitation, STYLES["strong"]),
        _words(book.instruction, STYLES["label"]),
        Spacer(0, 6),
        _words(ADDRESS, STYLES["body"]),
    ]
    widths = [42 * MILLIMETRE, MEASURE - 42 * MILLIMETRE]
    photo = Image(BytesIO(book.photo), 30 * MILLIMETRE, 40 * MILLIMETRE, hAlign="LEFT")
    qr = Image(code, 36 * MILLIMETRE, 36 * MILLIMETRE, hAlign="LEFT")
    return [
        HRFlowable(12 * MILLIMETRE, 2.5, color=Color(*ACCENT), hAlign="LEFT", spaceAfter=9),
        Paragraph(escape(book.title), _styled(STYLES["title"])),
        _words(book.subtitle, STYLES["number"]),
        Spacer(0, 24),
        Table([[photo, beside]], widths, style=_PLAIN, hAlign="LEFT"),
        Spacer(0, 96),
        Table([[qr, check]], widths, style=_PLAIN, hAlign="LEFT"),
    ]


def _section(section: Section) -> Flowables:
    rule = HRFlowable("100%", 0.8, color=Color(*ACCENT), spaceAfter=6)
    heading = [_words(section.title, STYLES["heading"]), rule]
    blocks = [flowable for block in section.blocks for flowable in _block(block)]
    return [CondPageBreak(_COMPANY), *heading, *blocks]


def _block(block: Block) -> Flowables:
    match block:
        case Field():
            cells = [[_words(block.label, STYLES["label"]), _words(block.value, block.style)]]
            return [Table(cells, [0.32 * MEASURE, 0.68 * MEASURE], style=_PLAIN), Spacer(0, 6)]
        case Running():
            return [_words(block.text, block.style), Spacer(0, 6)]
        case Rows():
            return [_table(block)]
    raise TypeError("a book has no such block")


def _table(table: Rows) -> LongTable:
    heads = [_words(column.head, STYLES["head"]) for column in table.columns]
    rows = [[_pile(cell) for cell in row] for row in table.rows]
    widths = [column.share * MEASURE for column in table.columns]
    return LongTable([heads, *rows], widths, repeatRows=1, style=_RULED)


def _pile(texts: Pile) -> Flowables:
    return [_words(text, style) for text, style in texts]


def _words(text: str, style: Style) -> Paragraph:
    return Paragraph(escape(text), _styled(style))
