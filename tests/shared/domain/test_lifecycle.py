"""The transition tables, walked in every direction."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import lifecycle
from shared.domain.application import Actor, Application
from shared.domain.errors import Conflict
from shared.domain.lifecycle import APPLICATION, PAYMENT, RESULT
from shared.domain.states import AppealState, Effect, Kind, PaymentState, Result, Status
from shared.domain.texts import text
from tests.builders import NOW, draft, submitted

States = tuple[Status, Result, AppealState, PaymentState]


def reachable() -> dict[States, list[Kind]]:
    """Walk from the start: every combination of states, with a way to it."""
    ways: dict[States, list[Kind]] = {
        (Status.NEW, Result.NONE, AppealState.NONE, PaymentState.NOT_REQUIRED): []
    }
    frontier = list(ways)
    while frontier:
        states = frontier.pop()
        for kind, after, _ in following(states):
            if after not in ways:
                ways[after] = [*ways[states], kind]
                frontier.append(after)
    return ways


def following(states: States) -> Iterator[tuple[Kind, States, tuple[Effect, ...]]]:
    """Try every event."""
    names = ("status", "result", "appealing", "payment")
    here = draft().model_copy(update=dict(zip(names, states, strict=True)))
    for kind in Kind:
        try:
            after, effects = lifecycle.following(here, kind)
        except Conflict:
            continue
        there = here.model_copy(update=after)
        yield kind, (there.status, there.result, there.appealing, there.payment), effects


def listed() -> Iterator[tuple[Status, Kind]]:
    for status, row in APPLICATION.items():
        yield from ((status, kind) for kind in row)


@pytest.mark.req("sts-05", "sts-06", "sts-07", "sts-08")
def test_all_states_of_the_specification_can_be_reached_and_nothing_impossible() -> None:
    combinations = set(reachable())
    assert {appealing for _, _, appealing, _ in combinations} == set(AppealState)
    in_court = {
        AppealState.FILED,
        AppealState.DISMISSED,
        AppealState.DEEMED_DISMISSED,
        AppealState.COURT_LOST,
    }
    assert {status for status, _, appealing, _ in combinations if appealing in in_court} == {Status.REJECTED}
    pairs = {(status, result) for status, result, _, _ in combinations}
    assert {status for status, _ in pairs} == set(Status)
    assert {result for _, result in pairs} == set(Result)
    assert not {pair for pair in pairs if pair[1] is Result.ISSUED and pair[0] is not Status.APPROVED}
    assert not {
        pair for pair in pairs if pair[1] is Result.IN_WORK and pair[0] in (Status.DRAFT, Status.REJECTED)
    }
    assert {result for status, result in pairs if status is Status.WITHDRAWN} == {Result.NONE}


@pytest.mark.req("sts-05")
def test_approval_comes_only_from_the_review_or_an_upheld_appeal() -> None:
    leading = {(status, kind) for status, kind in listed() if APPLICATION[status][kind][0] is Status.APPROVED}
    leading = {(status, kind) for status, kind in leading if status is not Status.APPROVED}
    assert leading == {(Status.IN_REVIEW, Kind.APPROVED), (Status.REJECTED, Kind.APPEAL_UPHELD)}


@pytest.mark.req("sts-07")
def test_paid_stands_between_accepted_and_the_review() -> None:
    into = {status for status, kind in listed() if APPLICATION[status][kind][0] is Status.PAID}
    assert into == {Status.ACCEPTED}
    assert APPLICATION[Status.PAID][Kind.CHECKS_STARTED][0] is Status.IN_REVIEW


@pytest.mark.req("sts-07", "pay-01", "pay-04")
def test_without_its_fee_nothing_is_checked_and_without_a_fee_nothing_waits() -> None:
    waiting = {PaymentState.DUE, PaymentState.FAILED}
    for states in reachable():
        status, _, _, payment = states
        assert payment not in waiting or status is Status.ACCEPTED, states
        assert status is not Status.PAID or payment is PaymentState.PAID, states
        going_on = {kind for kind, after, _ in following(states) if after[0] is Status.IN_REVIEW}
        assert not (payment in waiting and going_on), states
    free = (Status.ACCEPTED, Result.IN_WORK, AppealState.NONE, PaymentState.NOT_REQUIRED)
    assert reachable()[free][-1] is Kind.SUBMITTED
    assert Kind.FEE_PAID not in {kind for kind, _, _ in following(free)}


@pytest.mark.req("app-18", "pay-10")
def test_who_withdraws_what_was_paid_gets_the_fee_back_and_nobody_else() -> None:
    for states in reachable():
        for kind, after, effects in following(states):
            withdrawn = kind is Kind.WITHDRAWN and states[3] is PaymentState.PAID
            assert (Effect.PAYMENT in effects) is withdrawn, (states, kind)
            if after[3] is PaymentState.REFUNDED:
                assert after[0] is Status.WITHDRAWN
    assert {payment for _, _, _, payment in reachable()} == set(PaymentState)


@pytest.mark.req("pay-08")
def test_the_receipt_is_made_when_the_fee_has_been_paid() -> None:
    paid = {
        kind for row in PAYMENT.values() for kind, (after, *_) in row.items() if after is PaymentState.PAID
    }
    assert Effect.ISSUE in APPLICATION[Status.ACCEPTED][Kind.FEE_PAID]
    assert paid == {Kind.FEE_PAID, Kind.CHECKS_STARTED, Kind.WITHDRAWN}


@pytest.mark.req("app-18")
def test_whatever_has_been_sent_can_be_withdrawn_until_the_decision() -> None:
    can = {status for status, kind in listed() if kind is Kind.WITHDRAWN}
    assert can == {Status.ACCEPTED, Status.PAID, Status.IN_REVIEW, Status.CORRECTION}


@pytest.mark.parametrize(
    ("status", "kind"), [(s, k) for s in Status for k in Kind if k not in APPLICATION[s]]
)
def test_an_event_that_is_not_listed_is_refused(status: Status, kind: Kind) -> None:
    application = draft().model_copy(update={"status": status})
    with pytest.raises(Conflict) as refused:
        lifecycle.step(application, kind, NOW, Actor.SYSTEM)
    assert refused.value.code == "WRONG_STATUS"


def test_an_event_must_be_allowed_by_the_result_too() -> None:
    ready = submitted().model_copy(update={"status": Status.APPROVED, "result": Result.READY})
    with pytest.raises(Conflict):
        lifecycle.step(ready, Kind.SEALED, NOW, Actor.SYSTEM)


@pytest.mark.req("sts-11")
def test_every_change_of_status_is_announced() -> None:
    silent = {Status.NEW, Status.DRAFT}
    for states in reachable():
        for kind, after, effects in following(states):
            announced = Effect.NOTIFY in effects
            assert announced or after == states or {states[0], after[0]} & silent, (states, kind)


@pytest.mark.req("apl-01")
def test_every_refusal_and_every_answer_gets_its_paper() -> None:
    answers = {Kind.APPEAL_UPHELD, Kind.APPEAL_RETURNED, Kind.APPEAL_DISMISSED}
    for states in reachable():
        for kind, after, effects in following(states):
            refusal = states[0] is not Status.REJECTED and after[0] is Status.REJECTED
            assert (Effect.ISSUE in effects) or not (refusal or kind in answers)


@pytest.mark.req("sts-11")
def test_every_announced_event_has_its_texts() -> None:
    for status, kind in listed():
        assert text("events", kind)
        if Effect.NOTIFY in APPLICATION[status][kind]:
            assert "Заявление" in text("message_subjects", kind, number="1") or kind is Kind.PUBLISHED
            assert text("message_texts", kind)


@given(st.lists(st.sampled_from(Kind), max_size=30))
def test_versions_count_events_and_nothing_leaves_a_final_state(kinds: list[Kind]) -> None:
    application: Application = draft()
    accepted = 0
    for kind in kinds:
        try:
            step = lifecycle.step(application, kind, NOW, Actor.SYSTEM)
        except Conflict:
            continue
        accepted += 1
        assert step.event.version == application.version + 1
        assert application.status is not Status.DELETED
        assert application.status is not Status.WITHDRAWN or step.application.status is Status.WITHDRAWN
        application = step.application
    assert application.version == 1 + accepted


@pytest.mark.req("sts-09")
def test_since_moves_only_with_the_status() -> None:
    later = NOW.replace(hour=10)
    review = lifecycle.step(submitted(), Kind.CHECKS_STARTED, NOW, Actor.SYSTEM).application
    deferred = lifecycle.step(review, Kind.CHECKS_DEFERRED, later, Actor.SYSTEM).application
    approved = lifecycle.step(deferred, Kind.APPROVED, later, Actor.SYSTEM).application
    assert (deferred.since, approved.since) == (NOW, later)


def test_result_and_payment_know_no_event_that_the_application_does_not() -> None:
    assert {kind for row in RESULT.values() for kind in row} <= {kind for _, kind in listed()}
    assert {kind for row in PAYMENT.values() for kind in row} <= {kind for _, kind in listed()}
