"""Codes and lists are read byte by byte as the server reads them."""

import base64
import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from shared.domain import qr
from shared.domain.professions import CATEGORIES
from shared.domain.qr import Unreadable
from shared.domain.status_list import Status
from tests.browser.issuer import Issuer
from tests.browser.site import LIST, Site

LETTERS = b"\0\t\x0b\x1c \x2e\x85\x98\xa0\xc8A-"
CHANCE = random.Random(20261123)  # noqa: S311 - repeatable

_READ = """async (codes) => {
    const { read } = await import("/v/code.js");
    return codes.map((code) => read(code)?.claims ?? null);
}"""
_STATUSES = """async (places) => {
    const { published } = await import("/v/sources.js");
    const { list } = await published();
    return places.map(list.statusAt);
}"""


@pytest.mark.req("ver-07")
def test_a_code_is_read_alike_whatever_its_bytes(page: Page, site: Site) -> None:
    codes = [base64.b32encode(data).decode().rstrip("=") for data in datas()]
    page.goto(f"{site.address}/v/")
    seen = page.evaluate(_READ, codes)
    wanted = [read(code) for code in codes]
    assert seen == wanted
    assert {None} < {answer and answer["initials"] for answer in wanted}


@pytest.mark.req("ver-07")
def test_a_list_of_any_length_says_the_same_of_every_place(page: Page, issuer: Issuer, site: Site) -> None:
    page.goto(f"{site.address}/v/")
    for last in (0, 3, 4, 1000, 300_000):
        statuses = {place: CHANCE.choice(list(Status)) for place in (*range(min(last, 5000)), last)}
        site.publish(LIST, issuer.listing(statuses))
        places = [*statuses, last + 1, last + 10**6, 2**32 - 1]
        assert page.evaluate(_STATUSES, places) == [statuses.get(place, Status.VALID) for place in places]


def datas() -> Iterator[bytes]:
    """Make up codes: every byte at every letter's place, letters that need care, and chance."""
    for place, byte in product(range(3), range(256)):
        yield data(letters=bytes(byte if at == place else 0xC0 for at in range(3)))
    yield from (data(letters=bytes(three)) for three in product(LETTERS, repeat=3))
    yield from (data(category=category) for category in range(256))
    yield from (data(form=form) for form in range(4))
    yield from (CHANCE.randbytes(88) for _ in range(200))
    for number in (0, 31**11 - 1, 31**11, 2**56 - 1, *(CHANCE.randrange(31**11) for _ in range(500))):
        yield data(number=number)


def data(form: int = 1, number: int = 7, category: int = 0, letters: bytes = b"\xc8\xc0\xd1") -> bytes:
    head = bytes([form]) + CHANCE.randbytes(2) + number.to_bytes(7, "big") + CHANCE.randbytes(6)
    return head + bytes([category]) + CHANCE.randbytes(4) + letters + CHANCE.randbytes(64)


def read(code: str) -> dict[str, Any] | None:
    """Read with the server's reader, in the page's words."""
    try:
        claims, _, _ = qr.read(code)
    except Unreadable:
        return None
    return {
        "key": claims.key.hex(),
        "number": claims.book_number,
        "version": claims.version,
        "place": claims.status_index,
        "category": CATEGORIES[claims.category].title,
        "issuedOn": claims.issued_on.isoformat(),
        "validUntil": claims.valid_until.isoformat() if claims.valid_until else None,
        "initials": claims.initials,
    }
