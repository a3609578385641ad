"""Books cannot be forged: not one byte can be another, and no page can be edited (iss-09)."""

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from functions.inspect.validation import Finding, validate
from functions.issue.book import render
from functions.issue.signing import Signatory, sign
from tests.functions.issue.specimens import (
    ADDRESS,
    CODE,
    NOW,
    REASON,
    one_of_each,
    person,
    photo,
    vaccinations,
    version,
)
from tests.functions.issue.test_signing import revised

BOOKS, CHANGES = 50, 20
SEED = 20261126


def signed(number: int, signer: Signatory) -> bytes:
    """Issue a book that differs from the others in its holder, its records and its day."""
    said = version(
        (*one_of_each(), *vaccinations(number)),
        number=number + 1,
        person=person(surname=f"Иванова-{number}"),
        issued_on=NOW.date() - timedelta(days=number),
    )
    return sign(render(said, photo(f"#{number * 5:02x}80c0"), CODE, ADDRESS), signer, NOW, REASON)


def digests_of_all_changes(pdf: bytes) -> Iterator[bytes]:
    """Flip a bit of each byte in turn."""
    before = hashlib.sha256()
    for place, byte in enumerate(pdf):
        changed = before.copy()
        changed.update(bytes([byte ^ 1]))
        changed.update(memoryview(pdf)[place + 1 :])
        yield changed.digest()
        before.update(bytes([byte]))


@pytest.mark.req("iss-09")
def test_no_change_of_any_byte_of_a_book_keeps_its_digest(signer: Signatory) -> None:
    """The digest is what `/v1/check/file` knows a book by; `bench/forgery.py` validates all these files."""
    pdf = signed(0, signer)
    changed = set(digests_of_all_changes(pdf))
    assert len(changed) == len(pdf)
    assert hashlib.sha256(pdf).digest() not in changed


@pytest.mark.req("iss-09")
def test_of_fifty_books_none_is_genuine_with_a_changed_byte_or_an_edited_page(
    signer: Signatory, roots: list[bytes]
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same in each run
    for number in range(BOOKS):
        pdf = signed(number, signer)
        assert validate(pdf, roots) is Finding.GENUINE, number
        assert validate(revised(pdf), roots) is Finding.CHANGED, number
        for place in chance.sample(range(len(pdf)), CHANGES):
            changed = bytearray(pdf)
            changed[place] ^= 1 << chance.randrange(8)
            assert validate(bytes(changed), roots) is not Finding.GENUINE, (number, place)
