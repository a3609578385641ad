"""Sealing: what was sealed opens for its holder in its place, and in no other way."""

import base64
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import assume, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from shared.cloud import clients, sealing
from shared.cloud.sealing import MAX_AGE_SECONDS, MAX_KEYS, SealBroken, seal, unseal

pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.req("sec-03")]

API: Any = BaseClient
HOLDERS = st.text("abя#/", min_size=1, max_size=5)
PLACES = st.text("AB#/\n я", max_size=9)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What KMS was asked for."""
    counted, real = Counter[str](), API._make_api_call

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        counted[operation] += 1
        return real(client, operation, arguments)

    monkeypatch.setattr(API, "_make_api_call", call)
    return counted


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test can set."""
    now = [1000.0]
    monkeypatch.setattr("shared.cloud.sealing.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@limits(max_examples=50, deadline=None)
@given(holder=HOLDERS, data=st.binary(max_size=300), place=PLACES, elsewhere=st.booleans())
def test_what_was_sealed_opens_in_this_process_and_in_another(
    holder: str, data: bytes, place: str, *, elsewhere: bool
) -> None:
    sealed = seal(holder, data, place)
    if elsewhere:
        sealing._keys.clear()
    assert unseal(holder, sealed, place) == data


@limits(max_examples=100, deadline=None)
@given(data=st.data(), elsewhere=st.booleans())
def test_no_bit_can_be_flipped(*, data: st.DataObject, elsewhere: bool) -> None:
    sealed = bytearray(seal("h1", b"11223344595", "A"), "ascii")
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if elsewhere:
        sealing._keys.clear()
    require_refused("h1", sealed.decode("latin-1"), "A")


@limits(max_examples=100, deadline=None)
@given(data=st.data(), elsewhere=st.booleans())
def test_no_bit_below_the_spelling_can_be_flipped(*, data: st.DataObject, elsewhere: bool) -> None:
    raw = bytearray(base64.b64decode(seal("h1", b"11223344595", "A")))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if elsewhere:
        sealing._keys.clear()
    require_refused("h1", base64.b64encode(raw).decode(), "A")


@limits(max_examples=50, deadline=None)
@given(holder=HOLDERS, other=HOLDERS, place=PLACES, elsewhere=PLACES, cold=st.booleans())
def test_it_opens_for_no_other_holder_and_in_no_other_place(
    holder: str, other: str, place: str, elsewhere: str, *, cold: bool
) -> None:
    assume(holder != other)
    assume(place != elsewhere)
    sealed = seal(holder, b"11223344595", place)
    seal(other, b"something", place)
    if cold:
        sealing._keys.clear()
    for wrong in ((other, place), (holder, elsewhere), (other, elsewhere)):
        with pytest.raises(SealBroken):
            unseal(wrong[0], sealed, wrong[1])


@pytest.mark.parametrize("text", ["", "{}", '{"snils":"11223344595"}', "AQ==", "AQAA", "AQD/", "я"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal("h1", text, "A")


def test_a_cut_text_does_not_open() -> None:
    raw = base64.b64decode(seal("h1", b"11223344595", "A"))
    for length in range(len(raw)):
        require_refused("h1", base64.b64encode(raw[:length]).decode(), "A")


def test_the_same_words_never_look_the_same() -> None:
    assert len({seal("h1", b"11223344595", "A") for _ in range(50)}) == 50


def test_a_busy_function_asks_for_one_key_per_holder(calls: Counter[str]) -> None:
    sealed = [seal("h1", b"1", f"{number}") for number in range(50)]
    assert [unseal("h1", each, f"{number}") for number, each in enumerate(sealed)] == [b"1"] * 50
    assert calls == {"GenerateDataKey": 1}


def test_a_key_that_opened_something_seals_for_the_same_holder_so_that_few_are_ever_made(
    calls: Counter[str],
) -> None:
    sealed = seal("h1", b"1", "A")
    sealing._keys.clear()
    calls.clear()
    assert unseal("h1", sealed, "A") == b"1"
    assert unseal("h1", seal("h1", b"2", "B"), "B") == b"2"
    seal("h2", b"3", "C")
    assert calls == {"Decrypt": 1, "GenerateDataKey": 1}


def test_a_plain_key_is_forgotten_after_a_few_minutes(calls: Counter[str], clock: list[float]) -> None:
    sealed = seal("h1", b"1", "A")
    clock[0] += MAX_AGE_SECONDS - 1
    unseal("h1", sealed, "A")
    assert calls == {"GenerateDataKey": 1}
    clock[0] += 1
    unseal("h1", sealed, "A")
    assert calls == {"GenerateDataKey": 1, "Decrypt": 1}
    clock[0] += MAX_AGE_SECONDS
    seal("h2", b"1", "A")
    assert [key.holder for _, key in sealing._keys._known.values()] == ["h2"]


def test_few_plain_keys_are_kept_and_the_one_used_last_stays(calls: Counter[str]) -> None:
    for number in range(2 * MAX_KEYS):
        seal(f"h{number}", b"1", "A")
        seal("h0", b"1", "A")
    assert len(sealing._keys._known) == MAX_KEYS
    assert calls == {"GenerateDataKey": 2 * MAX_KEYS}


def test_a_key_that_has_opened_nothing_seals_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator's KMS gives a wrong key for a wrapped one that was changed; nothing may rest on it."""
    sealed = seal("h1", b"1", "A")
    sealing._keys.clear()
    monkeypatch.setattr(clients.kms(), "decrypt", lambda **_: {"Plaintext": bytes(32)})
    with pytest.raises(SealBroken):
        unseal("h1", sealed, "A")
    assert not sealing._keys._known


@pytest.mark.req("sec-12")
@pytest.mark.parametrize(
    "fault",
    [
        EndpointConnectionError(endpoint_url="https://kms"),
        ClientError({"Error": {"Code": "KMSInternalException"}}, "Decrypt"),
        ClientError({"Error": {"Code": "AccessDeniedException"}}, "Decrypt"),
    ],
)
def test_without_the_key_service_nothing_is_sealed_or_opened(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    sealed = seal("h1", b"11223344595", "A")
    sealing._keys.clear()

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(API, "_make_api_call", fail)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: seal("h1", b"11223344595", "A"),
        lambda: unseal("h1", sealed, "A"),
    )
    for attempt in attempts:
        with pytest.raises(type(fault)) as caught:
            attempt()
        assert "11223344595" not in str(caught.value)


@pytest.mark.req("sec-12")
def test_a_broken_seal_tells_nothing_of_what_it_held() -> None:
    with pytest.raises(SealBroken) as caught:
        unseal("h1", seal("h1", b"11223344595", "A"), "B")
    assert (caught.value.args, caught.value.__cause__) == ((), None)


def require_refused(holder: str, sealed: str, place: str) -> None:
    """A changed name of the master key is «no access» to moto, and to AWS a broken ciphertext."""
    with pytest.raises((SealBroken, ClientError)) as caught:
        unseal(holder, sealed, place)
    error = caught.value
    assert not isinstance(error, ClientError) or error.response["Error"]["Code"] == "AccessDeniedException"
