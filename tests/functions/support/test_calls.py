"""The call centre: a ticket for somebody who knows the number and one more fact, and no oracle for others."""

from typing import Any

import pytest

from shared.domain.application import Application
from shared.store import tickets
from tests.builders import FIELDS, HOLDER
from tests.clock import Clock, later
from tests.functions.support.people import DESCRIPTION, Person, flaws, operator, refused
from tests.gateway import Reply
from tests.stored import stored_submission

BORN, ENDING = {"birth_date": FIELDS["birth_date"]}, {"passport_ending": "3456"}
WRONG = {"birth_date": "1990-05-18"}
NOBODYS = "0000-0000-0000"


@pytest.fixture
def application() -> Application:
    return stored_submission()


def call(number: str | None, fact: dict[str, Any], **changes: Any) -> Reply:
    said = {"application_number": number, "description": DESCRIPTION, **fact, **changes}
    by = operator()
    return by("POST", "support/calls", said, key=f"{number}{fact}{changes}")


@pytest.mark.req("act-11")
@pytest.mark.parametrize("fact", [BORN, ENDING])
def test_who_knows_the_number_and_a_fact_gets_a_ticket_by_phone_in_the_own_cabinet(
    application: Application, holder: Person, desk: Person, fact: dict[str, Any]
) -> None:
    taken = call(application.number, fact)
    assert (taken.status, taken.json["channel"]) == (201, "phone")
    assert set(taken.json) == {"id", "number", "channel"}, "the operator learns nothing of the caller"
    (line,) = holder("GET", "tickets").json["items"]
    assert (line["number"], line["channel"]) == (taken.json["number"], "phone")
    assert desk("GET", f"support/tickets/{taken.json['id']}").json["ticket"]["description"] == DESCRIPTION
    (event,) = tickets.history(taken.json["id"])
    assert event.actor == "operator"


@pytest.mark.req("act-11")
def test_a_wrong_number_and_a_wrong_fact_get_the_same_answer(application: Application) -> None:
    answers = [
        call(NOBODYS, BORN),
        call(application.number, WRONG),
        call(application.number, {"passport_ending": "1234"}),
    ]
    assert {refused(answer) for answer in answers} == {(422, "CALLER_UNKNOWN")}
    assert len({answer.text for answer in answers}) == 1
    assert tickets.of(HOLDER, limit=10, cursor=None).items == []


@pytest.mark.req("act-11")
@pytest.mark.parametrize("known", [True, False])
def test_after_four_wrong_facts_even_the_right_one_must_wait(
    application: Application, clock: type[Clock], *, known: bool
) -> None:
    number = application.number if known else NOBODYS
    tries = [call(number, {"birth_date": f"1990-01-0{day}"}) for day in range(1, 5)]
    assert {refused(answer) for answer in tries} == {(422, "CALLER_UNKNOWN")}
    blocked = call(number, BORN)
    assert refused(blocked) == (423, "CALLER_BLOCKED")
    assert blocked.headers["retry-after"] == "900"
    assert "парол" not in blocked.text
    later(clock, minutes=15)
    assert call(number, BORN).status == (201 if known else 422)


@pytest.mark.req("act-11")
def test_a_recognised_caller_forgives_what_was_misheard(application: Application) -> None:
    for day in range(1, 4):
        call(application.number, {"birth_date": f"1990-01-0{day}"})
    assert call(application.number, BORN).status == 201
    for day in range(4, 7):
        assert refused(call(application.number, {"birth_date": f"1990-01-0{day}"})) == (422, "CALLER_UNKNOWN")
    assert call(application.number, ENDING).status == 201


@pytest.mark.req("act-11", "sup-02")
def test_a_call_without_exactly_one_fact_or_without_a_trouble_is_not_taken(application: Application) -> None:
    number = application.number
    assert flaws(call(number, {})) == {("", "ONE_FACT")}
    assert flaws(call(number, {**BORN, **ENDING})) == {("", "ONE_FACT")}
    assert flaws(call(number, BORN, description="ж" * 19)) == {("/description", "TEXT_LENGTH")}
    assert flaws(call(number, {"passport_ending": "345"})) == {("/passport_ending", "FIELD_INVALID")}
    assert flaws(call("JQNQ-XHXK-M4WX", BORN)) == {("/application_number", "NUMBER_WRONG")}


@pytest.mark.req("act-11", "act-02")
@pytest.mark.parametrize("role", ["applicant", "support", "clinic"])
def test_nobody_else_takes_calls(application: Application, role: str) -> None:
    said = {"application_number": application.number, "description": DESCRIPTION, **BORN}
    answer = Person("somebody", role)("POST", "support/calls", said)
    assert refused(answer) == (403, "PERMISSION_DENIED")
