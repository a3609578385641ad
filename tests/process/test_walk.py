"""Every row of the tables is walked through the doors and the queues, and no other step can be taken.

The tables of a ticket are walked in tests/functions/support/test_desk.py, that of a book beside this.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

import pytest

from shared.domain import lifecycle
from shared.domain.application import begin
from shared.domain.errors import Conflict
from shared.domain.lifecycle import APPEAL, APPLICATION, PAYMENT, RESULT
from shared.domain.states import AppealState, Kind, Status
from shared.store import applications, decisions, files, messages, payments
from tests.builders import NOW
from tests.process.cast import DOCTOR, OFFICER, REVIEWER, Applicant
from tests.process.conftest import Somebody
from tests.process.paths import WALKS, Walk
from tests.process.stage import Stage

Row = tuple[str, StrEnum, Kind]
TABLES: dict[str, Any] = {"status": APPLICATION, "result": RESULT, "appealing": APPEAL, "payment": PAYMENT}
DONE, NEVER, NO_SUCH = 200, 409, 404

DOORS: tuple[tuple[Callable[[Applicant], Any], tuple[Kind, ...]], ...] = (
    (Applicant.send, (Kind.SUBMITTED, Kind.SUBMITTED_WITH_FEE, Kind.CORRECTED)),
    (Applicant.check, (Kind.SNILS_AWAITED,)),
    (Applicant.discard, (Kind.DISCARDED,)),
    (Applicant.begin_payment, (Kind.FEE_PAID, Kind.FEE_FAILED)),
    (Applicant.withdraw, (Kind.WITHDRAWN,)),
    (Applicant.prolong, (Kind.PROLONGED,)),
    (lambda one: one.appeal("Прошу рассмотреть ещё раз, все бумаги были приложены."), (Kind.APPEALED,)),
    (REVIEWER.approve, (Kind.APPROVED,)),
    (REVIEWER.refuse, (Kind.REFUSED,)),
    (REVIEWER.return_, (Kind.RETURNED,)),
    (DOCTOR.conclude, (Kind.CONCLUSION_FILED, Kind.CORRECTED)),
    (lambda one: OFFICER.answer(one, "uphold"), (Kind.APPEAL_UPHELD,)),
    (lambda one: OFFICER.answer(one, "dismiss"), (Kind.APPEAL_DISMISSED,)),
    (lambda one: OFFICER.answer(one, "return"), (Kind.APPEAL_RETURNED,)),
    (lambda one: OFFICER.rule(one, won=True), (Kind.COURT_REOPENED,)),
    (lambda one: OFFICER.rule(one, won=False), (Kind.COURT_CONFIRMED,)),
)
"""Who asks for an event, and what their request may lead to."""
BY_ITSELF = {
    *(Kind.CHECKS_STARTED, Kind.CHECKS_DEFERRED, Kind.MISMATCH_FOUND, Kind.REVIEW_NEEDED, Kind.APPROVED),
    *(Kind.SEALED, Kind.PUBLISHED, Kind.FEE_REFUNDED, Kind.FEE_LAPSED, Kind.SNILS_REMINDED, Kind.REMINDED),
    *(Kind.LAPSED, Kind.TERM_NEAR, Kind.TERM_PASSED, Kind.CORRECTION_LAPSED, Kind.APPEAL_TARGET_PASSED),
    *(Kind.APPEAL_TERM_NEAR, Kind.APPEAL_LAPSED),
}
"""What comes of news and of time: tried by telling everything again, and by another strike of the clock."""


def rows(kinds: tuple[Kind, ...]) -> Iterator[Row]:
    """Name the rows of all tables that a history takes; raises `Conflict` where it leaves them."""
    walked = begin("a1", "holder1", "catering", None, NOW)
    for kind in kinds:
        states, _ = lifecycle.following(walked, kind)
        yield from ((machine, getattr(walked, machine), kind) for machine in states)
        walked = walked.model_copy(update=states)


@pytest.fixture(scope="session")
def tried() -> set[Any]:
    """In which states everything has been tried: walks have much of their way in common."""
    return set()


def states(one: Applicant) -> tuple[Any, ...]:
    here = one.now()
    resting = not (one.stage.waiting or one.stage.stream)
    return (*(getattr(here, machine) for machine in TABLES), here.reviewer_needed, resting)


def known(one: Applicant) -> Any:
    """Read all that is stored of an application."""
    told = messages.of(one.name, limit=100, cursor=None).items
    stored = (applications.get, applications.history, decisions.of, files.of, payments.of)
    return [told, *(read(one.id) for read in stored)]


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
    assert {kind for _, kinds in DOORS for kind in kinds} | BY_ITSELF | {Kind.STARTED} == set(Kind)


@pytest.mark.req("sts-05", "sts-06", "sts-07", "sts-08", "sts-16", "app-18", "rev-01", "apl-10", "pay-10")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
@pytest.mark.usefixtures("blank")
def test_a_walk_goes_where_the_tables_say_and_nowhere_else(
    stage: Stage, somebody: Somebody, tried: set[Any], walk: Walk
) -> None:
    one = somebody(1, walk.story)
    for act in (lambda one: one.start(walk.category), *walk.acts):
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
    for act in (lambda one: one.start(walk.category), *walk.acts):
        act(one)
    assert tuple(one.kinds()) == walk.kinds


def require_nothing_else(stage: Stage, one: Applicant) -> None:
    """Try every event that is not allowed now: it is refused, and nothing has changed."""
    before, here = known(one), one.now()
    for ask, kinds in DOORS:
        if not any(allowed(one, kind) for kind in kinds):
            answer = ask(one)
            assert answer.status in expected(one, kinds[0]), (here.status, kinds, answer.text)
            assert known(one) == before, (here.status, kinds)
    if not (stage.waiting or stage.stream):
        stage.repeat()
        stage.strike()
        assert known(one) == before


def allowed(one: Applicant, kind: Kind) -> bool:
    try:
        lifecycle.following(one.now(), kind)
    except Conflict:
        return False
    return True


def expected(one: Applicant, kind: Kind) -> set[int]:
    """Say how it is refused; what is so already, and a question about a correction, are answered."""
    here = one.now()
    nowhere = not here.number or here.appealing is AppealState.NONE
    answered = (here.status, kind) in {
        (Status.WITHDRAWN, Kind.WITHDRAWN),
        (Status.CORRECTION, Kind.SNILS_AWAITED),
    }
    return {DONE} if answered else {NEVER, NO_SUCH} if nowhere else {NEVER}
