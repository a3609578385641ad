"""The signed receipt for an application's papers: each file, and how it can be known again (app-17)."""

from collections.abc import Iterator

from functions.issue.assurance import Fact, FactRow, require_said
from functions.issue.papers import Paper, made
from functions.issue.press.blocks import Cell, Column, Field, Row, Section, Table
from functions.issue.press.typography import CELL, CELL_QUIET, STRONG
from functions.issue.spelling import clock, octets
from shared.domain.acceptance import Acceptance, TakenIn
from shared.domain.professions import CATEGORIES

TITLE = "Расписка о приёме документов"

_COLUMNS = (Column("№", 0.07), Column("Файл, SHA-256, время загрузки", 0.73), Column("Размер", 0.2))


def render(acceptance: Acceptance) -> bytes:
    """Make the document, ready to be signed; the same acceptance gives the same bytes."""
    rows = tuple(_row(place, file) for place, file in enumerate(acceptance.files, start=1))
    subject = tuple(
        Field(label, value, STRONG) if place == 0 else Field(label, value)
        for place, (label, value) in enumerate(_said(acceptance))
    )
    pdf = made(
        Paper(
            title=TITLE,
            name="Расписка",
            number=acceptance.number,
            moment=acceptance.accepted_at,
            source=acceptance.model_dump_json(),
            sections=(Section("Заявление", subject), Section("Принятые файлы", (Table(_COLUMNS, rows),))),
        )
    )
    require_said(pdf, _said(acceptance), ("number", acceptance.number), _rows(acceptance))
    return pdf


def _said(acceptance: Acceptance) -> Iterator[Fact]:
    yield "Заявитель", acceptance.applicant
    yield "Услуга", f"Электронная медицинская книжка, {CATEGORIES[acceptance.category].title}"
    yield "Номер заявления", acceptance.number
    yield "Принято", clock(acceptance.accepted_at)


def _row(place: int, file: TakenIn) -> Row:
    half = len(file.sha256) // 2
    lines = (file.sha256[:half], file.sha256[half:], clock(file.at))
    named: Cell = ((file.name, CELL), *((line, CELL_QUIET) for line in lines))
    return ((str(place), CELL),), named, ((octets(file.size), CELL),)


def _rows(acceptance: Acceptance) -> Iterator[FactRow]:
    for place, file in enumerate(acceptance.files):
        yield f"file {place}", (file.name, octets(file.size), file.sha256, clock(file.at))
