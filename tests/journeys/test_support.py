"""Asking the support: about the own application, by phone, for a clinic that is missing; and rating one."""

import pytest

from shared.cloud.queues import News
from shared.domain.events import Aggregate
from tests.functions.support.people import CLINIC, DESCRIPTION, ENTRANCE
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Json, Site, awaited
from tests.journeys.staff import Staff

pytestmark = pytest.mark.xdist_group("support")

ANSWER = "Книжка выдана: откройте «Мои услуги»."


@pytest.fixture(scope="module")
def asker(site: Site) -> Applicant:
    return Applicant.newcomer(site)


@pytest.fixture(scope="module")
def issued(asker: Applicant) -> Json:
    return asker.issued()


def told(person: Applicant, ticket_id: str) -> list[str]:
    """Name what the cabinet tells of a ticket, oldest first."""
    items = person("GET", "/v1/messages?limit=100").json["items"]
    return [each["event"] for each in reversed(items) if each["ticket_id"] == ticket_id]


def letters(person: Applicant, number: str) -> list[Json]:
    sent = person.site.messages(person.person["fields"]["email"], "email")
    return [letter for letter in sent if number in letter["subject"]]


@pytest.mark.req("sup-02", "sup-03", "act-08", "ntf-05")
def test_a_question_is_answered_told_of_once_and_closed(
    system: Running, site: Site, applicant: Applicant, asker: Applicant, issued: Json
) -> None:
    question = {"subject": "application", "application_number": issued["number"], "description": DESCRIPTION}
    refused = applicant("POST", "/v1/tickets", question)
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "APPLICATION_UNKNOWN")
    opened = asker("POST", "/v1/tickets", question)
    assert opened.status == 201, opened.text
    ticket, served = opened.json, f"/v1/support/tickets/{opened.json['id']}"
    support = Staff.at_work(site, "support")
    assert ticket["id"] in {line["id"] for line in support("GET", "/v1/support/queue").json["items"]}
    seen = support("GET", served)
    assert seen.json["application"]["history"]["items"][0]["event"] == "published"
    require_nothing_personal(asker, seen.text)
    answered = support("POST", f"{served}/replies", {"text": ANSWER})
    assert answered.status == 201, answered.text
    awaited(lambda: told(asker, ticket["id"]), lambda kinds: "ticket_answered" in kinds)
    assert asker("POST", f"/v1/tickets/{ticket['id']}/replies", {"text": "Спасибо!"}).status == 201
    assert support("POST", f"{served}/close").status == 200
    expected = ["ticket_opened", "ticket_answered", "ticket_closed"]
    awaited(lambda: len(letters(asker, ticket["number"])), lambda count: count == len(expected))
    repeat(system, ticket["id"], versions=4)
    assert told(asker, ticket["id"]) == expected
    assert len(letters(asker, ticket["number"])) == len(expected)
    assert not [letter for letter in letters(asker, ticket["number"]) if ANSWER in letter["text"]]
    assert asker("GET", f"/v1/tickets/{ticket['id']}").json["status"] == "CLOSED"
    assert applicant("GET", f"/v1/tickets/{ticket['id']}").status == 404


def require_nothing_personal(person: Applicant, text: str) -> None:
    """Require that neither the form nor an entry nor a file is in what the support sees."""
    application = person("GET", "/v1/applications").json["items"][0]
    book = person("GET", f"/v1/books/{application['book_number']}").json
    entries = [filed["entry"][name] for filed in book["entries"] for name in ("clinic", "title", "vaccine")]
    files = [file["file_name"] for file in application["documents"]]
    fields = [value for value in application["fields"].values() if isinstance(value, str)]
    secret = {value for value in (*entries, *files, *fields) if value and value != "77-001"}
    assert {value for value in secret if value in text} == set()


def repeat(system: Running, ticket_id: str, versions: int) -> None:
    """Tell everything of a ticket once more, and let it settle."""
    for version in range(versions, 0, -1):
        body = News(aggregate=Aggregate.TICKET, id=ticket_id, version=version).model_dump_json()
        system.aws("sqs").send_message(QueueUrl=system.resources()["NotifyQueue"], MessageBody=body)
    awaited(lambda: system.waiting("NotifyQueue"), lambda count: count == 0)
    assert system.waiting("NotifyDeadLetters") == 0


@pytest.mark.req("act-11", "sts-10")
def test_an_operator_opens_a_ticket_for_a_caller_who_knows_a_fact(
    site: Site, asker: Applicant, issued: Json
) -> None:
    operator = Staff.at_work(site, "operator")
    call = {"application_number": issued["number"], "description": DESCRIPTION}
    wrong = operator("POST", "/v1/support/calls", {**call, "birth_date": "1960-01-01"})
    assert (wrong.status, wrong.json["code"]) == (422, "CALLER_UNKNOWN")
    taken = operator("POST", "/v1/support/calls", {**call, "birth_date": issued["fields"]["birth_date"]})
    assert (taken.status, taken.json["channel"]) == (201, "phone")
    own = asker("GET", f"/v1/tickets/{taken.json['id']}").json
    assert (own["channel"], own["description"]) == ("phone", DESCRIPTION)
    awaited(lambda: told(asker, own["id"]), lambda kinds: kinds == ["ticket_opened"])
    support = Staff.at_work(site, "support")
    timelines = (asker("GET", f"/v1/timelines/{issued['number']}"),
                 support("GET", f"/v1/support/timelines/{issued['number']}"))  # fmt: skip
    assert timelines[0].json == timelines[1].json


@pytest.mark.req("cln-09")
def test_a_clinic_that_was_missing_is_confirmed_and_can_be_chosen(site: Site, applicant: Applicant) -> None:
    path = applicant.draft()
    choice = {"fields": {"clinic_code": ENTRANCE["code"]}}

    def choose() -> int:
        return applicant("PATCH", path, choice, If_Match=applicant("GET", path).headers["etag"]).status

    assert choose() == 422
    asked = applicant("POST", "/v1/tickets", {"subject": "add_clinic", "clinic": CLINIC})
    support = Staff.at_work(site, "support")
    decision = f"/v1/support/tickets/{asked.json['id']}/decision"
    decided = support("POST", decision, {"decision": "confirm", "clinic": ENTRANCE})
    assert decided.status == 200, decided.text
    awaited(lambda: told(applicant, asked.json["id"]), lambda kinds: "clinic_confirmed" in kinds)
    assert applicant("GET", f"/v1/tickets/{asked.json['id']}").json["clinic_code"] == ENTRANCE["code"]
    assert choose() == 200


@pytest.mark.req("cln-06")
def test_who_was_examined_at_a_clinic_rates_it_and_nobody_else(
    site: Site, applicant: Applicant, asker: Applicant, issued: Json
) -> None:
    assert issued["status"] == "APPROVED"
    scores = {"service": 5, "speed": 4}
    refused = applicant("PUT", "/v1/clinics/77-001/rating", scores)
    assert (refused.status, refused.json["code"]) == (403, "NOT_EXAMINED_THERE")
    assert asker("PUT", "/v1/clinics/77-001/rating", scores).status == 200
    card = site("GET", "/v1/clinics/77-001").json
    assert (card["rating"], card["median_days"]) == ({"service": 5.0, "speed": 4.0, "count": 1}, 2)
