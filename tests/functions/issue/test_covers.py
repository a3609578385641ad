"""An archive's cover says what it holds, and is as sound as a book."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from functions.issue import covers
from functions.issue.assurance import UnassuredError
from functions.issue.covers import Cover, Enclosed
from functions.issue.papers import made
from functions.issue.spelling import octets
from tests.functions.issue.reading import dense, run, texts
from tests.functions.issue.specimens import NOW

FILES = tuple(
    Enclosed(f"documents/{place:02}-скан паспорта.jpg", 1234567 * place, sha256(b"%d" % place).hexdigest())
    for place in range(1, 31)
)
COVER = Cover("0000-0000-0000", "Иванова Анна Сергеевна", NOW, FILES)


def said(pdf: bytes) -> str:
    return dense("".join(texts(pdf)))


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
    assert dense("Номер заявления 0000-0000-0000") in text


def test_a_cover_without_files_says_so() -> None:
    assert "Файловнет" in said(covers.render(replace(COVER, files=())))


def test_a_cover_is_sound_and_the_same_each_time(tmp_path: Path) -> None:
    pdf = covers.render(COVER)
    assert covers.render(COVER) == pdf
    assert covers.render(replace(COVER, application_number="1111-1111-1111")) != pdf
    (tmp_path / "cover.pdf").write_bytes(pdf)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "cover.pdf")


def test_a_cover_that_does_not_say_all_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covers, "made", lambda given: made(replace(given, sections=())))
    with pytest.raises(UnassuredError):
        covers.render(COVER)
