"""What confirms an identity, what becomes of an attempt, and how many may be started."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Conflict, NotFound, TooMany
from shared.domain.identity import (
    BESIDE_THE_PHONE,
    HISTORY,
    METHODS,
    STARTS_PER_DAY,
    TRANSITIONS,
    Assurance,
    Attempt,
    Confirmations,
    Event,
    Method,
    Reason,
    State,
    counts,
)
from shared.domain.registries import Registry
from shared.domain.subject import Person, subject
from shared.domain.texts import Language, text
from tests.builders import FIELDS, HOLDER, NOW, profile

BOTH = frozenset(BESIDE_THE_PHONE)
LOW = [method for method, rule in METHODS.items() if rule.assurance is Assurance.LOW]


def attempt(method: Method = Method.VIDEO_CALL, number: int = 1, **changes: Any) -> Attempt:
    known = {"started_at": NOW, "expires_at": NOW + METHODS[method].lifetime}
    return Attempt.model_validate({"id": f"i{number}", "method": method, "subject": "s", **known, **changes})


@pytest.mark.req("C-24", "idv-02", "idv-03")
@pytest.mark.parametrize("matched", [frozenset(), {Registry.IDENTITY}, {Registry.PENSION}, BOTH])
@pytest.mark.parametrize(
    ("method", "assurance"),
    [
        (Method.VIDEO_CALL, "high"),
        (Method.BANK_QR, "substantial"),
        (Method.BANK_APP, "substantial"),
        (Method.DOCUMENT_SCAN, "substantial"),
        (Method.SMS_CODE, "low"),
        (Method.PHONE_CALL, "low"),
    ],
)
def test_the_phone_counts_only_beside_a_passport_and_a_snils_that_match(
    method: Method, assurance: str, matched: frozenset[Registry]
) -> None:
    assert METHODS[method].assurance == assurance
    assert counts(method, matched) is (assurance != "low" or matched == BOTH)


HAPPENINGS = st.one_of(
    st.tuples(st.just("prove"), st.sets(st.sampled_from(Registry))),
    st.tuples(st.just("refuse"), st.sampled_from(Reason)),
    st.tuples(st.just("lapse"), st.none()),
    st.tuples(st.just("at"), st.integers(0, 60 * 48)),
)


@pytest.mark.req("C-24", "idv-02")
@given(st.sampled_from(Method), st.lists(HAPPENINGS, max_size=8))
def test_whatever_happens_no_attempt_leaves_its_end_and_the_phone_alone_confirms_nobody(
    method: Method, happenings: list[tuple[str, Any]]
) -> None:
    now = attempt(method)
    for kind, detail in happenings:
        before = now
        try:
            match kind:
                case "prove":
                    now = before.prove(NOW, detail)
                case "refuse":
                    now = before.refuse(NOW, detail)
                case "lapse":
                    now = before.lapse(NOW)
                case "at":
                    now = before.at(NOW + timedelta(minutes=detail))
        except Conflict:
            assert not before.open
        if not before.open:
            assert now == before
        if before.open and now.state is State.CONFIRMED:
            assert kind == "prove"
            assert method not in LOW or detail >= BOTH
        assert (now.ended_at is None) is now.open
        if not now.open:
            assert (now.reason is None) is (now.state is State.CONFIRMED)


@pytest.mark.req("idv-02")
def test_only_a_started_attempt_can_go_anywhere() -> None:
    assert TRANSITIONS.keys() == set(State)
    assert TRANSITIONS[State.STARTED].keys() == set(Event)
    assert not any(TRANSITIONS[state] for state in State if state is not State.STARTED)


@pytest.mark.req("idv-06")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_how_to_repeat(reason: Reason, language: Language) -> None:
    again = {"ru": ("заново", "ещё раз", "повтори"), "en": ("again", "repeat", "once more")}
    assert any(word in text("problems", reason, language).lower() for word in again[language])


@pytest.mark.parametrize("method", Method)
def test_an_attempt_that_nobody_ends_ends_by_itself_at_its_time(method: Method) -> None:
    mine, end = attempt(method), NOW + METHODS[method].lifetime
    assert mine.at(end - timedelta(seconds=1)) == mine
    lapsed = mine.at(end + timedelta(days=9))
    awaited = Reason.CODE_EXPIRED if method in LOW else Reason.EXPIRED
    assert (lapsed.state, lapsed.reason, lapsed.ended_at) == (State.EXPIRED, awaited, end)


@pytest.mark.req("idv-06")
def test_a_proven_phone_waits_a_day_for_the_registries() -> None:
    waiting = attempt(Method.SMS_CODE).prove(NOW, {Registry.IDENTITY})
    assert (waiting.state, waiting.reason) == (State.STARTED, Reason.PROVIDER_DOWN)
    assert waiting.at(NOW + timedelta(hours=23)).prove(NOW, BOTH).state is State.CONFIRMED
    assert waiting.at(NOW + timedelta(hours=24)).reason is Reason.EXPIRED


def test_a_method_is_tried_once_at_a_time() -> None:
    done = Confirmations(account=HOLDER).started(attempt())
    with pytest.raises(Conflict, match="IDV_IN_PROGRESS") as refused:
        done.require_startable(Method.VIDEO_CALL, NOW + timedelta(minutes=59))
    assert refused.value.retry_after == 60
    done.require_startable(Method.BANK_QR, NOW)
    later = NOW + timedelta(hours=1)
    done.at(later).require_startable(Method.VIDEO_CALL, later)


def test_a_day_has_five_attempts() -> None:
    done = Confirmations(account=HOLDER)
    for number in range(STARTS_PER_DAY):
        done.require_startable(Method.VIDEO_CALL, NOW + timedelta(hours=number))
        begun = attempt(number=number, started_at=NOW + timedelta(hours=number))
        done = done.started(begun.refuse(NOW, Reason.DECLINED))
    with pytest.raises(TooMany) as refused:
        done.require_startable(Method.BANK_QR, NOW + timedelta(hours=23))
    assert refused.value.retry_after == 3600
    done.require_startable(Method.BANK_QR, NOW + timedelta(hours=24))


def test_what_confirmed_is_remembered_when_old_attempts_are_forgotten() -> None:
    confirmed = attempt().prove(NOW)
    done = Confirmations(account=HOLDER).started(attempt()).moved(confirmed)
    for number in range(2, HISTORY + 2):
        done = done.started(attempt(number=number))
    assert len(done.attempts) == HISTORY
    assert (done.confirmed_at, done.confirmed_by) == (NOW, Method.VIDEO_CALL)
    with pytest.raises(NotFound):
        done.find("i1")


CHANGES: list[dict[str, Any]] = [
    {"surname": "Петрова"},
    {"name": "Инна"},
    {"patronymic": None},
    {"birth_date": "1990-05-18"},
    {"snils": "08765430300"},
    {"passport": {**FIELDS["passport"], "number": "654321"}},
    {"passport": None},
]


@pytest.mark.req("prf-16")
@pytest.mark.parametrize("changes", CHANGES)
def test_a_result_is_bound_to_the_attempt_and_to_every_datum_of_the_person(changes: dict[str, Any]) -> None:
    told = Person.of(profile(passport=FIELDS["passport"])).told()
    other = Person.of(profile(**{"passport": FIELDS["passport"], **changes})).told()
    assert subject("i1", told) == subject("i1", json.loads(json.dumps(told)))
    assert subject("i1", told) != subject("i1", other)
    assert subject("i1", told) != subject("i2", told)


@pytest.mark.req("val-05")
def test_a_provider_is_told_nothing_but_the_person() -> None:
    told = Person.of(profile(passport=FIELDS["passport"])).told()
    assert told.keys() == {"surname", "name", "patronymic", "birth_date", "snils", "passport"}
    assert told["passport"] == {"series": "4510", "number": "123456"}
    assert "passport" not in Person.of(profile()).told()
