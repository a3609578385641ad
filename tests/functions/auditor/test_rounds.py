"""The auditor goes round after round: none is longer than a day, and a cut one skips nothing."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from functions.auditor import app
from functions.auditor.app import handler
from shared.cloud import clients
from shared.domain import numbers
from shared.settings import settings
from shared.store import books, rounds
from tests.clock import Clock
from tests.faults import PowerCut, after, calls_made, power_cut
from tests.functions.auditor import plants
from tests.functions.auditor.rounds import FIRST, SECOND, audited, change_version, enlist, go_on
from tests.functions.issue.test_reissue import issue
from tests.gateway import Context

THIRD = numbers.mint(3)
ALL = {f"{number}/1" for number in (FIRST, SECOND, THIRD)}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a stretch be a few items of the table."""
    monkeypatch.setattr(app, "_ITEMS", 5)


def spoil_all() -> None:
    """Make something wrong with three books."""
    issue("a3", THIRD)
    enlist(THIRD)
    for number in (FIRST, SECOND, THIRD):
        change_version(number, employer="ООО «Кафе»")


def go_all() -> None:
    """Go the round to its end."""
    while go_on() == "on its way":
        continue


def found() -> set[str]:
    return {str(find.target) for find in rounds.finds()}


@pytest.mark.req("iss-08")
def test_a_round_of_many_runs_finds_all() -> None:
    spoil_all()
    assert go_on() == "on its way"
    assert found() < ALL
    assert audited().keys() == ALL


@pytest.mark.req("rel-03")
def test_a_round_that_was_cut_off_anywhere_goes_on_and_skips_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_all()
    with monkeypatch.context() as patched:
        calls = calls_made(patched)
        assert audited().keys() == ALL
    for place in range(0, len(calls), 13):
        for find in rounds.finds():
            rounds.settle(find)
        monkeypatch.setattr(Clock, "moment", Clock.moment + timedelta(days=1))
        monkeypatch.setattr(app, "datetime", Clock)
        with after(place, power_cut), suppress(PowerCut):
            go_all()
        go_all()
        assert found() >= ALL, place
        enlist(FIRST)


@pytest.mark.req("rel-03")
def test_of_two_on_one_round_one_goes_on() -> None:
    other: list[str] = []
    with after(4, lambda: other.append(go_on())):
        mine = go_on()
    assert (mine, other) == ("somebody else goes this round", ["on its way"])
    assert audited() == {}


def test_a_finished_round_rests_until_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert audited() == {}
    plants.another_name()
    assert go_on() == "resting"
    monkeypatch.setattr(app, "datetime", Clock)
    monkeypatch.setattr(Clock, "moment", datetime.now(UTC) + timedelta(hours=20))
    go_all()
    assert f"{FIRST}/1" in found()


def test_strands_side_by_side_leave_no_book_out(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_all()
    monkeypatch.setattr(app, "_ITEMS", 200)
    for strand in range(3):
        handler({"strand": strand, "of": 3}, Context())  # type: ignore[arg-type]
    assert found() == ALL


def test_what_was_put_right_is_struck_out() -> None:
    plants.another_employer()
    assert audited().keys() == {f"{FIRST}/1"}
    change_version(employer=books.get(FIRST).employer)
    assert audited() == {}


@pytest.mark.req("sec-07")
def test_every_run_leaves_a_record() -> None:
    audited()
    told = clients.sqs().receive_message(QueueUrl=settings.audit_queue, MaxNumberOfMessages=10)["Messages"]
    records = [json.loads(message["Body"]) for message in told]
    assert ("auditor", "finished") in {(each["purpose"] and "auditor", each["result"]) for each in records}


@pytest.mark.req("sec-04")
def test_a_fault_of_a_service_is_no_find() -> None:
    def down() -> None:
        raise clients.s3().exceptions.ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")

    with after(8, down), pytest.raises(clients.s3().exceptions.ClientError):
        go_all()
    assert found() == set()
