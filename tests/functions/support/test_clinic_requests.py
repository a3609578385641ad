"""A clinic that is missing: asked for, confirmed or declined, and then in the register or not."""

from typing import Any

import pytest

from functions.catalog.app import app as catalog
from shared.store import clinics, tickets
from tests import faults
from tests.functions.support.people import CLINIC, ENTRANCE, Person, flaws, kept, refused
from tests.functions.support.test_tickets import forget_requests
from tests.gateway import Gateway

CONFIRM = {"decision": "confirm", "clinic": ENTRANCE}


@pytest.fixture
def path(holder: Person) -> str:
    asked = holder("POST", "tickets", {"subject": "add_clinic", "clinic": CLINIC})
    assert asked.status == 201, asked.text
    return f"support/tickets/{asked.json['id']}/decision"


def ticket_of(holder: Person) -> Any:
    (line,) = holder("GET", "tickets").json["items"]
    return holder("GET", f"tickets/{line['id']}").json


@pytest.mark.req("cln-09")
def test_a_confirmed_clinic_is_in_the_register_with_what_was_asked_and_what_was_found(
    holder: Person, desk: Person, path: str
) -> None:
    assert Gateway(catalog, account=None)("GET", "/v1/clinics/71-001").status == 404
    decided = desk("POST", path, CONFIRM)
    assert (decided.status, decided.json["ticket"]["status"]) == (200, "CONFIRMED")
    shown = Gateway(catalog, account=None)("GET", "/v1/clinics/71-001").json
    assert (shown["name"], shown["address"]) == (CLINIC["name"], CLINIC["address"])
    assert (shown["selectable"], shown["city"], shown["examines"]) == (True, "Тула", ["catering"])
    assert shown["warning"], "until it sends results itself, its holders upload them"
    assert (ticket_of(holder)["status"], ticket_of(holder)["clinic_code"]) == ("CONFIRMED", "71-001")


@pytest.mark.req("cln-09")
def test_a_declined_clinic_is_not_and_its_asker_reads_why(holder: Person, desk: Person, path: str) -> None:
    desk("POST", path, {"decision": "decline", "text": "Лицензии с таким номером нет."})
    assert clinics.every() == []
    declined = ticket_of(holder)
    assert (declined["status"], declined["clinic_code"]) == ("DECLINED", None)
    assert [reply["text"] for reply in declined["replies"]] == ["Лицензии с таким номером нет."]


@pytest.mark.req("cln-09", "cln-02")
@pytest.mark.parametrize(
    ("decision", "wrong"),
    [
        ({"decision": "confirm"}, {("", "CLINIC_REQUIRED")}),
        ({"decision": "decline"}, {("", "DECLINE_INCOMPLETE")}),
        ({"decision": "decline", "text": "Нет.", "clinic": ENTRANCE}, {("", "DECLINE_INCOMPLETE")}),
        (
            {"decision": "confirm", "clinic": {**ENTRANCE, "licence_valid_until": "2026-11-22"}},
            {("/clinic/licence_valid_until", "CLINIC_NOT_LICENSED")},
        ),
        (
            {"decision": "confirm", "clinic": {**ENTRANCE, "code": "клиника"}},
            {("/clinic/code", "FIELD_INVALID")},
        ),
        (
            {"decision": "confirm", "clinic": {**ENTRANCE, "examines": ["king"]}},
            {("/clinic/examines/0", "CATEGORY_UNKNOWN")},
        ),
    ],
)
def test_a_decision_that_lacks_something_enters_nothing(
    desk: Person, path: str, decision: dict[str, Any], wrong: set[tuple[str, str]]
) -> None:
    assert flaws(desk("POST", path, decision)) == wrong
    assert clinics.every() == []
    assert desk("POST", path, CONFIRM).status == 200, "nothing has been decided yet"


@pytest.mark.req("cln-09")
def test_a_code_that_another_clinic_has_is_refused_and_leaves_that_one_alone(
    holder: Person, desk: Person, path: str
) -> None:
    assert desk("POST", path, CONFIRM).status == 200
    other = holder("POST", "tickets", {"subject": "add_clinic", "clinic": {**CLINIC, "name": "Другая"}})
    again = f"support/tickets/{other.json['id']}/decision"
    assert refused(desk("POST", again, CONFIRM)) == (409, "CLINIC_CODE_TAKEN")
    assert clinics.get("71-001").name == CLINIC["name"]
    assert tickets.get(other.json["id"]).state == "OPEN"


@pytest.mark.req("cln-09", "app-05")
@pytest.mark.parametrize("place", range(12))
def test_a_power_cut_enters_a_clinic_once_and_with_its_ticket(desk: Person, path: str, place: int) -> None:
    with faults.after(place, faults.power_cut):
        desk("POST", path, CONFIRM, key="k")
    ticket_id = path.split("/")[2]
    assert (tickets.get(ticket_id).state == "CONFIRMED") is bool(clinics.every())
    forget_requests()
    assert desk("POST", path, CONFIRM, key="k").status == 200
    _, history, _ = kept(ticket_id)
    assert [event.kind for event in history] == ["ticket_opened", "clinic_confirmed"]
    assert len(clinics.every()) == 1
