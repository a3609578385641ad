"""A receipt and an archive's cover say what was given, and are as sound as a book."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from functions.issue import covers, receipts
from functions.issue.assurance import UnassuredError
from functions.issue.covers import Cover, Enclosed
from functions.issue.papers import made
from functions.issue.receipts import Receipt
from functions.issue.spelling import octets, roubles
from tests.functions.issue.reading import dense, run, texts
from tests.functions.issue.specimens import NOW

RECEIPT = Receipt(
    "JQNQ-XHXK-M4W1", 150005, NOW, "Банковская карта", "Иванова Анна Сергеевна", "0000-0000-0000"
)
FILES = tuple(
    Enclosed(f"documents/{place:02}-скан паспорта.jpg", 1234567 * place, sha256(b"%d" % place).hexdigest())
    for place in range(1, 31)
)
COVER = Cover("JQNQ-XHXK-M4W1", "0000-0000-0000", "Иванова Анна Сергеевна", NOW, FILES)


def said(pdf: bytes) -> str:
    return dense("".join(texts(pdf)))


@pytest.mark.req("pay-08")
def test_a_receipt_says_how_much_was_paid_when_how_by_whom_and_for_what() -> None:
    text = said(receipts.render(RECEIPT))
    for value in (
        "Чек об оплате пошлины № JQNQ-XHXK-M4W1 от 23.11.2026",
        "Сумма 1 500 руб. 05 коп.",
        "Оплачено 23.11.2026 15:30:15 (МСК)",
        "Способ оплаты Банковская карта",
        "Плательщик Иванова Анна Сергеевна",
        "Номер заявления 0000-0000-0000",
        "Распечатанный вариант не имеет юридической силы.",
    ):
        assert dense(value) in text


@pytest.mark.req("pay-08")
@pytest.mark.parametrize(
    ("kopecks", "written"),
    [(0, "0 руб. 00 коп."), (7, "0 руб. 07 коп."), (123456789, "1 234 567 руб. 89 коп.")],
)
def test_a_sum_is_written_to_the_kopeck(kopecks: int, written: str) -> None:
    assert roubles(kopecks).replace("\xa0", " ") == written


@pytest.mark.req("apl-02")
def test_a_cover_lists_every_file_with_its_name_its_size_and_its_sum() -> None:
    pages = texts(covers.render(COVER))
    assert len(pages) > 2
    text = dense("".join(pages))
    for file in FILES:
        assert dense(file.name) in text
        assert dense(octets(file.size)) in text
        assert file.sha256 in text
    assert dense(f"30, вместе {octets(sum(file.size for file in FILES))}") in text
    assert dense("Решение об отказе № JQNQ-XHXK-M4W1") in text


def test_a_cover_without_files_says_so() -> None:
    assert "Файловнет" in said(covers.render(replace(COVER, files=())))


@pytest.mark.parametrize(("render", "paper"), [(receipts.render, RECEIPT), (covers.render, COVER)])
def test_a_paper_is_sound_and_the_same_each_time(
    render: Callable[[Any], bytes], paper: Any, tmp_path: Path
) -> None:
    pdf = render(paper)
    assert render(paper) == pdf
    assert render(replace(paper, application_number="1111-1111-1111")) != pdf
    (tmp_path / "paper.pdf").write_bytes(pdf)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "paper.pdf")


@pytest.mark.parametrize(("module", "paper"), [(receipts, RECEIPT), (covers, COVER)])
def test_a_paper_that_does_not_say_all_is_not_made(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, paper: Any
) -> None:
    monkeypatch.setattr(module, "made", lambda given: made(replace(given, sections=())))
    with pytest.raises(UnassuredError):
        module.render(paper)
