"""Every record enters the chain once, in its order, whatever is told twice or cut off."""

import pytest

from functions.audit import chain
from functions.audit.app import handler
from functions.audit.verify import verify
from shared.store import audit
from tests.faults import PowerCut, after, calls_made, power_cut
from tests.functions.audit.conftest import public_key, record, stored, tell, told
from tests.queues import deliver

CALLS = ("GetItem", "PutObject", "TransactWriteItems")


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
    made = calls_made(monkeypatch)
    tell("r1")
    assert made == [*CALLS]


@pytest.mark.req("sec-07", "rel-03")
@pytest.mark.parametrize("place", range(len(CALLS)))
def test_a_worker_that_was_cut_off_anywhere_loses_and_doubles_nothing(place: int) -> None:
    tell("r0")
    with after(place, power_cut), pytest.raises(PowerCut):
        tell("r1", "r2")
    assert tell("r1", "r2", "r3") == []
    assert told() == ["r0", "r1", "r2", "r3"]
    assert whole() == 4


@pytest.mark.req("sec-07", "rel-03")
@pytest.mark.parametrize("place", range(len(CALLS)))
def test_two_workers_with_the_same_records_write_them_once(place: int) -> None:
    tell("r0")
    with after(place, lambda: tell("r1")):
        try:
            tell("r1")
        except Exception:  # noqa: BLE001 - the slower one may give up; its messages come again
            tell("r1")
    assert told() == ["r0", "r1"]
    assert whole() == 2


def test_what_follows_an_unreadable_message_waits_with_it_so_that_the_order_stays() -> None:
    bodies = [record("r1").model_dump_json(), "{}", record("r2").model_dump_json()]
    assert deliver(handler, *bodies) == [1, 2]
    assert told() == ["r1"]


def test_the_head_knows_the_end_of_the_chain() -> None:
    tell("r1", "r2")
    head = audit.head(chain.GENESIS)
    assert (head.segments, head.records) == (1, 2)
    assert stored("records/")[0].splitlines()[-1].find(head.hash.encode()) > 0
