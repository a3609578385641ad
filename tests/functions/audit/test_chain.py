"""Whatever is taken away, changed or swapped in a chain, the first bad record is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.audit import chain
from functions.audit.chain import Broken, Line
from shared.domain.chain import GENESIS
from tests.functions.audit.conftest import record

LENGTH = 12
PLACES = st.integers(0, LENGTH - 2)


def linked(length: int) -> list[Line]:
    lines: list[Line] = []
    number, previous = 0, GENESIS
    for place in range(length):
        lines.append(Line.after(number, previous, record(f"r{place}")))
        number, previous = lines[-1].number, lines[-1].hash
    return lines


CHAIN = linked(LENGTH)


def first_bad(lines: list[Line]) -> int:
    with pytest.raises(Broken) as broken:
        list(chain.walked(lines))
    return broken.value.number


def test_an_untouched_chain_holds() -> None:
    assert list(chain.walked(chain.read(chain.written(CHAIN)))) == CHAIN
    assert list(chain.walked([])) == []


@pytest.mark.req("sec-08")
@given(PLACES)
def test_a_record_that_was_removed_is_named(place: int) -> None:
    assert first_bad(CHAIN[:place] + CHAIN[place + 1 :]) == place + 1


@pytest.mark.req("sec-08")
@given(PLACES, st.sampled_from(["account", "action", "result", "purpose", "request_id"]), st.text(min_size=1))
def test_a_record_that_was_altered_is_named(place: int, field: str, text: str) -> None:
    line = CHAIN[place]
    altered = line.record.model_copy(update={field: f"{getattr(line.record, field)}{text}"})
    forged = line.model_copy(update={"record": altered})
    assert first_bad([*CHAIN[:place], forged, *CHAIN[place + 1 :]]) == place + 1
    hashed_anew = Line.after(line.number - 1, line.previous, altered)
    assert first_bad([*CHAIN[:place], hashed_anew, *CHAIN[place + 1 :]]) == place + 1


@pytest.mark.req("sec-08")
@given(st.permutations(range(LENGTH)).filter(lambda order: order != list(range(LENGTH))))
def test_records_in_another_order_are_named_from_the_first_that_is_misplaced(order: list[int]) -> None:
    misplaced = next(place for place, number in enumerate(order) if place != number)
    assert first_bad([CHAIN[number] for number in order]) == misplaced + 1


@pytest.mark.req("sec-08")
@given(PLACES, st.binary(max_size=40).filter(lambda noise: b"\n" not in noise and b"\r" not in noise))
def test_a_line_that_cannot_be_read_is_named(place: int, noise: bytes) -> None:
    lines = chain.written(CHAIN).splitlines()
    lines[place] = b"{" + noise
    with pytest.raises(Broken) as broken:
        list(chain.walked(chain.read(b"\n".join(lines))))
    assert broken.value.number == place + 1
