"""The list of what counts no more: small, and readable by anybody who reads token status lists."""

import random
import zlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import status_list
from shared.domain.status_list import LIFETIME, Status, StatusList
from tests.builders import NOW

SUBJECT = "http://portal.test/v/status.cwt"
STATUSES = st.dictionaries(st.integers(0, 5_000), st.sampled_from(Status))


@pytest.mark.req("ver-07")
@given(STATUSES)
def test_what_was_written_is_read_and_all_else_is_valid(statuses: dict[int, Status]) -> None:
    known = StatusList()
    known.updated(statuses)
    written = status_list.write(known, SUBJECT, b"\1\2", NOW, lambda _: bytes(64))
    found, issued_at = status_list.read(written)
    assert issued_at == NOW
    assert all(found[index] is status for index, status in statuses.items())
    assert all(found[index] is Status.VALID for index in range(5_050) if index not in statuses)


@pytest.mark.req("ver-07")
@given(STATUSES)
def test_only_a_change_is_a_change(statuses: dict[int, Status]) -> None:
    known = StatusList()
    assert known.updated(statuses) == any(statuses.values())
    assert not known.updated(statuses)


@pytest.mark.req("ver-07")
def test_the_list_is_a_signed_token_status_list() -> None:
    known = StatusList()
    known.updated({0: Status.INVALID, 1: Status.SUPERSEDED, 7: Status.INVALID})
    signed: list[bytes] = []

    def sign(data: bytes) -> bytes:
        signed.append(data)
        return bytes(64)

    written = status_list.write(known, SUBJECT, b"\1\2", NOW, sign)
    protected, _, payload, signature = cbor2.loads(written).value
    assert cbor2.loads(protected) == {1: -7, 4: b"\1\2", 16: "application/statuslist+cwt"}
    claims = cbor2.loads(payload)
    assert (claims[2], claims[6]) == (SUBJECT, int(NOW.timestamp()))
    assert claims[4] - claims[6] == LIFETIME.total_seconds()
    assert claims[65533]["bits"] == 2
    assert signed == [cbor2.dumps(["Signature1", protected, b"", payload])]
    assert signature == bytes(64)
    assert zlib.decompress(claims[65533]["lst"]) == bytes([0b00001101, 0b01000000])


@pytest.mark.req("ver-07")
def test_the_list_of_a_million_books_of_which_one_in_a_hundred_is_revoked_is_small() -> None:
    known = StatusList()
    revoked = random.Random(1).sample(range(1_000_000), 10_000)  # noqa: S311 - a test
    known.updated(dict.fromkeys((999_999, *revoked), Status.INVALID))
    written = status_list.write(known, SUBJECT, b"\1\2", NOW, lambda _: bytes(64))
    assert len(written) <= 25_000
