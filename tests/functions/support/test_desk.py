"""The support's desk: what it sees and what not, what it says and what never."""

import json
from datetime import timedelta

import pytest

from functions.holder.app import app as holder
from functions.status.app import app as status
from shared.cloud import clients
from shared.domain.application import Actor, Application
from shared.domain.decision import Decision
from shared.domain.lifecycle import step
from shared.domain.reasons import Reason, ReasonCode
from shared.domain.states import Kind
from shared.domain.ticket import BY, CONVERSATION, REQUEST, Subject, TicketKind, TicketState, table_of
from shared.entry.api import Api
from shared.settings import settings
from shared.store import applications, decisions, files, table, tickets
from tests.builders import FIELDS, HOLDER, NOW, medical, ticket
from tests.clock import Clock, later
from tests.functions.review.desk import commit
from tests.functions.support.people import (
    CLINIC,
    ENTRANCE,
    HAPPENING,
    WAY,
    Person,
    act,
    flaws,
    kept,
    refused,
    support,
)
from tests.functions.support.test_tickets import APPEAL
from tests.gateway import Gateway, Reply
from tests.stored import stored_submission, stored_ticket

STATES = (TicketState.OPEN, TicketState.ANSWERED, TicketState.CLOSED)
ENDS = (*STATES, TicketState.CONFIRMED, TicketState.DECLINED)


def refused_application() -> Application:
    """Refuse an application that holds everything that is nobody's business."""
    application = commit(stored_submission(), Kind.CHECKS_STARTED, entries=medical())
    codes = (ReasonCode.OPEN_MEDICAL_RESTRICTION, ReasonCode.DATA_SNILS_MISMATCH)
    reasons = tuple(Reason(code=code, detail="Диагноз по МКБ: B18.1") for code in codes)
    decided = {"decided_at": NOW, "decision_number": "JQNQ-XHXK-M4W1", "reasons": reasons}
    application = commit(application, Kind.REFUSED, **decided)
    table.transact(decisions.record(Decision.refusal(application)))
    return application


@pytest.fixture
def asked(holder: Person) -> str:
    """The id of a ticket about a refused application."""
    application = refused_application()
    opened = holder.opens(subject="application", application_number=application.number)
    return str(opened.json["id"])


@pytest.mark.req("act-08", "sts-10")
def test_the_support_sees_the_ticket_and_how_its_application_got_where_it_is(
    desk: Person, asked: str
) -> None:
    (line,) = desk("GET", "support/queue").json["items"]
    assert line["id"] == asked
    shown = desk("GET", f"support/tickets/{asked}").json
    assert shown["ticket"]["id"] == asked
    named = shown["application"]
    assert (named["number"], named["status_label"]) == (shown["ticket"]["application_number"], "Отказ")
    history = named["history"]["items"]
    assert [line["event"] for line in history] == ["refused", "checks_started", "submitted", "started"]
    assert (history[0]["actor"], history[0]["at"]) == ("system", "2026-11-23T09:00:00.000Z")
    assert history[0]["reasons"] == [
        "Медицинская причина: она названа в решении, которое есть у заявителя.",
        "СНИЛС не совпадает с данными реестра.",
    ]


@pytest.mark.req("act-08", "sec-12")
def test_the_support_sees_no_medical_entry_no_document_and_nothing_of_the_form(
    desk: Person, asked: str
) -> None:
    number = applications.get("a1").number
    seen = [
        desk("GET", "support/queue").text,
        desk("GET", f"support/tickets/{asked}").text,
        desk("GET", f"support/timelines/{number}").text,
        desk("POST", f"support/tickets/{asked}/replies", {"text": "Смотрите решение."}).text,
        desk("POST", f"support/tickets/{asked}/close").text,
    ]
    typed = [value for value in FIELDS.values() if isinstance(value, str) and value != FIELDS["clinic_code"]]
    scans = [part for file in files.of("a1") for part in (file.file_name, file.vault_key)]
    entries = [part for entry in medical() for part in (entry.title, entry.clinic, entry.infection)]
    secret = [*typed, *scans, *entries, HOLDER, "B18.1", "ограничение"]
    assert [(word, text) for text in seen for word in filter(None, secret) if word in text] == []


