"""An appeal: in time to the day, answered by another person or by silence, and never lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.deadlines.app import handler as deadlines
from functions.status.app import app as status
from functions.submit.app import app as submit
from shared.domain.application import Application, File
from shared.domain.decision import DecisionKind
from shared.domain.documents import DocumentKind
from shared.domain.registries import Outcome
from shared.domain.states import AppealState, Kind, Result, Status
from shared.domain.version import SealedDocument
from shared.store import applications, decisions, files, table
from tests.builders import HOLDER, NOW, file
from tests.clock import Clock, later
from tests.faults import after
from tests.functions.review.desk import Officer, Reviewer, commit, now, refused
from tests.gateway import Context, Gateway, Reply

MOSCOW = "+03:00"
ARGUMENTS = "Номер СНИЛС в заявлении совпадает с карточкой, что видно на приложенном скане."
PAPER = {
    "channel": "registered_post",
    "sent_on": "2026-12-23",
    "refused_on": "2026-11-23",
    "arguments": ARGUMENTS,
    "papers": ["Копия карточки СНИЛС"],
}


@pytest.fixture
def evidence(reviewer: Reviewer) -> File:
    """A refused application, and evidence against the refusal."""
    reviewer.take()
    reviewer.decide("refuse", reasons=[{"code": "DATA_SNILS_MISMATCH"}])
    scan = file(DocumentKind.APPEAL_EVIDENCE)
    files.add(scan)
    return scan


@pytest.fixture
def officer(evidence: File) -> Officer:
    """An officer, and an appeal that waits."""
    assert appeal(evidence).status == 201
    return Officer()


def appeal(scan: File, **changes: Any) -> Reply:
    said = {"refused_on": "2026-11-23", "arguments": ARGUMENTS, "evidence": [scan.id], **changes}
    return Gateway(submit)("POST", "/v1/applications/a1/appeals", said, idempotency_key=str(changes))


def open_decision() -> Reply:
    """Read the refusal in the cabinet, as soon as it has been signed."""
    (decision,) = decisions.of("a1")
    document = SealedDocument(key="decisions/1.pdf", version_id="v1", sha256="ab" * 32, size=1000)
    decisions.seal(decision, document)
    return Gateway(status)("GET", "/v1/applications/a1/decision")


def at(clock: type[Clock], moscow: str) -> None:
    clock.moment = datetime.fromisoformat(moscow + MOSCOW)


def strike(moscow: str) -> list[str]:
    """Let a minute strike, and name what it did."""
    done: dict[str, int] = deadlines({"now": moscow + MOSCOW}, Context())
    return [name for name, count in done.items() if count]


def history() -> list[Kind]:
    return [event.kind for event in applications.history("a1")]


@pytest.mark.req("apl-01")
def test_a_refusal_is_received_when_its_decision_is_first_opened(
    evidence: File,  # noqa: ARG001 - there is a refusal
    clock: type[Clock],
) -> None:
    path = "/v1/applications/a1/decision"
    assert refused(Gateway(status)("GET", path)) == (409, "DECISION_NOT_READY")
    assert now().received_at is None
    later(clock, days=2)
    assert open_decision().json["file_name"] == f"Решение {now().decision_number}.pdf"
    later(clock, days=1)
    again = Gateway(status)("GET", f"/v1/applications/a1/decisions/{now().decision_number}")
    assert again.status == 200
    assert now().received_at == NOW + timedelta(days=2)
    assert Gateway(status)("GET", "/v1/applications/a1/decisions/other").status == 404


@pytest.mark.req("apl-05")
@pytest.mark.parametrize(
    ("received", "in_time", "too_late"),
    [
        ("2026-11-23T12:00:00", "2026-12-23T23:59:59", "2026-12-24T00:00:00"),
        ("2026-11-23T23:59:59", "2026-12-23T23:59:59", "2026-12-24T00:00:00"),
        ("2026-11-24T00:00:00", "2026-12-24T23:59:59", "2026-12-25T00:00:00"),
        ("2026-11-26T12:00:00", "2026-12-28T23:59:59", "2026-12-29T00:00:00"),  # day 30 is a Saturday
        ("2026-12-03T12:00:00", "2027-01-11T23:59:59", "2027-01-12T00:00:00"),  # the New Year's holidays
    ],
)
def test_the_term_ends_with_day_thirty_or_the_next_working_day(
    evidence: File, clock: type[Clock], received: str, in_time: str, too_late: str
) -> None:
    at(clock, received)
    open_decision()
    until = datetime.fromisoformat(in_time + MOSCOW).astimezone(UTC)
    shown = Gateway(status)("GET", "/v1/applications/a1").json
    assert shown["appeal_until"] == f"{until:%Y-%m-%dT%H:%M:%S}.000Z"
    at(clock, too_late)
    assert refused(appeal(evidence)) == (409, "APPEAL_LATE")
    assert now().appealing is AppealState.NONE
    at(clock, in_time)
    assert appeal(evidence, arguments=f"{ARGUMENTS} Прошу пересмотреть.").status == 201


@pytest.mark.req("apl-05", "apl-04")
def test_a_letter_posted_in_time_may_arrive_later(evidence: File, clock: type[Clock]) -> None:
    at(clock, "2026-11-23T13:00:00")
    open_decision()
    at(clock, "2027-01-15T10:00:00")
    operator = Officer("operator1", "operator")

    def register(key: str, **changes: Any) -> Reply:
        return operator("POST", "", {**PAPER, "application_number": now().number, **changes}, key)

    assert refused(register("k1", sent_on="2026-12-24")) == (409, "APPEAL_LATE")
    flawed: dict[str, dict[str, Any]] = {
        "k2": {"sent_on": "2026-11-22"},
        "k3": {"sent_on": "2027-01-16"},
        "k4": {"refused_on": "2026-11-24"},
        "k5": {"papers": []},
        "k6": {"channel": "portal"},
        "k7": {"application_number": "JQNQ-XHXK-M4WI"},
    }
    for key, changes in flawed.items():
        assert refused(register(key, **changes))[0] == 422, changes
    assert refused(register("k8", application_number="0000-0000-0000")) == (404, "NOT_FOUND")
    entered = register("k9")
    assert (entered.status, entered.json["channel"], entered.json["sent_on"]) == (
        201,
        "registered_post",
        "2026-12-23",
    )
    assert entered.json["due_by"] == "2027-02-12T20:59:59.000Z"
    assert evidence.id not in entered.json["evidence"]


@pytest.mark.req("apl-03")
@pytest.mark.parametrize(
    "changes",
    [
        {"arguments": "x" * 49},
        {"arguments": "x" * 10_001},
        {"arguments": " " * 60},
        {"evidence": []},
        {"evidence": ["unknown"]},
        {"refused_on": "2026-11-22"},
    ],
    ids=str,
)
def test_an_appeal_without_any_of_its_parts_is_not_accepted(evidence: File, changes: dict[str, Any]) -> None:
    assert appeal(evidence, **changes).status == 422
    assert now().appealing is AppealState.NONE
    assert appeal(evidence, arguments="x" * 50).status == 201


@pytest.mark.req("apl-01", "apl-03")
@pytest.mark.parametrize("place", range(8))
def test_that_the_refusal_is_received_at_this_very_moment_does_not_hinder_an_appeal(
    evidence: File, place: int
) -> None:
    with after(place, lambda: applications.note_receipt("a1", NOW)):
        assert appeal(evidence).status == 201
    assert (now().appealing, now().received_at, len(now().appeals)) == (AppealState.FILED, NOW, 1)


@pytest.mark.req("apl-03", "apl-06", "doc-23")
def test_an_appeal_shows_both_terms_and_takes_no_more_evidence(officer: Officer, evidence: File) -> None:
    (line,) = officer("GET").json["items"]
    assert (line["status"], line["target_by"], line["due_by"]) == (
        "FILED",
        "2026-12-14T20:59:59.000Z",
        "2026-12-21T20:59:59.000Z",
    )
    upload = {"kind": "appeal_evidence", "file_name": "a.jpg", "content_type": "image/jpeg", "size": 9}
    assert refused(Gateway(submit)("POST", "/v1/applications/a1/uploads", upload)) == (409, "NOT_EDITABLE")
    (own,) = Gateway(status)("GET", "/v1/applications/a1/appeals").json["items"]
    assert own == line
    case = officer("GET", "/a1").json
    assert (case["appeal"], case["case"]["reasons"][0]["code"]) == (line, "DATA_SNILS_MISMATCH")
    assert officer("GET", f"/a1/documents/{evidence.id}").json["url"].startswith("https://")


@pytest.mark.req("act-09")
@pytest.mark.parametrize(("name", "code"), [("reviewer1", "OWN_REFUSAL"), (HOLDER, "OWN_APPLICATION")])
def test_an_officer_is_neither_who_refused_nor_who_was_refused(
    officer: Officer, name: str, code: str
) -> None:
    officer.name = name
    assert refused(officer("GET", "/a1")) == refused(officer.answer("uphold")) == (403, code)
    assert now().appealing is AppealState.FILED


@pytest.mark.req("apl-10", "sts-05")
def test_an_upheld_appeal_leads_to_the_book_and_the_history_keeps_both_decisions(officer: Officer) -> None:
    assert officer.answer("uphold").status == 200
    after = now()
    assert (after.status, after.result, after.appealing) == (
        Status.APPROVED,
        Result.IN_WORK,
        AppealState.UPHELD,
    )
    assert after.book_number
    assert history()[-3:] == [Kind.REFUSED, Kind.APPEALED, Kind.APPEAL_UPHELD]
    refusal, answer = sorted(decisions.of("a1"), key=lambda decision: decision.kind != DecisionKind.REFUSAL)
    assert (refusal.reasons[0].code, answer.kind) == ("DATA_SNILS_MISMATCH", DecisionKind.APPEAL_UPHELD)
    assert answer.number == after.appeals[-1].answer_number
    assert officer("GET").json["items"] == []
    assert refused(officer.answer("dismiss")) == (409, "WRONG_STATUS")


@pytest.mark.req("apl-10")
def test_without_an_examination_nothing_can_be_upheld_but_it_can_be_looked_at_again(officer: Officer) -> None:
    applications.save(now(), now().model_copy(update={"entries": ()}))
    assert refused(officer.answer("uphold")) == (409, "EXAMINATION_MISSING")
    assert officer.answer("return").status == 200
    after = now()
    assert (after.status, after.appealing, after.urgent) == (Status.IN_REVIEW, AppealState.RETURNED, True)
    outcomes = {check.outcome for check in after.checks}
    assert outcomes == {Outcome.MATCH, Outcome.PENDING}, "what was not green is asked again"
    assert after.second_look, "and a person decides"
    commit(after, Kind.REVIEW_NEEDED, reviewer_needed=True)
    (line,) = Reviewer()("GET", "queue").json["items"]
    assert line["due_by"] == "2026-12-07T20:59:59.000Z"


@pytest.mark.req("apl-08", "apl-09")
@pytest.mark.parametrize(
    ("won", "expected"), [("yes", Status.IN_REVIEW), ("", Status.REJECTED)], ids=["won", "lost"]
)
def test_a_dismissed_appeal_opens_the_court_and_its_ruling_is_recorded(
    officer: Officer, won: str, expected: Status
) -> None:
    ruling = {"number": "2-1234/2027", "decided_on": "2026-11-23", "for_applicant": bool(won)}
    assert refused(officer("POST", "/a1/ruling", ruling, "early")) == (409, "WRONG_STATUS")
    assert officer.answer("dismiss").status == 200
    (own,) = Gateway(status)("GET", "/v1/applications/a1/appeals").json["items"]
    assert (own["status_label"], own["court_open"], own["answer"]) == ("отклонено", True, "Рассмотрено.")
    future = officer("POST", "/a1/ruling", {**ruling, "decided_on": "2026-11-24"}, "future")
    assert refused(future) == (422, "BODY_INVALID")
    assert officer("POST", "/a1/ruling", ruling, "now").status == 200
    assert now().status is expected
    assert now().ruling is not None


@pytest.mark.req("apl-06", "apl-07")
@pytest.mark.usefixtures("officer")
def test_two_alarms_and_then_silence_confirms_the_refusal_and_is_on_record() -> None:
    assert strike("2026-12-13T23:59:59") == []
    assert strike("2026-12-14T00:00:00") == ["appeal_target_passed"]
    assert strike("2026-12-14T00:01:00") == []
    assert strike("2026-12-18T00:00:00") == ["appeal_term_near"]
    assert strike("2026-12-21T23:59:59") == []
    assert strike("2026-12-22T00:00:00") == ["appeal_lapsed"]
    assert strike("2027-12-22T00:00:00") == []
    assert (now().status, now().appealing) == (Status.REJECTED, AppealState.DEEMED_DISMISSED)
    (own,) = Gateway(status)("GET", "/v1/applications/a1/appeals").json["items"]
    assert (own["status_label"], own["court_open"]) == ("отказ подтверждён (срок истёк)", True)
    assert history()[-1] is Kind.APPEAL_LAPSED


@pytest.mark.req("apl-07")
def test_a_missed_minute_loses_no_alarm(officer: Officer) -> None:
    assert strike("2026-12-22T00:00:00") == ["appeal_target_passed", "appeal_term_near", "appeal_lapsed"]
    assert refused(officer.answer("uphold")) == (409, "WRONG_STATUS")


@pytest.mark.req("apl-10")
def test_a_second_refusal_can_be_appealed_against_anew(officer: Officer, evidence: File) -> None:
    officer.answer("return")
    commit(now(), Kind.REVIEW_NEEDED, reviewer_needed=True)
    reviewer = Reviewer()
    reviewer.take()
    reviewer.decide("refuse", "again", reasons=[{"code": "ID_NOT_VERIFIED"}])
    after = now()
    assert (after.appealing, after.received_at) == (AppealState.NONE, None)
    assert appeal(evidence, arguments=f"{ARGUMENTS} Снова.").status == 201
    assert len(now().appeals) == 2
    assert len(decisions.of("a1")) == 3


@pytest.mark.req("apl-10", "app-15")
def test_who_has_applied_again_meanwhile_cannot_have_both(officer: Officer) -> None:
    other = commit_second_application()
    assert refused(officer.answer("uphold")) == (409, "DUPLICATE_APPLICATION")
    assert now().appealing is AppealState.FILED
    assert other.active


def commit_second_application() -> Application:
    """Take the place of the refused application."""
    guard = applications._Pointer(application_id="a2")
    table.transact(table.put(table.item(applications._place(now()), "APPLICATION", guard), AssertionError()))  # type: ignore[arg-type]
    return now().model_copy(update={"id": "a2", "status": Status.ACCEPTED})


@pytest.mark.req("apl-01")
def test_a_decision_is_put_down_with_the_refusal_or_not_at_all(
    reviewer: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer.take()
    taken: Callable[..., Any] = decisions.record
    monkeypatch.setattr(
        "functions.review.decisions.decisions.record",
        lambda decision: table.require("nowhere", "X", taken(decision).refusal, "attribute_exists(PK)"),
    )
    answer = reviewer.decide("refuse", reasons=[{"code": "DATA_SNILS_MISMATCH"}])
    assert refused(answer) == (409, "CONCURRENT_CHANGE")
    assert (now().status, decisions.of("a1")) == (Status.IN_REVIEW, [])
