"""Every row of the tables is walked through the doors and the queues, and no other step can be taken.

The tables of a ticket are walked in tests/functions/support/test_desk.py, that of a book beside this.
"""

from typing import Any

import pytest

from shared.domain.states import Kind
from tests.process.cast import Applicant
from tests.process.conftest import Somebody
from tests.process.doors import BY_NEWS, BY_TIME, DOORS, TABLES, known, require_doors_closed, rows
from tests.process.paths import WALKS, Walk
from tests.process.stage import Stage


@pytest.fixture(scope="session")
def tried() -> set[Any]:
    """In which states everything has been tried: walks have much of their way in common."""
    return set()


def states(one: Applicant) -> tuple[Any, ...]:
    here = one.now()
    resting = not (one.stage.waiting or one.stage.stream)
    return (*(getattr(here, machine) for machine in TABLES), here.reviewer_needed, resting)


@pytest.mark.req("sts-01", "sts-03", "sts-04", "sts-05", "sts-06", "sts-07", "sts-08")
def test_every_row_of_every_table_has_its_walk() -> None:
    walked = {row for walk in WALKS.values() for row in rows(walk.kinds)}
    listed = {
        (machine, state, kind)
        for machine, table in TABLES.items()
        for state in table
        for kind in table[state]
    }
    assert walked == listed


def test_every_event_has_somebody_who_asks_for_it_or_comes_by_itself() -> None:
    asked_for = {kind for _, kinds in DOORS for kind in kinds}
    assert {Kind.STARTED} | asked_for | BY_NEWS | BY_TIME == set(Kind)


@pytest.mark.req("sts-05", "sts-06", "sts-07", "sts-08", "sts-16", "app-18", "rev-01", "apl-10", "pay-10")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
@pytest.mark.usefixtures("blank")
def test_a_walk_goes_where_the_tables_say_and_nowhere_else(
    stage: Stage, somebody: Somebody, tried: set[Any], walk: Walk
) -> None:
    one = somebody(1, walk.story)
    for act in walk.steps:
        act(one)
        if states(one) not in tried:
            tried.add(states(one))
            require_nothing_else(stage, one)
    assert tuple(one.kinds()) == walk.kinds
    assert stage.held == []


@pytest.mark.req("rel-03")
@pytest.mark.parametrize("stage", ["", "ledger"], indirect=True)
@pytest.mark.usefixtures("blank")
def test_a_walk_is_the_same_whichever_table_it_is_written_in(somebody: Somebody) -> None:
    walk = WALKS["refused again after a court"]
    one = somebody(1, walk.story)
    for act in walk.steps:
        act(one)
    assert tuple(one.kinds()) == walk.kinds


def require_nothing_else(stage: Stage, one: Applicant) -> None:
    """Try every event that is not allowed now: it is refused, and nothing has changed."""
    before = known(one)
    require_doors_closed(one)
    if not (stage.waiting or stage.stream):
        stage.repeat()
        stage.strike()
        assert known(one) == before
