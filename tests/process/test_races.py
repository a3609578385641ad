"""Two reviewers at once, a hundred times: one decision each time, and what nobody decides goes back."""

import random
from typing import Any

import pytest

from shared.domain.states import Kind
from shared.store import decisions
from tests.clock import Clock, later
from tests.faults import after
from tests.functions.review.desk import refused
from tests.gateway import Reply
from tests.process.cast import REVIEWER, Applicant, Staff
from tests.process.conftest import Somebody
from tests.process.ledger import Ledger
from tests.process.paths import mistaken, settled
from tests.process.stage import Stage

ROUNDS, CALLS = 100, 10
"""Each round the other one comes after another call of AWS that the first one makes."""
OTHER = Staff("reviewer2", "reviewer")
DECIDED = {Kind.APPROVED, Kind.REFUSED, Kind.RETURNED}
DECISIONS = (Staff.approve, Staff.refuse, Staff.return_)


@pytest.fixture
def case(stage: Stage, somebody: Somebody, blank: None) -> Applicant:  # noqa: ARG001 - nothing is signed
    """Somebody whose application waits for a reviewer."""
    one = somebody()
    one.start()
    mistaken(one)
    settled(one)
    assert stage.held == []
    return one


@pytest.mark.req("rev-03")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
def test_of_two_who_take_and_decide_at_once_one_decides_a_hundred_times(
    stage: Stage, case: Applicant
) -> None:
    luck, before = random.Random(2026), stage.ledger or Ledger()  # noqa: S311 - a game
    met, known = set[int](), len(case.history())
    for number in range(ROUNDS):
        stage.ledger, place, theirs = before.copied(), number % CALLS, list[Reply]()
        mine, yours = (luck.choice(DECISIONS) for _ in range(2))
        with after(place, lambda: theirs.append(yours(OTHER, case))):  # noqa: B023 - called at once
            ours = mine(REVIEWER, case)
        met |= {place} if theirs else set()
        theirs = theirs or [yours(OTHER, case)]
        new = [event.kind for event in case.history()[known:]]
        assert len(DECIDED & {*new}) == len(new) == 1, new
        assert sorted(reply.status for reply in (ours, *theirs)) == [200, 409]
        assert len(decisions.of(case.id)) == new.count(Kind.REFUSED)
        assert case.now().lease is None
    assert met == set(range(CALLS))


@pytest.mark.req("rev-03")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
def test_a_lease_that_runs_out_gives_the_case_back_and_its_holder_decides_no_more(
    case: Applicant, clock: type[Clock]
) -> None:
    decision = f"/v1/review/{case.id}/decision"
    assert REVIEWER(case, "POST", f"/v1/review/{case.id}/lease").status == 200
    assert refused(OTHER.approve(case)) == (409, "LEASED_BY_ANOTHER")
    later(clock, minutes=30)
    assert free(case) == [True]
    assert refused(REVIEWER(case, "POST", decision, {"decision": "approve"})) == (409, "LEASE_NEEDED")
    assert OTHER.approve(case).status == 200
    assert free(case) == []


def free(case: Applicant) -> list[Any]:
    """Look at the queue as somebody else."""
    queue = Staff("reviewer3", "reviewer")(case, "GET", "/v1/review/queue").json["items"]
    return [line["free"] for line in queue]
