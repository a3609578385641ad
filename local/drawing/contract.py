"""A drawn employment contract: one page of real text."""

from datetime import date
from typing import Any

import pymupdf

from local.drawing.lettering import BOLD, REGULAR

_PAGE = pymupdf.paper_rect("a4")
_FRAME = pymupdf.Rect(64, 64, _PAGE.width - 64, _PAGE.height - 96)
_STYLE = """
@font-face {font-family: pt; src: url(PT_Sans-Web-Regular.ttf)}
@font-face {font-family: pt; src: url(PT_Sans-Web-Bold.ttf); font-weight: bold}
* {font-family: pt; font-size: 11pt; line-height: 1.45}
h1 {font-size: 16pt; text-align: center}
.note {color: #a02832; font-size: 9pt}
"""
_TEXT = """
<p class="note">ОБРАЗЕЦ. Нарисовано для показа. Вымышленный человек. Не является документом.</p>
<h1>Трудовой договор № {number}</h1>
<p>г. Москва, {signed}</p>
<p><b>{employer}</b>, ИНН {employer_inn}, далее «Работодатель», и <b>{full_name}</b>, далее «Работник»,
паспорт {passport}, СНИЛС {snils}, заключили этот договор.</p>
<p>1. Работник принимается на должность «{position}». Место работы — основное.</p>
<p>2. Договор заключён на неопределённый срок, работа начинается {signed}.</p>
<p>3. Работник проходит обязательные медицинские осмотры и имеет личную медицинскую книжку.
Осмотры оплачивает Работодатель.</p>
<p>4. Рабочая неделя — 40 часов. Оклад выплачивается дважды в месяц.</p>
<p>5. Отпуск — 28 календарных дней в году.</p>
<p>6. Договор составлен в двух экземплярах, по одному для каждой стороны.</p>
<p>&nbsp;</p>
<p>Работодатель ____________________ &nbsp;&nbsp;&nbsp; Работник ____________________</p>
"""


def draw_contract(fields: dict[str, Any], full_name: str) -> bytes:
    """Write the contract of the person whom the form describes, as a PDF."""
    passport = fields["passport"]
    text = _TEXT.format(
        number=f"{int(fields['snils']) % 900 + 100}-к",
        signed=date(2026, 2, 2).strftime("%d.%m.%Y"),
        employer=fields["employer"]["name"],
        employer_inn=fields["employer"]["inn"],
        position=fields["employer"]["position"],
        full_name=full_name,
        passport=f"{passport['series']} {passport['number']}",
        snils=fields["snils"],
    )
    with pymupdf.open() as document:
        page = document.new_page(width=_PAGE.width, height=_PAGE.height)
        page.insert_htmlbox(_FRAME, text, css=_STYLE, archive=pymupdf.Archive(str(REGULAR.parent)))
        page.insert_font("mark", fontfile=str(BOLD))
        _mark(page)
        document.subset_fonts()
        return bytes(document.tobytes(garbage=3, deflate=True))


def _mark(page: Any) -> None:
    """Write «ОБРАЗЕЦ» aslant over the page."""
    place = pymupdf.Point(110, 560)
    turned = (place, pymupdf.Matrix(1, 1).prerotate(40))
    page.insert_text(
        place,
        "ОБРАЗЕЦ",
        fontname="mark",
        fontsize=90,
        color=(0.7, 0.1, 0.15),
        fill_opacity=0.15,
        morph=turned,
    )
