"""What will be signed is read back first, and compared with what was to be said."""

from datetime import date
from typing import Any

import pytest

from functions.issue.assurance import UnassuredError, assure
from functions.issue.book import render
from shared.domain.entries import EntryKind
from shared.domain.validity import Judgement, Rule, Ruling
from shared.domain.version import Version
from tests.functions.issue.specimens import (
    ADDRESS,
    CODE,
    entry,
    one_of_each,
    person,
    photo,
    vaccinations,
    version,
)

OTHER: dict[str, dict[str, Any]] = {
    "book number": {"book_number": "7K3M-92QA-B4XD"},
    "version": {"number": 4},
    "name": {"person": person(surname="Петрова")},
    "birth date": {"person": person(birth_date=date(1991, 4, 6))},
    "snils": {"person": person(snils="11223344596")},
    "category": {"category": "medical"},
    "occupation": {"occupation": "Пекарь"},
    "employer": {"employer": "ООО «Столовая № 2»"},
    "issued on": {"issued_on": date(2026, 11, 24)},
    "valid until": {"judgement": Judgement(rulings=(), until=date(2027, 10, 13))},
    "rule 0": {
        "judgement": Judgement(rulings=(Ruling(rule=Rule.EXAMINATION, met=True),), until=date(2027, 10, 12))
    },
    "entry 9": {"entries": (*one_of_each(), entry(EntryKind.EXAMINATION, title="Осмотр психиатра"))},
}


@pytest.mark.req("iss-07", "iss-10")
def test_a_document_that_says_what_it_should_passes(pdf: bytes, book: Version) -> None:
    assure(pdf, book, CODE, ADDRESS)


@pytest.mark.req("iss-07")
@pytest.mark.parametrize("length", [1, 40, 400, 4000])
def test_long_values_that_go_on_overleaf_pass(length: int) -> None:
    said = ("слово " * length).strip()
    restriction = entry(EntryKind.RESTRICTION, title=said, result=said, clinic=said, doctor="Ж" * 60)
    book = version((*vaccinations(7), restriction), employer=said)
    assure(render(book, photo(), CODE, ADDRESS), book, CODE, ADDRESS)


@pytest.mark.req("iss-07", "iss-10")
@pytest.mark.parametrize("field", OTHER)
def test_a_document_that_says_something_else_does_not(pdf: bytes, book: Version, field: str) -> None:
    with pytest.raises(UnassuredError, match=rf"^{field}$"):
        assure(pdf, book.model_copy(update=OTHER[field]), CODE, ADDRESS)


@pytest.mark.req("iss-07")
@pytest.mark.parametrize(
    "change",
    [
        {"title": "Прививка-007"},
        {"clinic": "Поликлиника № 7"},
        {"doctor": "Петров Пётр"},
        {"series": "К-402"},
        {"dose": 3},
        {"vaccine": "ЖКВ"},
        {"date": date(2026, 10, 13)},
        {"valid_until": date(2027, 10, 12)},
        {"result": "другой итог"},
        {"infection": "typhoid"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_is_missed_by_any_of_its_fields(change: dict[str, Any]) -> None:
    filed = entry(EntryKind.VACCINATION, title="Прививка-006", vaccine="Приорикс", series="A69", dose=2)
    pdf = render(version([filed]), photo(), CODE, ADDRESS)
    other = filed.model_validate({**filed.model_dump(), **change}, strict=False)
    assure(pdf, version([filed]), CODE, ADDRESS)
    with pytest.raises(UnassuredError, match=r"^entry 0$"):
        assure(pdf, version([other]), CODE, ADDRESS)


@pytest.mark.req("iss-07")
def test_two_equal_entries_take_two_rows() -> None:
    twice = vaccinations(1) * 2
    assure(render(version(twice), photo(), CODE, ADDRESS), version(twice), CODE, ADDRESS)
    with pytest.raises(UnassuredError, match=r"^entry 1$"):
        assure(render(version(twice[:1]), photo(), CODE, ADDRESS), version(twice), CODE, ADDRESS)


@pytest.mark.req("iss-09", "ver-04")
def test_another_address_at_the_foot_does_not_pass(pdf: bytes, book: Version) -> None:
    with pytest.raises(UnassuredError, match=r"^address$"):
        assure(pdf, book, CODE, "elsewhere.example/check")


@pytest.mark.req("iss-09")
@pytest.mark.parametrize("code", [CODE[:-1], f"{CODE[:-1]}X", CODE.lower(), ""])
def test_a_code_that_says_anything_else_does_not_pass(pdf: bytes, book: Version, code: str) -> None:
    with pytest.raises(UnassuredError, match=r"^code$"):
        assure(pdf, book, code, ADDRESS)


@pytest.mark.req("iss-09")
def test_a_code_that_no_camera_reads_does_not_pass(monkeypatch: pytest.MonkeyPatch, book: Version) -> None:
    monkeypatch.setattr("functions.issue.press.pictures.paint", lambda _: "1 1 1 rg")
    with pytest.raises(UnassuredError, match=r"^code$"):
        assure(render(book, photo(), CODE, ADDRESS), book, CODE, ADDRESS)


@pytest.mark.req("iss-07")
def test_a_document_whose_pages_are_not_numbered_does_not_pass(
    monkeypatch: pytest.MonkeyPatch, book: Version
) -> None:
    monkeypatch.setattr("functions.issue.press.flow.page_number", lambda place, count: f"{place}/{count}")
    with pytest.raises(UnassuredError, match=r"^page$"):
        assure(render(book, photo(), CODE, ADDRESS), book, CODE, ADDRESS)


@pytest.mark.req("iss-10")
@pytest.mark.parametrize("wrong", [b"", b"not a document", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_document_does_not_pass(book: Version, wrong: bytes) -> None:
    with pytest.raises(UnassuredError):
        assure(wrong, book, CODE, ADDRESS)


@pytest.mark.req("iss-10")
def test_half_a_document_does_not_pass(pdf: bytes, book: Version) -> None:
    with pytest.raises(UnassuredError, match="damaged"):
        assure(pdf[: len(pdf) // 2], book, CODE, ADDRESS)
