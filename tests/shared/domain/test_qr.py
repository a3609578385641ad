"""The text of a code: small, strict, and nothing in it that a stranger must not read."""

from contextlib import suppress
from datetime import date

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import numbers, qr
from shared.domain.professions import CATEGORIES
from shared.domain.qr import Claims, Unreadable
from tests.builders import FIELDS, version

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LETTERS = st.sampled_from("АБВГДЕЁЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")
DAYS = st.dates(date(2020, 1, 2), date(2199, 1, 1))

claims = st.builds(
    Claims,
    key=st.binary(min_size=2, max_size=2),
    book_number=st.integers(0, 2**55 - 1).map(numbers.mint),
    version=st.integers(1, 65_535),
    status_index=st.integers(0, 2**32 - 1),
    category=st.sampled_from([*CATEGORIES]),
    issued_on=DAYS,
    valid_until=st.none() | DAYS,
    initials=st.lists(LETTERS, min_size=2, max_size=3).map(
        lambda letters: " ".join(f"{letter}." for letter in letters)
    ),
)


@pytest.mark.req("ver-07")
@given(claims, st.binary(min_size=64, max_size=64))
def test_what_a_code_says_is_read_back(said: Claims, signature: bytes) -> None:
    assert qr.read(qr.text(said, signature)) == (said, said.packed(), signature)


@pytest.mark.req("iss-09", "ver-07")
@given(claims, st.binary(min_size=64, max_size=64), st.data())
def test_one_changed_character_never_reads_the_same(
    said: Claims, signature: bytes, data: st.DataObject
) -> None:
    text = qr.text(said, signature)
    place = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.sampled_from(ALPHABET + "abc018 =é").filter(lambda each: each != text[place]))
    changed = text[:place] + character + text[place + 1 :]
    with suppress(Unreadable):
        assert qr.read(changed)[1:] != (said.packed(), signature)


@pytest.mark.parametrize("text", ["", "A", "A" * 141, "A" * 142, "Я" * 141, "1" * 141, "A" * 10_000])
def test_what_no_code_says_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        qr.read(text)


@pytest.mark.req("ver-02", "sec-12")
def test_a_code_names_its_version_and_of_the_holder_only_initials() -> None:
    said = Claims.of(version(status_index=7), b"\1\2")
    assert (said.book_number, said.version, said.status_index) == ("JQNQ-XHXK-M4W1", 1, 7)
    assert said.initials == "И. А. С."
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in str(said)]


@pytest.mark.req("ver-01")
def test_a_code_fits_a_small_picture_that_any_camera_reads() -> None:
    text = qr.text(Claims.of(version(), b"\1\2"), bytes(64))
    code = segno.make_qr(f"HTTPS://MEDBOOK.EXAMPLE.RU/V/{text}", error="m")
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 8
