"""The cover of an archive: which files are in it, how large, and by what each is known (apl-02)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.issue.assurance import Fact, FactRow, require_said
from functions.issue.papers import Paper, made
from functions.issue.press.blocks import Block, Cell, Column, Field, Paragraph, Row, Section, Table
from functions.issue.press.typography import CELL, CELL_QUIET, QUIET, STRONG
from functions.issue.spelling import octets

TITLE = "Опись материалов"

_COLUMNS = (Column("№", 0.07), Column("Файл, SHA-256", 0.73), Column("Размер", 0.2))
_ADVICE = (
    "Контрольная сумма SHA-256 каждого файла посчитана при составлении описи. "
    "Если сумма файла другая, он изменён."
)
_NOTE = "Опись составлена порталом. Подлинность решений подтверждает их электронная подпись."


@dataclass(frozen=True)
class Enclosed:
    """A file of the archive: its name there, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Cover:
    """What a cover says."""

    application_number: str
    applicant: str
    made_at: datetime
    files: tuple[Enclosed, ...]


def render(cover: Cover) -> bytes:
    """Make the document; the same cover gives the same bytes."""
    rows = tuple(_row(place, file) for place, file in enumerate(cover.files, start=1))
    listed: tuple[Block, ...] = (Table(_COLUMNS, rows),) if rows else (Paragraph("Файлов нет", QUIET),)
    pdf = made(
        Paper(
            title=TITLE,
            name="Опись к заявлению",
            number=cover.application_number,
            moment=cover.made_at,
            source=repr(cover),
            sections=(
                Section("Заявление", tuple(_subject(cover))),
                Section("Файлы", listed),
                Section("Как проверить файлы", (Paragraph(_ADVICE),)),
            ),
            note=_NOTE,
        )
    )
    require_said(pdf, _facts(cover), ("number", cover.application_number), _rows(cover))
    return pdf


def _subject(cover: Cover) -> Iterator[Field]:
    yield Field("Заявитель", cover.applicant, STRONG)
    yield Field("Номер заявления", cover.application_number)
    yield Field("Файлов", f"{len(cover.files)}, вместе {octets(sum(file.size for file in cover.files))}")


def _row(place: int, file: Enclosed) -> Row:
    half = len(file.sha256) // 2
    named: Cell = (file.name, CELL), (file.sha256[:half], CELL_QUIET), (file.sha256[half:], CELL_QUIET)
    return ((str(place), CELL),), named, ((octets(file.size), CELL),)


def _facts(cover: Cover) -> Iterator[Fact]:
    yield "applicant", cover.applicant


def _rows(cover: Cover) -> Iterator[FactRow]:
    for place, file in enumerate(cover.files):
        yield f"file {place}", (file.name, octets(file.size), file.sha256)
