"""Every record enters the chain once, in its order, whatever is told twice or cut off."""

import pytest

from functions.audit import app
from functions.audit.app import handler
from functions.audit.end import End, find
from functions.audit.verify import verify
from shared.store import audit
from tests.faults import PowerCut, after, calls_made, power_cut
from tests.functions.audit.conftest import public_key, record, stored, tell, told
from tests.queues import deliver

CALLS = ("HeadObject", "HeadObject", "GetObject", "PutObject")


def start_anew() -> None:
    """Let the worker forget where the chain ends."""
    app._known.clear()


def whole() -> int:
    return verify(stored("records/"), stored("roots/"), public_key()).records


@pytest.mark.req("sec-07", "sec-08")
def test_records_follow_each_other_over_the_segments() -> None:
    assert tell("r1", "r2") == tell("r3") == []
    assert told() == ["r1", "r2", "r3"]
    assert whole() == 3


@pytest.mark.req("sec-07")
def test_records_that_are_told_again_are_there_once() -> None:
    tell("r1", "r2")
    assert tell("r1", "r2") == tell("r2", "r3") == []
    assert told() == ["r1", "r2", "r3"]
    assert whole() == 3


def test_the_calls_of_a_good_run_are_those_that_are_cut_below(monkeypatch: pytest.MonkeyPatch) -> None:
    tell("r0")
    start_anew()
    made = calls_made(monkeypatch)
    tell("r1")
    assert made == [*CALLS]
    tell("r2")
    assert made == [*CALLS, "PutObject"]


@pytest.mark.req("sec-07", "rel-03")
@pytest.mark.parametrize("place", range(len(CALLS)))
def test_a_worker_that_was_cut_off_anywhere_loses_and_doubles_nothing(place: int) -> None:
    tell("r0")
    start_anew()
    with after(place, power_cut), pytest.raises(PowerCut):
        tell("r1", "r2")
    start_anew()
    assert tell("r1", "r2", "r3") == []
    assert told() == ["r0", "r1", "r2", "r3"]
    assert whole() == 4


@pytest.mark.req("sec-07", "rel-03")
@pytest.mark.parametrize("place", range(len(CALLS)))
def test_two_workers_with_the_same_records_write_them_once(place: int) -> None:
    tell("r0")
    start_anew()
    with after(place, lambda: tell("r1")):
        tell("r1")
    tell("r2")
    assert told() == ["r0", "r1", "r2"]
    assert whole() == 3


def test_a_worker_whose_place_was_taken_goes_on_after_the_other() -> None:
    tell("r0")
    mine = app._known.copy()
    tell("r1")
    app._known[:] = mine
    tell("r2")
    assert told() == ["r0", "r1", "r2"]
    assert whole() == 3


def test_what_follows_an_unreadable_message_waits_with_it_so_that_the_order_stays() -> None:
    bodies = [record("r1").model_dump_json(), "{}", record("r2").model_dump_json()]
    assert deliver(handler, *bodies) == [1, 2]
    assert told() == ["r1"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 8, 9, 20])
def test_the_end_is_found_among_any_number_of_segments(count: int) -> None:
    for number in range(count):
        tell(f"r{number}")
    assert find() == (app._known[0] if count else End())
    assert audit.segments() == count
