"""The book as HTML and CSS for print, for the engines that set it."""

from html import escape
from io import BytesIO

import segno

from bench.book import ADDRESS, FONTS, Book
from bench.styles import STYLES
from functions.issue.press.blocks import Block, Field, Paragraph, Section, Table
from functions.issue.press.typography import Pile, Style

FACES = "".join(
    f"@font-face{{font-family:'PT Sans';font-weight:{weight};src:url('{(FONTS / name).as_uri()}')}}"
    for weight, name in ((400, "PT_Sans-Web-Regular.ttf"), (700, "PT_Sans-Web-Bold.ttf"))
)


def _rule(name: str, style: Style) -> str:
    weight, colour = 700 if style.face.style == "Bold" else 400, [round(part * 255) for part in style.colour]
    return f".{name}{{font-size:{style.size}pt;font-weight:{weight};color:rgb{tuple(colour)}}}"


CSS = f"""{FACES}
@page {{ size: 148mm 210mm; margin: 48pt 45pt 79.28pt }}
html {{ font: 9.5pt/12pt 'PT Sans'; color: rgb(28,33,41); font-variant-ligatures: none; hyphens: none }}
body, h1, h2, p {{ margin: 0 }}
h1 {{ font-size: 22pt; line-height: 24pt; color: rgb(13,79,107); margin-top: 9pt; max-width: 260pt }}
h2 {{ font-size: 12.5pt; line-height: 18pt; color: rgb(13,79,107); margin: 12pt 0 6pt; break-after: avoid;
  border-bottom: .8pt solid }}
p {{ orphans: 2; widows: 2 }}
section > p {{ margin-bottom: 6pt }}
.number {{ line-height: 18pt }}
.name {{ line-height: 18pt; margin-bottom: 6pt }}
.ornament {{ width: 12mm; height: 2.5pt; background: rgb(13,79,107) }}
.beside {{ margin-top: 24pt; display: table; width: 100% }}
.beside > div {{ display: table-cell; vertical-align: top }}
.beside > :first-child {{ width: 42mm }}
.check {{ margin-top: 96pt }}
.title {{ break-after: page }}
.field {{ display: table; width: 100%; table-layout: fixed; margin-bottom: 6pt }}
.field > * {{ display: table-cell }}
.field > .label {{ width: 32% }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}
th, td {{ text-align: left; vertical-align: top; padding: var(--padding, 3pt) 8pt var(--padding, 3pt) 0;
  border-bottom: .5pt solid rgb(194,201,209) }}
tr {{ break-inside: avoid }}
img.photo {{ width: 30mm; height: 40mm; display: block }}
.qr svg {{ width: 36mm; height: 36mm; display: block }}
{"".join(_rule(name, style) for name, style in STYLES.items())}"""


def body(book: Book, photo: str) -> str:
    """Write the body; `photo` is the address of the picture."""
    code = BytesIO()
    segno.make_qr(book.code, error="m", mask=3).save(
        code, kind="svg", border=0, omitsize=True, xmldecl=False, svgns=True
    )
    fields = "".join(
        f"{_words(label, STYLES['label'])}{_words(value, STYLES['body'])}<p style='height:6pt'></p>"
        for label, value in book.fields
    )
    return (
        f"<div class=title><div class=ornament></div><h1>{escape(book.title)}</h1>"
        f"{_words(book.subtitle, STYLES['number'])}"
        f"<div class=beside><div><img class=photo src='{photo}' alt=Фотография></div>"
        f"<div>{_words(book.version.person.full_name, STYLES['name'])}{fields}</div></div>"
        f"<div class='beside check'><div class=qr>{code.getvalue().decode()}</div>"
        f"<div>{_words(book.invitation, STYLES['strong'])}{_words(book.instruction, STYLES['label'])}"
        f"<p style='height:6pt'></p>{_words(ADDRESS, STYLES['body'])}</div></div></div>"
        + "".join(map(_section, book.sections))
    )


def _section(section: Section) -> str:
    return f"<section><h2>{escape(section.title)}</h2>{''.join(map(_block, section.blocks))}</section>"


def _block(block: Block) -> str:
    match block:
        case Field():
            label, value = _words(block.label, STYLES["label"]), _words(block.value, block.style)
            return f"<div class=field>{label}{value}</div>"
        case Paragraph():
            return _words(block.text, block.style)
        case Table():
            return _table(block)
    raise TypeError("a book has no such block")


def _table(table: Table) -> str:
    widths = "".join(f"<col style='width:{each.share:%}'>" for each in table.columns)
    heads = "".join(f"<th class=head>{escape(each.head)}</th>" for each in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(texts: Pile) -> str:
    return f"<td>{''.join(_words(text, style) for text, style in texts)}</td>"


def _words(text: str, style: Style) -> str:
    name = next(name for name, each in STYLES.items() if each is style)
    return f"<p class={name}>{escape(text)}</p>"
