"""What will be signed is read back first, and compared with what was to be said."""

from datetime import date
from typing import Any

import pytest

from functions.issue.assurance import UnassuredError, assure
from functions.issue.rendering import render
from shared.domain.entries import EntryKind
from shared.domain.validity import Judgement
from shared.domain.version import Version
from tests.functions.issue.specimens import (
    CHECK_URL,
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
    "entry 9": {"entries": (*one_of_each(), entry(EntryKind.EXAMINATION, title="Осмотр психиатра"))},
    "address": {"token": "QJ4ZK2M5N7P3R6S2T5U7V3W4X6Y2Z5AC"},
}


@pytest.mark.req("iss-07", "iss-10")
def test_a_document_that_says_what_it_should_passes(pdf: bytes, book: Version) -> None:
    assure(pdf, book, CHECK_URL)


@pytest.mark.req("iss-07")
@pytest.mark.parametrize("length", [1, 40, 400, 4000])
def test_long_values_that_go_on_overleaf_pass(length: int) -> None:
    said = ("слово " * length).strip()
    restriction = entry(EntryKind.RESTRICTION, title=said, result=said, clinic=said, doctor="Ж" * 60)
    book = version((*vaccinations(7), restriction), employer=said)
    assure(render(book, photo(), CHECK_URL), book, CHECK_URL)


@pytest.mark.req("iss-07", "iss-10")
@pytest.mark.parametrize("field", OTHER)
def test_a_document_that_says_something_else_does_not(pdf: bytes, book: Version, field: str) -> None:
    with pytest.raises(UnassuredError, match=rf"^{field}$"):
        assure(pdf, book.model_copy(update=OTHER[field]), CHECK_URL)


@pytest.mark.req("iss-09")
def test_the_code_of_another_portal_does_not_pass(pdf: bytes, book: Version) -> None:
    with pytest.raises(UnassuredError, match="address"):
        assure(pdf, book, "https://elsewhere.example/v1/check")


@pytest.mark.req("iss-10")
@pytest.mark.parametrize("wrong", [b"", b"not a document", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_document_does_not_pass(book: Version, wrong: bytes) -> None:
    with pytest.raises(UnassuredError):
        assure(wrong, book, CHECK_URL)


@pytest.mark.req("iss-10")
def test_half_a_document_does_not_pass(pdf: bytes, book: Version) -> None:
    with pytest.raises(UnassuredError, match="damaged"):
        assure(pdf[: len(pdf) // 2], book, CHECK_URL)
