"""What the document says, in the order of the paper book (group bok)."""

from dataclasses import dataclass
from datetime import date

from functions.issue.flow import Flow
from functions.issue.table import Cell, Column, Row, Table
from functions.issue.typography import CELL, CELL_QUIET, CELL_STRONG, STRONG
from shared.domain.entries import Entry, EntryKind
from shared.domain.version import Version

NOTHING = "Записей нет"
ABSENT = "—"

_SNILS_DIGITS = 11
_SEX = {"male": "мужской", "female": "женский"}


@dataclass(frozen=True)
class Section:
    """A section of the book, and what its kinds of entries call their title, their term and their clinic."""

    kinds: tuple[EntryKind, ...]
    title: str
    what: str
    until: str = "Действует до"
    where: str = "Медицинская организация"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The heads of the section's table."""
        return (
            Column("Дата", 0.165),
            Column(self.what, 0.35),
            Column(self.until, 0.165),
            Column(self.where, 0.32),
        )


VACCINATIONS = (EntryKind.VACCINATION, EntryKind.EXEMPTION, EntryKind.REFUSAL)
SECTIONS = (
    Section((EntryKind.CONCLUSION,), "Сведения о состоянии здоровья", "Заключение, результат"),
    Section((EntryKind.EXAMINATION,), "Медосмотры", "Вид осмотра, результат", "Дата следующего"),
    Section(VACCINATIONS, "Прививки", "Прививка, вакцина, серия, доза"),
    Section(
        (EntryKind.LABORATORY,),
        "Лабораторные исследования",
        "Исследование, результат",
        where="Лаборатория",
    ),
    Section((EntryKind.OCCUPATIONAL_DISEASE,), "Профессиональные заболевания", "Код, заболевание"),
    Section((EntryKind.RESTRICTION,), "Ограничения по трудовой деятельности", "Ограничение"),
    Section(
        (EntryKind.HYGIENE_ATTESTATION,),
        "Гигиеническое обучение и аттестация",
        "Программа, результат",
        where="Организация",
    ),
)


def day(value: date | None) -> str:
    """Write a date as ДД.ММ.ГГГГ; a dash where there is none."""
    return f"{value:%d.%m.%Y}" if value else ABSENT


def snils(digits: str) -> str:
    """Write eleven digits as they stand on the card, unbreakable: 112-233-445 95."""
    if len(digits) != _SNILS_DIGITS:
        return digits
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]}\xa0{digits[9:]}"


def write_person(flow: Flow, version: Version) -> None:
    """Write who holds the book and what it admits the holder to."""
    person = version.person
    flow.heading("Владелец книжки", 60)
    flow.y += 6
    flow.field("Фамилия, имя, отчество", person.full_name, STRONG)
    flow.field("Дата рождения", day(person.birth_date))
    flow.field("Пол", _SEX.get(person.sex, person.sex))
    flow.field("СНИЛС", snils(person.snils))
    flow.heading("Допуск к работе", 60)
    flow.y += 6
    flow.field("Категория работников", version.category_title)
    flow.field("Профессия, должность", version.occupation or ABSENT)
    flow.field("Место работы", version.employer)
    flow.field("Книжка выдана", day(version.issued_on))
    flow.field("Действительна до", day(version.valid_until))


def write_sections(flow: Flow, version: Version) -> None:
    """Write every section, each with its entries in order of date, or the word that there are none."""
    for section in SECTIONS:
        entries = sorted(
            (e for e in version.entries if e.kind in section.kinds), key=lambda entry: entry.date
        )
        if entries:
            table, rows = Table(flow, section.columns), [_row(entry) for entry in entries]
            flow.heading(section.title, table.company(rows[0]))
            table.draw(rows)
        else:
            flow.heading(section.title, 20)
            flow.remark(NOTHING)


def _row(entry: Entry) -> Row:
    what: Cell = ((entry.what, CELL),)
    if entry.outcome:
        what += ((entry.outcome, CELL_STRONG),)
    where: Cell = ((entry.clinic, CELL),)
    if entry.doctor:
        where += ((entry.doctor, CELL_QUIET),)
    return ((day(entry.date), CELL),), what, ((day(entry.valid_until), CELL),), where
