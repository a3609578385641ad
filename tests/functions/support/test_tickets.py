"""The holder's side of a ticket: opened about an own application only, followed, added to, closed."""

from typing import Any

import pytest

from functions.status.app import app as status
from functions.support.app import app
from shared.cloud import clients
from shared.domain.appeal import Appeal, Channel
from shared.domain.application import Application
from shared.domain.states import AppealState, Kind, Status
from shared.domain.ticket import TicketKind
from shared.settings import settings
from shared.store import applications, tickets
from tests import faults
from tests.builders import HOLDER, NOW, submitted
from tests.clock import Clock, later
from tests.functions.review.desk import commit
from tests.functions.support.people import CLINIC, DESCRIPTION, Person, flaws, kept, refused
from tests.gateway import Gateway
from tests.stored import stored_submission

NUMBER = str(submitted().number)


def about(number: str) -> dict[str, Any]:
    return {"subject": "application", "application_number": number}


@pytest.mark.req("sup-02", "sup-03")
def test_a_ticket_about_an_own_application_has_a_number_a_status_and_the_applications_day(
    holder: Person,
) -> None:
    stored_submission()
    opened = holder.opens(**about(NUMBER.lower().replace("-", " ")))
    assert opened.status == 201, opened.text
    shown = opened.json
    assert (shown["application_id"], shown["application_number"]) == ("a1", NUMBER)
    assert (shown["submitted_on"], shown["channel"]) == ("2026-11-23", "portal")
    assert (shown["status"], shown["status_label"]) == ("OPEN", "ожидает ответа поддержки")
    assert shown["description"] == DESCRIPTION
    assert len(shown["number"]) == len("XXXX-XXXX-XXXX")
    assert holder("GET", f"tickets/{shown['id']}").json == shown
    (line,) = holder("GET", "tickets").json["items"]
    assert (line["id"], line["number"]) == (shown["id"], shown["number"])


@pytest.mark.req("sup-02", "act-01")
def test_a_strangers_number_is_as_unknown_as_one_that_nobody_has(holder: Person) -> None:
    stored_submission()
    stranger = Person("stranger")
    answers = [stranger.opens(**about(NUMBER)), stranger.opens(**about("0000-0000-0000"))]
    assert {tuple(flaws(answer)) for answer in answers} == {(("/application_number", "APPLICATION_UNKNOWN"),)}
    assert answers[0].text == answers[1].text
    assert stranger("GET", "tickets").json["items"] == []
    assert flaws(holder.opens(**about(NUMBER[:-1] + "X"))) == {("/application_number", "NUMBER_WRONG")}


@pytest.mark.req("sup-02")
@pytest.mark.parametrize(("length", "answer"), [(19, 422), (20, 201), (4_000, 201), (4_001, 422)])
def test_a_description_has_twenty_to_four_thousand_characters(
    holder: Person, length: int, answer: int
) -> None:
    assert holder.opens(description="ж" * length).status == answer
    assert holder.opens(description=f"  {'ж' * 19}  ").status == 422


@pytest.mark.req("sup-02", "cln-09", "cat-17")
@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"subject": "application"}, {"/application_number REQUIRED"}),
        ({"subject": "question", "description": None}, {"/description REQUIRED"}),
        ({"subject": "add_clinic"}, {"/clinic REQUIRED"}),
        ({"subject": "question", "clinic": CLINIC}, {"/clinic FIELD_UNKNOWN"}),
        ({"subject": "overdue_review"}, {"/subject VALUE_UNKNOWN"}),
        (
            {"subject": "add_clinic", "clinic": {**CLINIC, "inn": "7707083894"}},
            {"/clinic/inn INN_CHECKSUM"},
        ),
        (
            {"subject": "add_clinic", "clinic": {"name": "Клиника"}},
            {"/clinic/inn REQUIRED", "/clinic/licence_number REQUIRED", "/clinic/address REQUIRED"},
        ),
    ],
)
def test_what_a_ticket_lacks_is_named_beside_its_field(
    holder: Person, said: dict[str, Any], wrong: set[str]
) -> None:
    assert {" ".join(flaw) for flaw in flaws(holder.opens(**said))} == wrong


