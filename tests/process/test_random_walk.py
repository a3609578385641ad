"""A hundred applications at random, with news told twice and functions killed: nothing is lost or stuck."""

import random
from collections import Counter
from typing import Any

import pytest

from functions.status.app import app as status
from shared.domain import lifecycle, terms
from shared.domain.application import Application, Event, begin
from shared.domain.model import rfc3339
from shared.domain.states import AppealState, Effect, PaymentState, Result, Status
from shared.entry.views import due_by, next_actor
from shared.store import applications, books, decisions, files, messages, payments
from tests.process.cast import WRONG, Applicant
from tests.process.conftest import Somebody
from tests.process.outside import PATHS, Outside
from tests.process.paths import (
    CONCLUSION,
    Act,
    appeal,
    approve,
    conclude,
    corrected,
    dismiss,
    failing,
    lost,
    pay,
    pointing,
    prolong,
    refuse,
    return_,
    send,
    send_back,
    uphold,
    withdraw,
    won,
)
from tests.process.stage import Stage

SEED, COUNT, ROUNDS, WEEKS = 2026, 100, 9, 20
STORIES = ("match", "match", "match", "mismatch:name", "not_found:pension", "no_examination")


def opened(one: Applicant) -> Any:
    """Read the refusal."""
    return one(status, "GET", f"{one.path}/decision")


def mistyped(one: Applicant) -> Any:
    return one.change(**WRONG)


ANYTIME: tuple[Act, ...] = (
    *(send, withdraw, prolong, pay, appeal, conclude, approve, refuse, return_, send_back, dismiss, won),
    *(Applicant.discard, Applicant.check, Applicant.begin_payment),
)
REVIEW: tuple[Act, ...] = (
    *(approve, refuse, refuse, conclude, return_, return_),
    pointing(CONCLUSION, "/fields/passport"),
)
LIKELY: dict[Status, tuple[Act, ...]] = {
    Status.DRAFT: (send, send, corrected, corrected, Applicant.check, mistyped),
    Status.ACCEPTED: (pay, pay, failing, withdraw),
    Status.IN_REVIEW: REVIEW,
    Status.CORRECTION: (corrected, corrected, prolong, conclude),
    Status.REJECTED: (
        *(opened, appeal, appeal, Applicant.resubmit, uphold, dismiss, send_back, send_back),
        *(won, lost),
    ),
}


@pytest.mark.req("iss-10", "sts-05", "sts-07", "sts-09", "sts-11", "rel-03", "rel-06", "pay-10", "rej-08")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.usefixtures("blank")
def test_a_hundred_applications_at_random_end_well_whatever_breaks(
    stage: Stage, outside: Outside, somebody: Somebody
) -> None:
    luck = random.Random(SEED)  # noqa: S311 - a game
    crowd = [somebody(index, luck.choice(STORIES)) for index in range(1, COUNT + 1)]
    for one in crowd:
        one.start(luck.choice(("catering", "culture")))
    known = {one.id for one in crowd}
    stage.luck = luck
    for _ in range(ROUNDS):
        outside.fail(*luck.sample([*PATHS], luck.choice((0, 0, 1, 3))))
        for one in luck.sample(crowd, COUNT):
            likely = LIKELY.get(one.now().status, ANYTIME)
            luck.choice(likely if luck.random() < 0.85 else ANYTIME)(one)
            known.add(one.id)
            if luck.random() < 0.5:
                stage.settle()
        stage.later(hours=luck.choice((0.1, 1, 5, 30, 100)))
    stage.luck = None
    outside.fail()
    stage.later(minutes=1)
    require_all_well(known)
    pass_all_time(stage, outside, known)
    require_all_well(known)
    stage.repeat()
    require_all_well(known)
    assert stage.held == []


def require_all_well(known: set[str]) -> None:
    for name in known:
        application, history = applications.get(name), applications.history(name)
        require_path(application, history)
        require_told_once(application, history)
        require_not_stuck(application)
        require_papers(application)
        require_money(application)


def require_path(application: Application, history: list[Event]) -> None:
    """Every event is one that the tables list, and they lead to where the application is."""
    walked = begin(application.id, application.holder, application.category, None, application.created_at)
    for number, event in enumerate(history, start=1):
        states, effects = lifecycle.following(walked, event.kind)
        walked = walked.model_copy(update=states)
        said = (event.version, event.status, event.result, event.effects)
        assert said == (number, walked.status, walked.result, effects)
    for machine in ("status", "result", "appealing", "payment"):
        assert getattr(walked, machine) is getattr(application, machine)
    assert application.version == len(history)


def require_told_once(application: Application, history: list[Event]) -> None:
    """Each event that is announced has its message in the cabinet, and no other is there."""
    announced = [
        f"{rfc3339(event.at)}-{application.id}-{event.version}"
        for event in history
        if Effect.NOTIFY in event.effects
    ]
    page = messages.of(application.holder, limit=1000, cursor=None)
    about = [each for each in page.items if each.application_id == application.id]
    told = [each for each in about if each.kind != "payment_returned"]
    assert Counter(each.id for each in told) == Counter(announced)
    assert all(each.sent_at for each in told)


def require_not_stuck(application: Application) -> None:
    """It is at an end, or waits for somebody who is named, until a moment that is known."""
    if application.status in (Status.DELETED, Status.WITHDRAWN) or application.result is Result.ISSUED:
        return
    waits_for, until = next_actor(application), terms.next_deadline(application) or due_by(application)
    if application.status is Status.REJECTED and application.appealing is not AppealState.FILED:
        assert waits_for == "nobody"
        return
    assert waits_for in ("applicant", "reviewer") or application.deferral, application
    assert until, application


def require_papers(application: Application) -> None:
    """What was decided is on paper, what was approved is a book, what was deleted is gone."""
    for decision in decisions.of(application.id):
        assert decisions.document_of(application.id, decision.number)
    refusals = [each for each in decisions.of(application.id) if each.kind == "refusal"]
    assert (application.status is Status.REJECTED) <= bool(refusals)
    if application.status is Status.REJECTED and application.received_at:
        assert application.decided_at
        assert application.received_at >= application.decided_at
    if application.result is Result.ISSUED:
        book = books.get(str(application.book_number))
        assert (book.application_id, book.active_version) == (application.id, 1)
    if application.status is Status.DELETED:
        assert files.of(application.id) == []
    assert (application.receipt_number is None) == (application.paid_by is None)


def require_money(application: Application) -> None:
    """One fee is kept of whoever goes on, and nothing of whoever does not."""
    kept = sum(payment.kept for payment in payments.of(application.id))
    paid = application.payment is PaymentState.PAID
    assert kept == (application.fee.amount if paid and application.fee else 0), application


def pass_all_time(stage: Stage, outside: Outside, known: set[str]) -> None:
    """Let time do all that it can do, a week at a time; pages that nobody pays on expire at the provider."""
    for payment in (each for name in known for each in payments.of(name) if each.open):
        expired = {"outcome": "fail", "reason": "expired_on_confirmation"}
        outside.steer("POST", f"/dev/pay/{payment.attempt.id}", expired)
    for _ in range(WEEKS):
        stage.later(days=7)
    for name in known:
        assert terms.next_deadline(applications.get(name)) is None
        assert not any(each.look_at for each in payments.of(name))
