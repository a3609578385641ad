"""The document says everything that the data say (group bok, iss-07)."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from functions.issue.book import render
from functions.issue.contents import NOTHING, SECTIONS
from functions.issue.press.faces import GLYPHS, UnprintableError
from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.professions import CATEGORIES
from shared.domain.texts import text
from shared.domain.validity import Judgement, Rule, judge
from shared.domain.version import Version
from tests.conftest import ROOT
from tests.functions.issue.reading import dense, poppler_text, poppler_texts, pypdf_texts, texts
from tests.functions.issue.specimens import (
    ADDRESS,
    CODE,
    entry,
    one_of_each,
    person,
    photo,
    version,
)

SAID = {
    "title": "Электронная личная медицинская книжка",
    "number": "№ 7K3M-92QA-B4XC",
    "version": "версия 3",
    "name": "Фамилия, имя, отчество Иванова Анна Сергеевна",
    "birth date": "Дата рождения 05.04.1991",
    "sex": "Пол женский",
    "snils": "СНИЛС 112-233-445 95",
    "category": "Категория работников Общественное питание",
    "occupation": "Профессия, должность Повар",
    "employer": "Место работы ООО «Столовая № 1»",
    "issued on": "Книжка выдана 23.11.2026",
    "valid until": "Действительна до 12.10.2027",
}


def printed(book: Version) -> str:
    return "".join(texts(render(book, photo(), CODE, ADDRESS)))


@pytest.fixture(scope="module")
def readings(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What three independent readers see, without blanks."""
    readers: dict[str, Callable[[], list[str]]] = {
        "MuPDF": lambda: texts(pdf),
        "pypdf": lambda: pypdf_texts(pdf),
        "Poppler": lambda: poppler_texts(pdf, tmp_path_factory.mktemp("poppler")),
    }
    return {name: dense("".join(read())) for name, read in readers.items()}


@pytest.mark.req("iss-03")
def test_three_independent_readers_see_the_same_letters_on_the_same_pages(pdf: bytes, tmp_path: Path) -> None:
    seen = zip(texts(pdf), pypdf_texts(pdf), poppler_texts(pdf, tmp_path), strict=True)
    for pages in seen:
        assert len({"".join(sorted(dense(page))) for page in pages}) == 1


@pytest.mark.req("iss-03", "iss-07")
def test_each_field_of_the_version_is_said_beside_its_label(readings: dict[str, str]) -> None:
    for reader, text_ in readings.items():
        assert [field for field, said in SAID.items() if dense(said) not in text_] == [], reader


def filed(said: Entry) -> list[str]:
    """List what a clinic has filed, as people should read it."""
    return [
        f"{said.date:%d.%m.%Y}",
        f"{said.valid_until:%d.%m.%Y}" if said.valid_until else "—",
        said.clinic,
        *(str(value) for value in (said.title, said.code, said.result, said.doctor) if value),
        *([text("infections", said.infection)] if said.infection else []),
        *([text("fitness", said.fitness)] if said.fitness else []),
        *([text("restrictions", said.restriction)] if said.restriction else []),
        *(
            text("entry_details", name, value=getattr(said, name))
            for name in ("vaccine", "series", "dose")
            if getattr(said, name) is not None
        ),
    ]


@pytest.mark.req("iss-03", "iss-07", "bok-01", "bok-02", "bok-03", "bok-04", "bok-05", "bok-06")
def test_each_field_of_each_kind_of_entry_is_said_in_every_reader(readings: dict[str, str]) -> None:
    assert {said.kind for said in one_of_each()} == set(EntryKind)
    for reader, text_ in readings.items():
        missing = [value for said in one_of_each() for value in filed(said) if dense(value) not in text_]
        assert missing == [], reader


@pytest.mark.req("bok-03")
@pytest.mark.parametrize("title", [None, "Ревакцинация"])
@pytest.mark.parametrize("kind", [EntryKind.VACCINATION, EntryKind.EXEMPTION, EntryKind.REFUSAL])
def test_a_vaccination_an_exemption_and_a_refusal_are_told_apart(kind: EntryKind, title: str | None) -> None:
    details = {"vaccine": "«Приорикс»", "series": "A69CB550A", "dose": 2}
    more = details if kind is EntryKind.VACCINATION else {}
    said = entry(kind, title=title, infection=Infection.MEASLES, **more)
    text_ = dense(printed(version([said])))
    assert dense(f"{text('entry_kinds', kind)}: корь") in text_
    assert [value for value in filed(said) if dense(value) not in text_] == []


@pytest.mark.req("bok-05")
@pytest.mark.parametrize("title", [None, "Не более 7 кг"])
@pytest.mark.parametrize("restriction", Restriction)
def test_a_restriction_is_said_as_employers_see_it_and_in_the_words_of_the_clinic(
    restriction: Restriction, title: str | None
) -> None:
    said = entry(EntryKind.RESTRICTION, title=title, restriction=restriction)
    text_ = dense(printed(version([said])))
    assert [value for value in filed(said) if dense(value) not in text_] == []


@pytest.mark.req("bok-01", "bok-02")
@pytest.mark.parametrize("fitness", Fitness)
def test_fitness_is_said_beside_the_result(fitness: Fitness) -> None:
    text_ = dense(printed(version([entry(EntryKind.EXAMINATION, fitness=fitness, result="Здорова")])))
    assert dense(f"{text('fitness', fitness)} Здорова") in text_


