"""The document says everything that the data say (group bok, iss-07)."""

from datetime import date
from pathlib import Path

import pytest

from functions.issue.contents import NOTHING, SECTIONS
from functions.issue.rendering import render
from functions.issue.typography import UnprintableError
from shared.domain.entries import EntryKind
from shared.domain.version import Version
from tests.functions.issue.reading import dense, poppler_text, texts
from tests.functions.issue.specimens import CHECK_URL, entry, one_of_each, person, photo, version

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


@pytest.mark.req("iss-07")
@pytest.mark.parametrize("field", SAID)
def test_each_field_of_the_version_is_said_beside_its_label(pdf: bytes, field: str) -> None:
    assert dense(SAID[field]) in dense("".join(texts(pdf)))


@pytest.mark.req("iss-07", "bok-01", "bok-02", "bok-03", "bok-04", "bok-05", "bok-06")
@pytest.mark.parametrize("place", range(len(EntryKind)))
def test_each_field_of_an_entry_is_said(pdf: bytes, place: int) -> None:
    said, text = one_of_each()[place], dense("".join(texts(pdf)))
    cells = (f"{said.date:%d.%m.%Y}", said.what, said.outcome, f"{said.valid_until:%d.%m.%Y}", said.clinic)
    assert dense("".join(map(str, cells))) in text
    assert dense(str(said.doctor)) in text


@pytest.mark.req("bok-13")
def test_the_sections_stand_in_the_order_of_the_paper_book(pdf: bytes) -> None:
    text = "".join(texts(pdf))
    places = [text.index(section.title) for section in SECTIONS]
    assert places == sorted(places)
    assert sorted(kind for section in SECTIONS for kind in section.kinds) == sorted(EntryKind)


@pytest.mark.req("bok-13")
def test_an_empty_section_says_so() -> None:
    text = "".join(texts(render(version(entries=()), photo(), CHECK_URL)))
    assert text.count(NOTHING) == len(SECTIONS)


def test_entries_stand_in_order_of_date() -> None:
    years = (2024, 2026, 2025)
    entries = [entry(EntryKind.LABORATORY, title=f"Анализ-{year}", date=date(year, 1, 1)) for year in years]
    text = "".join(texts(render(version(entries), photo(), CHECK_URL)))
    assert text.index("Анализ-2024") < text.index("Анализ-2025") < text.index("Анализ-2026")


def test_what_is_absent_is_not_made_up() -> None:
    bare = entry(EntryKind.EXAMINATION, valid_until=None, doctor=None, result=None)
    book = version([bare], occupation=None, person=person(patronymic=None, sex="male"))
    text = "".join(texts(render(book, photo(), CHECK_URL)))
    assert "None" not in text
    assert dense("Профессия, должность —") in dense(text)
    assert dense("Пол мужской") in dense(text)


@pytest.mark.req("iss-03")
def test_the_text_is_found_by_another_reader(pdf: bytes, book: Version, tmp_path: Path) -> None:
    text = poppler_text(pdf, tmp_path)
    assert book.person.full_name in text
    assert "112-233-445 95" in text
    assert "7K3M-92QA-B4XC" in text


@pytest.mark.req("iss-03")
@pytest.mark.parametrize("surname", ["Ёлкина-Щукина", "Әлиева", "Ҥурғалиева", "O’Нил", "Кожеми\u0306кина"])
def test_names_in_the_letters_of_all_peoples_are_printed(surname: str, tmp_path: Path) -> None:
    pdf = render(version(person=person(surname=surname)), photo(), CHECK_URL)
    composed = surname.replace("и\u0306", "й")
    assert dense(composed) in dense(poppler_text(pdf, tmp_path))


@pytest.mark.req("iss-07")
def test_a_letter_that_the_typeface_lacks_is_an_error_not_a_gap() -> None:
    with pytest.raises(UnprintableError, match=r"U\+4E2D"):
        render(version(employer="ООО «中»"), photo(), CHECK_URL)
