"""The doors through which events come, and how the closed ones answer."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from shared.domain import lifecycle
from shared.domain.application import begin
from shared.domain.errors import Conflict
from shared.domain.lifecycle import APPEAL, APPLICATION, PAYMENT, RESULT
from shared.domain.states import AppealState, Kind, Status
from shared.store import applications, decisions, files, messages, payments
from tests.builders import NOW
from tests.process.cast import DOCTOR, OFFICER, REVIEWER, Applicant

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
BY_NEWS = {
    *(Kind.CHECKS_STARTED, Kind.CHECKS_DEFERRED, Kind.MISMATCH_FOUND, Kind.REVIEW_NEEDED, Kind.APPROVED),
    *(Kind.SEALED, Kind.PUBLISHED, Kind.FEE_REFUNDED),
}
"""What comes by itself: tried by telling everything again."""
BY_TIME = {
    *(Kind.FEE_LAPSED, Kind.SNILS_REMINDED, Kind.REMINDED, Kind.LAPSED, Kind.TERM_NEAR, Kind.TERM_PASSED),
    *(Kind.CORRECTION_LAPSED, Kind.APPEAL_TARGET_PASSED, Kind.APPEAL_TERM_NEAR, Kind.APPEAL_LAPSED),
}
"""What comes when its moment comes: tried by another strike of the clock."""


def rows(kinds: tuple[Kind, ...]) -> Iterator[Row]:
    """Name the rows of all tables that a history takes; raises `Conflict` where it leaves them."""
    walked = begin("a1", "holder1", "catering", None, NOW)
    for kind in kinds:
        states, _ = lifecycle.following(walked, kind)
        yield from ((machine, getattr(walked, machine), kind) for machine in states)
        walked = walked.model_copy(update=states)


def known(one: Applicant) -> Any:
    """Read all that is stored of an application."""
    told = messages.of(one.name, limit=100, cursor=None).items
    stored = (applications.get, applications.history, decisions.of, files.of, payments.of)
    return [told, *(read(one.id) for read in stored)]


def require_doors_closed(one: Applicant) -> None:
    """Ask for every event that is not allowed now: it is refused, and nothing has changed."""
    before, here = known(one), one.now()
    for ask, kinds in DOORS:
        if not any(allowed(one, kind) for kind in kinds):
            answer = ask(one)
            assert answer.status in expected(one, kinds[0]), (here.status, kinds, answer.status)
            assert known(one) == before, (here.status, kinds)


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
