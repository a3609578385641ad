"""WeasyPrint: one font configuration and one style sheet for all documents."""

import base64
import logging
from functools import cache

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.book import Book
from bench.engines import html

logging.getLogger("weasyprint").setLevel(logging.ERROR)

_FOOT = """
@page { @bottom-left { content: element(foot); vertical-align: top; padding-top: 12pt; width: 100% } }
footer { position: running(foot); font-size: 7pt; line-height: 9pt; color: rgb(97,105,115);
  border-top: .5pt solid rgb(194,201,209); padding-top: 3pt }
footer .page { float: right }
footer .page::after { content: "Страница " counter(page) " из " counter(pages) }
"""


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    return fonts, CSS(string=html.CSS + _FOOT, font_config=fonts)


def render(book: Book) -> bytes:
    """Make the document: PDF/A-2u."""
    fonts, style = _style()
    name, note = book.foot
    photo = f"data:image/jpeg;base64,{base64.b64encode(book.photo).decode()}"
    foot = f"<footer><span class=page></span>{name}<br>{note}</footer>"
    page = f"<html lang=ru><title>{book.title}</title><body>{foot}{html.body(book, photo)}</body></html>"
    made: bytes = HTML(string=page).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2u", optimize_images=False
    )
    return made