@pytest.mark.req("act-08")
@pytest.mark.parametrize(
    ("door", "path"),
    [
        (status, "applications/a1"),
        (status, "applications/a1/documents/photo"),
        (status, "messages"),
        (holder, "books/JQNQ-XHXK-M4W1"),
    ],
)
def test_the_support_gets_into_no_cabinet(door: Api, path: str) -> None:
    refused_application()
    answer = Gateway(door, "support1", "support")("GET", f"/v1/{path}")
    assert refused(answer) == (403, "PERMISSION_DENIED")


@pytest.mark.req("sts-10")
def test_a_history_is_read_by_the_number_by_the_applicant_and_by_the_support(desk: Person) -> None:
    number = refused_application().number
    own = Gateway(status)("GET", f"/v1/timelines/{number}")
    assert own.json == Gateway(status)("GET", "/v1/applications/a1/timeline").json
    assert own.json["items"][0]["reasons"][0] == "В медицинских данных есть незакрытое ограничение."
    assert Gateway(status, "stranger")("GET", f"/v1/timelines/{number}").status == 404
    served = desk("GET", f"support/timelines/{number}").json["items"]
    assert [line["event"] for line in served] == [line["event"] for line in own.json["items"]]
    for call in (desk("GET", "support/timelines/0000-0000-0000"), desk("GET", "support/timelines/x")):
        assert refused(call) == (404, "NOT_FOUND")


@pytest.mark.req("sts-10")
def test_each_refusal_of_a_history_has_its_own_reasons(desk: Person) -> None:
    application = commit(refused_application(), Kind.APPEALED, appeals=(APPEAL,))
    application = commit(application, Kind.APPEAL_RETURNED)
    reasons, at = (Reason(code=ReasonCode.DATA_INN_MISMATCH),), NOW + timedelta(days=3)
    decided = {"decided_at": at, "decision_number": "JQNQ-XHXK-M4W2", "reasons": reasons}
    refusal = step(application, Kind.REFUSED, at, Actor.REVIEWER, **decided)
    applications.commit(application, refusal, decisions.record(Decision.refusal(refusal.application)))
    items = desk("GET", f"support/timelines/{application.number}").json["items"]
    told = [(line["event"], len(line["reasons"])) for line in items if line["reasons"]]
    assert told == [("refused", 1), ("refused", 2)]
    assert items[0]["reasons"] == ["ИНН не совпадает с данными налогового реестра."]
    assert items[0]["actor"] == "reviewer"


@pytest.mark.req("sup-03")
def test_an_answer_goes_back_and_forth_until_the_support_closes(
    holder: Person, desk: Person, asked: str, clock: type[Clock]
) -> None:
    later(clock, minutes=5)
    answered = desk("POST", f"support/tickets/{asked}/replies", {"text": "Причины — в решении."})
    assert (answered.status, answered.json["ticket"]["status"]) == (201, "ANSWERED")
    assert desk("GET", "support/queue").json["items"] == []
    (line,) = desk("GET", "support/queue?state=ANSWERED").json["items"]
    assert (line["id"], line["since"]) == (asked, "2026-11-23T09:05:00.000Z")
    holder("POST", f"tickets/{asked}/replies", {"text": "Непонятно."})
    assert [line["id"] for line in desk("GET", "support/queue").json["items"]] == [asked]
    desk("POST", f"support/tickets/{asked}/replies", {"text": "Поясняю."})
    said = [(reply["author"], reply["text"]) for reply in holder("GET", f"tickets/{asked}").json["replies"]]
    assert said == [
        ("support", "Причины — в решении."),
        ("applicant", "Непонятно."),
        ("support", "Поясняю."),
    ]
    assert desk("POST", f"support/tickets/{asked}/close").json["ticket"]["status"] == "CLOSED"
    assert desk("GET", "support/queue?state=ANSWERED").json["items"] == []


@pytest.mark.req("sup-03")
def test_what_has_waited_longest_comes_first_and_the_queue_has_pages(
    holder: Person, desk: Person, clock: type[Clock]
) -> None:
    opened = []
    for _ in range(3):
        opened.append(holder.opens().json["id"])
        later(clock, minutes=1)
    first = desk("GET", "support/queue?limit=2").json
    rest = desk("GET", f"support/queue?limit=2&cursor={first['next_cursor']}").json
    assert [line["id"] for page in (first, rest) for line in page["items"]] == opened
    assert desk("GET", "support/queue?state=CLOSED").status == 422