@pytest.mark.req("bok-13")
def test_the_sections_stand_in_the_order_of_the_paper_book(pdf: bytes) -> None:
    text_ = "".join(texts(pdf))
    places = [text_.index(section.title) for section in SECTIONS]
    assert places == sorted(places)
    assert sorted(kind for section in SECTIONS for kind in section.kinds) == sorted(EntryKind)


@pytest.mark.req("bok-13")
def test_the_documentation_maps_the_paper_book_to_these_sections_in_this_order() -> None:
    table = (ROOT / "docs" / "book.md").read_text(encoding="utf-8")
    named = re.findall(r"\| «([^»]+)» \|", table)
    ours = [section.title for section in SECTIONS]
    assert set(ours) <= set(named)
    assert [title for title in dict.fromkeys(named) if title in ours] == ours
    assert all(f"`{kind}`" in table for kind in EntryKind)


@pytest.mark.req("bok-13")
def test_an_empty_section_says_so() -> None:
    assert printed(version(entries=())).count(NOTHING) == len(SECTIONS)


@pytest.mark.req("bok-10")
def test_the_book_says_of_each_rule_whether_it_is_met_and_until_when() -> None:
    entries = (
        entry(EntryKind.EXAMINATION, valid_until=date(2027, 5, 6)),
        entry(EntryKind.VACCINATION, infection=Infection.MEASLES, valid_until=None),
    )
    judgement = judge(CATEGORIES["catering"], entries)
    text_ = dense(printed(version(entries, judgement=judgement)))
    assert dense("Медицинский осмотр: годен к работе выполнено 06.05.2027") in text_
    assert dense("отвод: корь выполнено бессрочно") in text_
    for ruling in judgement.rulings:
        name = dense(text("rules", ruling.rule, infection=ruling.infection))
        assert f"{name}{'выполнено' if ruling.met else 'невыполнено—'}" in text_
    assert dense("Выполнены не все требования: книжка не даёт допуска к работе.") in text_
    assert dense(CATEGORIES["catering"].basis) in text_
    assert {ruling.rule for ruling in judgement.rulings} == {*Rule} - {Rule.CONCLUSION}


@pytest.mark.req("bok-10")
def test_the_overall_term_stands_over_the_rules() -> None:
    text_ = printed(version(judgement=Judgement(rulings=(), until=date(2027, 10, 12))))
    assert dense("Книжка действует до 12.10.2027 включительно.") in dense(text_)


def test_entries_stand_in_order_of_date() -> None:
    years = (2024, 2026, 2025)
    entries = [entry(EntryKind.LABORATORY, title=f"Анализ-{year}", date=date(year, 1, 1)) for year in years]
    text_ = printed(version(entries))
    assert text_.index("Анализ-2024") < text_.index("Анализ-2025") < text_.index("Анализ-2026")


def test_what_is_absent_is_not_made_up() -> None:
    bare = entry(EntryKind.EXAMINATION, valid_until=None, doctor=None, result=None)
    text_ = printed(version([bare], occupation=None, person=person(patronymic=None, sex="male")))
    assert "None" not in text_
    assert dense("Профессия, должность —") in dense(text_)
    assert dense("Пол мужской") in dense(text_)


@pytest.mark.req("iss-03")
def test_words_are_found_by_another_reader(pdf: bytes, book: Version, tmp_path: Path) -> None:
    text_ = poppler_text(pdf, tmp_path)
    assert book.person.full_name in text_
    assert "112-233-445 95" in text_
    assert "7K3M-92QA-B4XC" in text_


@pytest.mark.req("iss-03")
@pytest.mark.parametrize("surname", ["Ёлкина-Щукина", "Әлиева", "Ҥурғалиева", "O’Нил", "Кожеми\u0306кина"])
def test_names_in_the_letters_of_all_peoples_are_printed(surname: str) -> None:
    composed = surname.replace("и\u0306", "й")
    assert dense(composed) in dense(printed(version(person=person(surname=surname))))


@pytest.mark.req("iss-07")
def test_signs_that_mean_something_to_the_file_are_letters_on_the_page() -> None:
    said = r"(((a\b)c) \\( %/<<>>[]{}# ъ)"  # and a glyph whose number holds a line's end
    text_ = dense(printed(version([entry(EntryKind.LABORATORY, title=said)], employer=said)))
    assert text_.count(dense(said)) == 2


@pytest.mark.req("iss-07")
@pytest.mark.parametrize("letter", ["中", "\u0301", "\ue000", "😀"])
def test_a_letter_that_the_typeface_lacks_is_an_error_not_a_gap(letter: str) -> None:
    with pytest.raises(UnprintableError, match=rf"U\+{ord(letter):04X}"):
        render(version(employer=f"ООО «{letter}»"), photo(), CODE, ADDRESS)


@pytest.mark.req("iss-07")
def test_every_letter_of_the_typeface_is_read_back_as_itself() -> None:
    letters = [letter for letter in GLYPHS if letter.strip()]
    parts = [" ".join(letters[start : start + 40]) for start in range(0, len(letters), 40)]
    text_ = dense(printed(version([entry(EntryKind.LABORATORY, title=part, result=part) for part in parts])))
    assert [part for part in parts if dense(part) * 2 not in text_] == []
