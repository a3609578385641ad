"""What the book says, in the order of the paper book (group bok); docs/book.md compares the two."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.issue.press.blocks import Block, Cell, Column, Field, Paragraph, Row, Section, Table
from functions.issue.press.faces import NO_BREAK_SPACE
from functions.issue.press.typography import BODY, CELL, CELL_QUIET, CELL_STRONG, QUIET, STRONG, Text
from functions.issue.spelling import ABSENT, day, sex, snils
from shared.domain.entries import Entry, EntryKind
from shared.domain.professions import CATEGORIES
from shared.domain.texts import text, texts
from shared.domain.validity import Judgement, Ruling
from shared.domain.version import Version

NOTHING = "Записей нет"

_MET, _UNMET, _ENDLESS = "выполнено", "не выполнено", "бессрочно"
_VALID = "Все требования выполнены. Книжка действует до {day} включительно."
_NOT_VALID = "Выполнены не все требования: книжка не даёт допуска к работе."
_RULE_COLUMNS = (Column("Требование", 0.56), Column("Выполнено", 0.26), Column("Действует до", 0.18))


@dataclass(frozen=True)
class Records:
    """A section of records, and what its kinds of entries call their title, their term and their clinic."""

    kinds: tuple[EntryKind, ...]
    title: str
    what: str
    until: str = "Действует до"
    where: str = "Организация, врач"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The heads of the section's table."""
        return (
            Column("Дата", 0.15),
            Column(self.what, 0.38),
            Column(self.until, 0.16),
            Column(self.where, 0.31),
        )


SECTIONS = (
    Records((EntryKind.CONCLUSION,), "Сведения о состоянии здоровья", "Заключение, результат"),
    Records((EntryKind.EXAMINATION,), "Медосмотры", "Вид осмотра, результат", "Дата следующего"),
    Records(
        (EntryKind.VACCINATION, EntryKind.EXEMPTION, EntryKind.REFUSAL),
        "Прививки",
        "Инфекция, вакцина, серия, доза",
    ),
    Records(
        (EntryKind.LABORATORY,),
        "Лабораторные исследования",
        "Исследование, результат",
        where="Лаборатория",
    ),
    Records((EntryKind.OCCUPATIONAL_DISEASE,), "Профессиональные заболевания", "Код, заболевание"),
    Records((EntryKind.RESTRICTION,), "Ограничения по трудовой деятельности", "Ограничение"),
    Records(
        (EntryKind.HYGIENE_ATTESTATION,),
        "Гигиеническое обучение и аттестация",
        "Программа, результат",
        where="Организация",
    ),
)


def contents(version: Version) -> Iterator[Section]:
    """Give all that stands behind the title page; a section without entries says that there are none."""
    yield Section("Владелец книжки", tuple(_holder(version)))
    yield Section("Допуск к работе", tuple(_admission(version)))
    yield Section("Требования к допуску", tuple(_judgement(version.judgement, version.category)))
    for records in SECTIONS:
        rows = tuple(_row(entry) for entry in _entries(version, records))
        yield Section(records.title, (Table(records.columns, rows) if rows else Paragraph(NOTHING, QUIET),))


def _entries(version: Version, records: Records) -> list[Entry]:
    return sorted(
        (each for each in version.entries if each.kind in records.kinds), key=lambda each: each.date
    )


def _holder(version: Version) -> Iterator[Block]:
    person = version.person
    yield Field("Фамилия, имя, отчество", person.full_name, STRONG)
    yield Field("Дата рождения", day(person.birth_date))
    yield Field("Пол", sex(person.sex))
    yield Field("СНИЛС", snils(person.snils))


def _admission(version: Version) -> Iterator[Block]:
    yield Field("Категория работников", version.category_title)
    yield Field("Профессия, должность", version.occupation or ABSENT)
    yield Field("Место работы", version.employer)
    yield Field("Книжка выдана", day(version.issued_on))
    yield Field("Действительна до", day(version.valid_until), STRONG if version.valid_until else BODY)


def _judgement(judgement: Judgement, category: str) -> Iterator[Block]:
    """Say what the category asks for, and for each rule whether it is met and until when (bok-10)."""
    yield Paragraph(f"Основание: {CATEGORIES[category].basis}.", QUIET)
    yield Paragraph(_VALID.format(day=day(judgement.until)) if judgement.until else _NOT_VALID, STRONG)
    if judgement.rulings:
        yield Table(_RULE_COLUMNS, tuple(map(_ruled, judgement.rulings)))


def _ruled(ruling: Ruling) -> Row:
    asked = text("rules", ruling.rule, infection=ruling.infection)
    until = day(ruling.until) if ruling.until else _ENDLESS
    answer: Text = (_MET, CELL) if ruling.met else (_UNMET, CELL_STRONG)
    return ((asked, CELL),), (answer,), ((until if ruling.met else ABSENT, CELL),)


def _row(entry: Entry) -> Row:
    where: Cell = ((entry.clinic, CELL),)
    if entry.doctor:
        where += ((entry.doctor, CELL_QUIET),)
    return ((day(entry.date), CELL),), tuple(_what(entry)), ((day(entry.valid_until), CELL),), where


def _what(entry: Entry) -> Iterator[Text]:
    """Say what was done or found, in which detail, and what came of it."""
    kind = texts("entry_kinds")[entry.kind]
    if entry.infection:
        yield f"{kind}: {texts('infections')[entry.infection]}", CELL
        if entry.title:
            yield entry.title, CELL
    elif entry.restriction:
        yield texts("restrictions")[entry.restriction], CELL
        if entry.title:
            yield entry.title, CELL_QUIET
    else:
        yield " ".join(filter(None, (entry.code, entry.title or kind))), CELL
    if details := ", ".join(_details(entry)):
        yield details, CELL_QUIET
    if entry.fitness:
        yield texts("fitness")[entry.fitness], CELL_STRONG
    if entry.result:
        yield entry.result, CELL if entry.fitness else CELL_STRONG


def _details(entry: Entry) -> Iterator[str]:
    for name, value in ("vaccine", entry.vaccine), ("series", entry.series), ("dose", entry.dose):
        if value is not None:
            yield text("entry_details", name, value=value).replace(" ", NO_BREAK_SPACE, 1)