@pytest.mark.req("cat-17")
def test_a_question_about_a_profession_needs_no_application(holder: Person) -> None:
    asked = holder.opens(subject="profession", description="Нужна ли книжка дрессировщику?")
    assert (asked.status, asked.json["subject_label"]) == (201, "Нужна ли книжка для профессии")


def overdue() -> Application:
    application = stored_submission()
    for kind, changes in (
        (Kind.CHECKS_STARTED, {}),
        (Kind.REVIEW_NEEDED, {"reviewer_needed": True}),
        (Kind.TERM_PASSED, {"overdue": True}),
    ):
        application = commit(application, kind, **changes)
    return application


def offered() -> str | None:
    return str(Gateway(status)("GET", "/v1/applications/a1").json["ticket_offered"])


def click(holder: Person, reason: str) -> Any:
    return holder("POST", "applications/a1/tickets", {"reason": reason})


@pytest.mark.req("sts-13")
def test_only_an_overdue_review_offers_its_ticket_at_one_click(holder: Person) -> None:
    application = stored_submission()
    assert refused(click(holder, "overdue_review")) == (409, "TICKET_NOT_OFFERED")
    for kind, changes in (
        (Kind.CHECKS_STARTED, {}),
        (Kind.REVIEW_NEEDED, {"reviewer_needed": True}),
        (Kind.TERM_PASSED, {"overdue": True}),
    ):
        assert offered() == "None"
        application = commit(application, kind, **changes)
    assert offered() == "overdue_review"
    assert refused(click(holder, "refusal_details")) == (409, "TICKET_NOT_OFFERED")
    opened = click(holder, "overdue_review")
    assert opened.status == 201
    assert NUMBER in opened.json["description"]
    assert opened.json["application_number"] == NUMBER
    commit(application, Kind.WITHDRAWN)
    assert refused(click(holder, "overdue_review")) == (409, "TICKET_NOT_OFFERED")


REFUSED: dict[str, Any] = {"status": Status.REJECTED, "decided_at": NOW}
APPEAL = Appeal(
    number="1",
    channel=Channel.PORTAL,
    sent_on=NOW.date(),
    filed_at=NOW,
    refused_on=NOW.date(),
    arguments="x" * 50,
)


@pytest.mark.req("rej-13")
@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({}, False),
        ({"appeals": (APPEAL,), "appealing": AppealState.FILED}, False),
        ({"appeals": (APPEAL,), "appealing": AppealState.DISMISSED}, False),
        ({"previous_application_id": "a0"}, True),
        ({"appeals": (APPEAL,), "appealing": AppealState.NONE}, True),
        ({"appeals": (APPEAL, APPEAL), "appealing": AppealState.FILED}, True),
        ({"previous_application_id": "a0", "status": Status.IN_REVIEW}, False),
    ],
)
def test_a_second_refusal_offers_a_ticket_with_its_number_and_day(
    holder: Person, changes: dict[str, Any], *, again: bool
) -> None:
    application = stored_submission()
    applications.save(application, application.model_copy(update={**REFUSED, **changes}))
    assert offered() == ("refusal_details" if again else "None")
    answer = click(holder, "refusal_details")
    if not again:
        assert refused(answer) == (409, "TICKET_NOT_OFFERED")
        return
    assert answer.status == 201
    assert (answer.json["application_number"], answer.json["submitted_on"]) == (NUMBER, "2026-11-23")
    assert NUMBER in answer.json["description"]
    assert "23.11.2026" in answer.json["description"]


@pytest.mark.req("sts-13", "act-01")
def test_nobody_clicks_for_somebody_else(holder: Person) -> None:
    overdue()
    assert click(Person("stranger"), "overdue_review").status == 404
    assert click(holder, "overdue_review").status == 201


@pytest.mark.req("sup-03")
def test_a_holder_adds_closes_and_then_it_is_closed(holder: Person, clock: type[Clock]) -> None:
    path = f"tickets/{holder.opens().json['id']}"
    later(clock, minutes=1)
    added = holder("POST", f"{path}/replies", {"text": "Вспомнил ещё."})
    assert (added.status, added.json["status"]) == (201, "OPEN")
    assert [(reply["author"], reply["text"]) for reply in added.json["replies"]] == [
        ("applicant", "Вспомнил ещё.")
    ]
    assert holder("POST", f"{path}/close").json["status"] == "CLOSED"
    assert refused(holder("POST", f"{path}/replies", {"text": "И ещё."})) == (409, "TICKET_STATUS")
    assert refused(holder("POST", f"{path}/close")) == (409, "TICKET_STATUS")
    assert holder("GET", path).json["replies"] == added.json["replies"]