@pytest.mark.req("sup-03", "act-08")
@pytest.mark.parametrize("said", ["Назовите код из SMS.", "Пришлите пароль.", "Send me the code."])
def test_an_answer_that_speaks_of_a_password_or_a_code_is_refused_with_an_explanation(
    holder: Person, desk: Person, said: str
) -> None:
    path = f"support/tickets/{holder.opens().json['id']}"
    answer = desk("POST", f"{path}/replies", {"text": said})
    assert flaws(answer) == {("/text", "REPLY_NAMES_SECRET")}
    assert "никогда не просит пароль или код" in answer.json["errors"][0]["detail"]
    assert said not in answer.text
    assert desk("GET", path).json["ticket"]["replies"] == []
    request = holder.opens(subject="add_clinic", clinic=CLINIC).json["id"]
    declined = {"decision": "decline", "text": said}
    answer = desk("POST", f"support/tickets/{request}/decision", declined)
    assert flaws(answer) == {("/text", "REPLY_NAMES_SECRET")}


def test_nobody_serves_the_own_ticket(holder: Person) -> None:
    path = f"support/tickets/{holder.opens(subject='add_clinic', clinic=CLINIC).json['id']}"
    both = Person(HOLDER, "support")
    confirm = {"decision": "confirm", "clinic": ENTRANCE}
    for answer in (
        both("GET", path),
        both("POST", f"{path}/replies", {"text": "Хорошо."}),
        both("POST", f"{path}/close"),
        both("POST", f"{path}/decision", confirm),
    ):
        assert refused(answer) == (403, "OWN_TICKET")


def let_happen(kind: TicketKind, ticket_id: str, key: str) -> Reply:
    """Do by the API what lets an event happen."""
    role, path, body = act(kind, ticket_id)
    person = support() if role == "support" else Person()
    return person("POST", path, body, key=key)


WALK = [
    (subject, state, kind)
    for subject, states in ((Subject.QUESTION, STATES), (Subject.ADD_CLINIC, ENDS))
    for state in states
    for kind in HAPPENING
]


@pytest.mark.req("sup-03", "cln-09")
@pytest.mark.parametrize(("subject", "state", "kind"), WALK)
def test_in_each_state_what_the_table_lists_happens_and_the_rest_is_refused_and_changes_nothing(
    subject: Subject, state: TicketState, kind: TicketKind
) -> None:
    clinic = CLINIC if subject is Subject.ADD_CLINIC else None
    stored = in_state(state, subject=subject, clinic=clinic)
    before = kept(stored)
    answer = let_happen(kind, stored, "now")
    listed = table_of(subject)[state].get(kind)
    if listed:
        assert answer.status in (200, 201), answer.text
        after, history, _ = kept(stored)
        assert (after.state, history[-1].kind, history[-1].effects) == (listed[0], kind, listed[1:])
        assert {history[-1].actor} <= BY[kind]
    else:
        assert refused(answer) == (409, "TICKET_STATUS")
        assert kept(stored) == before


def in_state(state: TicketState, **changes: object) -> str:
    """Bring a ticket to a state by the shortest way."""
    new = stored_ticket(**changes)
    for kind in WAY[state]:
        assert let_happen(kind, new.id, "before").status in (200, 201)
    assert tickets.get(new.id).state is state
    return new.id


def test_the_walk_meets_every_state_that_can_be_shown() -> None:
    assert {state for table in (CONVERSATION, REQUEST) for state in table} == {TicketState.NEW, *ENDS}
    assert ticket().state is TicketState.NEW


@pytest.mark.req("act-08", "sec-07")
def test_a_look_at_a_ticket_is_recorded_with_the_application_that_it_names(desk: Person, asked: str) -> None:
    queue = settings.audit_queue
    clients.sqs().purge_queue(QueueUrl=queue)
    desk("GET", f"support/tickets/{asked}")
    (message,) = clients.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    seen = json.loads(message["Body"])
    assert (seen["account"], seen["object"]) == ("support1", {"ticket_id": asked, "application_id": "a1"})
    assert (seen["result"], seen["purpose"]) == ("200", "answering a ticket")