@pytest.mark.req("sup-03")
@pytest.mark.parametrize(("length", "answer"), [(0, 422), (1, 201), (4_000, 201), (4_001, 422)])
def test_a_reply_has_one_to_four_thousand_characters(holder: Person, length: int, answer: int) -> None:
    path = f"tickets/{holder.opens().json['id']}"
    assert holder("POST", f"{path}/replies", {"text": "ж" * length}).status == answer


@pytest.mark.req("app-05", "sup-03")
@pytest.mark.parametrize("place", range(12))
def test_a_power_cut_leaves_one_ticket_one_reply_and_one_end(holder: Person, place: int) -> None:
    for method, path, body in (
        ("POST", "tickets", {"subject": "question", "description": DESCRIPTION}),
        ("POST", "tickets/{id}/replies", {"text": "Ещё."}),
        ("POST", "tickets/{id}/close", None),
    ):
        found = tickets.of(HOLDER, limit=10, cursor=None).items
        at = path.format(id=found[0].id if found else "")
        with faults.after(place, faults.power_cut):
            holder(method, at, body, key="k")
        forget_requests()
        answer = holder(method, at, body, key="k")
        assert answer.status in (200, 201), answer.text
    (ticket,) = tickets.of(HOLDER, limit=10, cursor=None).items
    _, history, replies = kept(ticket.id)
    assert [event.kind for event in history] == ["ticket_opened", "ticket_asked", "ticket_settled"]
    assert replies == 1


def forget_requests() -> None:
    """Let the memory of answers forget a request that died: in life this takes a function's time-out."""
    dynamodb = clients.dynamodb()
    for item in dynamodb.scan(TableName=settings.table)["Items"]:
        if item["PK"]["S"].startswith("REQUESTS#"):
            dynamodb.delete_item(TableName=settings.table, Key={"PK": item["PK"], "SK": item["SK"]})


@pytest.mark.req("app-05")
def test_one_key_opens_one_ticket_and_for_another_question_it_is_no_good(holder: Person) -> None:
    said = {"subject": "question", "description": DESCRIPTION}
    first, second = (holder("POST", "tickets", said, key="k") for _ in range(2))
    assert first.json == second.json
    forget_requests()
    assert holder("POST", "tickets", said, key="k").json["id"] == first.json["id"]
    forget_requests()
    other = {**said, "description": f"{DESCRIPTION} И вообще."}
    assert refused(holder("POST", "tickets", other, key="k")) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert Gateway(app)("POST", "/v1/tickets", said).json["code"] == "IDEMPOTENCY_KEY_REQUIRED"


@pytest.mark.req("sec-03", "sec-09")
def test_the_table_does_not_show_what_was_asked_or_answered(holder: Person, desk: Person) -> None:
    opened = holder.opens()
    desk("POST", f"support/tickets/{opened.json['id']}/replies", {"text": "Справка дошла."})
    holder.opens(subject="add_clinic", clinic=CLINIC)
    dump = str(clients.dynamodb().scan(TableName=settings.table)["Items"])
    assert opened.json["id"] in dump
    assert not [word for word in (DESCRIPTION, "Справка дошла", *CLINIC.values()) if word in dump]


@pytest.mark.req("sup-03", "app-05")
@pytest.mark.parametrize("place", range(7))
def test_of_two_who_act_at_once_one_counts_and_the_other_is_told_to_look_again(
    holder: Person, desk: Person, place: int
) -> None:
    ticket_id = holder.opens().json["id"]
    with faults.after(place, lambda: desk("POST", f"support/tickets/{ticket_id}/close")):
        answer = holder("POST", f"tickets/{ticket_id}/replies", {"text": "Ещё."})
    _, history, replies = kept(ticket_id)
    kinds = [event.kind for event in history]
    assert kinds[-1] == "ticket_closed"
    assert replies == kinds.count(TicketKind.ASKED) == (answer.status == 201)
    if answer.status != 201:
        assert answer.status == 409
        assert answer.json["code"] in ("CONCURRENT_CHANGE", "TICKET_STATUS")
