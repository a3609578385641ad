"""One reviewer at a time, one decision, and never a refusal without a reason."""

from typing import Any

import pytest

from functions.submit.app import app as submit
from shared.domain.documents import DocumentKind
from shared.domain.reasons import GIVEN_BY_PEOPLE, REASONS, ReasonCode
from shared.domain.registries import Outcome, Registry
from shared.domain.states import Kind
from shared.domain.texts import Language, text
from shared.store import applications, files
from tests.builders import HOLDER
from tests.clock import Clock, later
from tests.faults import after
from tests.functions.review.desk import Reviewer, commit, now, refused
from tests.gateway import Gateway, Reply


@pytest.mark.req("rev-03", "rev-04")
def test_the_queue_shows_what_waits_and_by_when_and_nothing_of_the_person(reviewer: Reviewer) -> None:
    answer = reviewer("GET", "queue")
    (line,) = answer.json["items"]
    assert (line["application_id"], line["due_by"], line["free"]) == ("a1", "2026-12-07T20:59:59.000Z", True)
    assert not {"fields", "surname", "snils"} & line.keys()
    assert "Иванова" not in answer.text


@pytest.mark.req("rev-03")
def test_one_reviewer_at_a_time_has_a_case_and_without_a_lease_nobody_sees_it(
    reviewer: Reviewer, clock: type[Clock]
) -> None:
    other = Reviewer("reviewer2")
    assert refused(reviewer("GET", "a1")) == (409, "LEASE_NEEDED")
    assert reviewer.take().json == {"until": "2026-11-23T09:30:00.000Z"}
    taken = other.take()
    assert refused(taken) == (409, "LEASED_BY_ANOTHER")
    assert taken.headers["retry-after"] == "1801"
    assert refused(other("GET", "a1")) == refused(other.decide("approve")) == (409, "LEASED_BY_ANOTHER")
    assert [line["free"] for line in other("GET", "queue").json["items"]] == [False]
    assert reviewer("GET", "a1").json["fields"]["surname"] == "Иванова"
    later(clock, minutes=30)
    assert other.take().status == 200
    assert refused(reviewer("GET", "a1")) == (409, "LEASED_BY_ANOTHER")
    assert other("DELETE", "a1/lease").status == 204
    assert reviewer.take().status == 200


@pytest.mark.req("rej-10")
def test_what_was_entered_stands_beside_what_the_registries_said(reviewer: Reviewer) -> None:
    reviewer.take()
    compared = {line["field"]: line["answers"] for line in reviewer("GET", "a1").json["comparison"]}
    assert compared["snils"]["pension"] == "mismatch"
    assert compared["surname"]["pension"] == "match"
    assert compared["passport"] == {"identity": "match", "tax": "match"}


def test_a_reviewer_sees_the_documents_of_a_case_in_hand_only(reviewer: Reviewer) -> None:
    path = f"a1/documents/{files.of('a1')[0].id}"
    assert refused(reviewer("GET", path)) == (409, "LEASE_NEEDED")
    reviewer.take()
    assert reviewer("GET", path).json["url"].startswith("https://")
    assert reviewer("GET", "a1/documents/unknown").status == 404


def test_nobody_reviews_the_own_application(reviewer: Reviewer) -> None:
    reviewer.name = HOLDER
    assert refused(reviewer.take()) == (403, "OWN_APPLICATION")


def test_an_application_that_no_reviewer_is_asked_about_cannot_be_taken(reviewer: Reviewer) -> None:
    commit(now(), Kind.WITHDRAWN)
    assert refused(reviewer.take()) == (409, "WRONG_STATUS")
    assert reviewer("GET", "queue").json["items"] == []


@pytest.mark.req("sts-05")
def test_an_approval_goes_on_to_the_book(reviewer: Reviewer) -> None:
    reviewer.take()
    decided = reviewer.decide("approve")
    assert (decided.status, decided.json["status"]) == (200, "APPROVED")
    assert decided.json["book_number"]
    assert now().lease is None
    assert reviewer("GET", "queue").json["items"] == []


@pytest.mark.req("doc-09", "C-11")
def test_without_a_valid_examination_the_certificate_must_be_read_off(reviewer: Reviewer) -> None:
    applications.save(now(), now().model_copy(update={"entries": ()}))
    reviewer.take()
    assert refused(reviewer.decide("approve")) == (422, "EXAMINATION_MISSING")
    said = {
        "date": "2026-11-01",
        "valid_until": "2027-11-01",
        "clinic": "Клиника",
        "doctor": "Орлова Т. В.",
        "fitness": "fit",
    }
    expired = {**said, "valid_until": "2026-11-22"}
    assert refused(reviewer.decide("approve", "k2", certificate=expired)) == (422, "EXAMINATION_MISSING")
    unfit = {**said, "fitness": "unfit"}
    assert refused(reviewer.decide("approve", "k4", certificate=unfit)) == (422, "EXAMINATION_MISSING")
    assert reviewer.decide("approve", "k3", certificate=said).status == 200
    (entry,) = now().entries
    assert (entry.kind, entry.clinic, str(entry.valid_until)) == ("examination", "Клиника", "2027-11-01")


@pytest.mark.req("sts-06", "rej-09")
def test_a_refusal_has_at_least_one_reason_from_the_catalogue(reviewer: Reviewer) -> None:
    reviewer.take()
    for reasons in ([], [{"code": "TECH_FAILURE"}], [{"code": "CORRECTION_TERM_PASSED"}]):
        assert reviewer.decide("refuse", str(reasons), reasons=reasons).status == 422
    assert now().status == "IN_REVIEW"
    decided = reviewer.decide("refuse", reasons=[{"code": "DATA_SNILS_MISMATCH", "detail": "см. скан"}])
    assert (decided.status, decided.json["status"]) == (200, "REJECTED")
    assert decided.json["decision_number"]
    (reason,) = decided.json["reasons"]
    assert (reason["group"], reason["comment"]) == ("data", "см. скан")
    assert reason["detail"]
    assert reason["instruction"]


@pytest.mark.req("rej-08", "rej-09")
def test_every_reason_has_its_words_and_none_blames_the_portal() -> None:
    for code in ReasonCode:
        for language in Language:
            assert text("reasons", code, language)
            assert text("instructions", code, language)
    assert not [code for code in REASONS if code.startswith("TECH")]
    assert ReasonCode.CORRECTION_TERM_PASSED not in GIVEN_BY_PEOPLE


@pytest.mark.req("rev-01", "sts-14")
def test_only_what_was_marked_is_open_and_the_correction_goes_back_to_the_checks(
    reviewer: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = Gateway(submit)
    reviewer.take()
    assert refused(reviewer.decide("correct")) == (422, "BODY_INVALID")
    for pointer in ("/fields/shoe_size", "/documents/selfie", "/number", "snils"):
        unknown = reviewer.decide("correct", pointer, remarks=[{"pointer": pointer, "detail": "?"}])
        assert unknown.json["errors"][0]["code"] == "PART_UNKNOWN"
    marked = [{"pointer": "/fields/snils", "detail": "Сверьте номер."}]
    assert reviewer.decide("correct", remarks=marked).json["status"] == "CORRECTION"

    def change(**fields: Any) -> Reply:
        etag = f'"{now().revision}-x"'
        return applicant("PATCH", "/v1/applications/a1", {"fields": fields}, if_match=etag)

    closed = change(surname="Другая")
    assert refused(closed) == (422, "PART_CLOSED")
    assert closed.json["errors"][0]["pointer"] == "/fields/surname"
    upload = {"kind": "photo", "file_name": "a.jpg", "content_type": "image/jpeg", "size": 9}
    assert refused(applicant("POST", "/v1/applications/a1/uploads", upload)) == (422, "PART_CLOSED")
    photo = next(file.id for file in files.of("a1") if file.kind is DocumentKind.PHOTO)
    assert refused(applicant("DELETE", f"/v1/applications/a1/documents/{photo}")) == (422, "PART_CLOSED")
    shown = change(snils="11223344595").json
    assert shown["remarks"][0]["detail"] == "Сверьте номер."
    assert shown["due_by"] == "2026-12-07T09:00:00.000Z"

    monkeypatch.setattr("functions.submit.submission.codes.spend", lambda *_: ())
    signed = {"consents": {"terms": True, "personal_data": True}, "signature": {"code": "1"}}
    sent = applicant("POST", "/v1/applications/a1/submit", signed, idempotency_key="again")
    assert (sent.status, sent.json["status"]) == (202, "IN_REVIEW")
    outcomes = {check.registry: check.outcome for check in now().checks}
    assert outcomes[Registry.PENSION] is Outcome.PENDING
    assert outcomes[Registry.IDENTITY] is Outcome.MATCH
    assert (now().remarks, now().number) == ((), "JQNQ-XHXK-M4W1")


def test_a_correction_is_prolonged_once(reviewer: Reviewer) -> None:
    applicant = Gateway(submit)

    def prolong(key: str) -> Reply:
        return applicant("POST", "/v1/applications/a1/prolong", {}, idempotency_key=key)

    assert refused(prolong("k0")) == (409, "WRONG_STATUS")
    reviewer.take()
    reviewer.decide("correct", remarks=[{"pointer": "/fields/snils", "detail": "?"}])
    assert prolong("k1").json["due_by"] == "2026-12-21T09:00:00.000Z"
    assert refused(prolong("k2")) == (409, "ALREADY_PROLONGED")


@pytest.mark.req("rej-12", "rej-15")
def test_a_refused_application_is_repeated_with_all_it_held_and_only_its_faults_open(
    reviewer: Reviewer,
) -> None:
    applicant = Gateway(submit)
    assert refused(applicant("POST", "/v1/applications/a1/resubmit", {}, idempotency_key="k")) == (
        409,
        "WRONG_STATUS",
    )
    reviewer.take()
    reviewer.decide("refuse", reasons=[{"code": "DATA_SNILS_MISMATCH"}])
    again = applicant("POST", "/v1/applications/a1/resubmit", {}, idempotency_key="k2")
    assert (again.status, again.json["status"]) == (201, "DRAFT")
    assert again.json["previous_application_id"] == "a1"
    assert again.json["fields"]["passport"]["number"] == "123456"
    assert len(again.json["documents"]) == len(files.of("a1"))
    assert [remark["pointer"] for remark in again.json["remarks"]] == ["/fields/snils"]
    path, etag = f"/v1/applications/{again.json['id']}", again.headers["etag"]
    closed = applicant("PATCH", path, {"fields": {"name": "Другая"}}, if_match=etag)
    assert refused(closed) == (422, "PART_CLOSED")
    assert applicant("POST", "/v1/applications/a1/resubmit", {}, idempotency_key="k2").json == again.json


@pytest.mark.req("rev-03")
@pytest.mark.parametrize("place", range(12))
def test_of_two_decisions_at_once_one_counts(reviewer: Reviewer, place: int) -> None:
    reviewer.take()
    approvals: list[int] = []

    def approve() -> None:
        approvals.append(reviewer.decide("approve", "k2").status)

    with after(place, approve):
        refusal = reviewer.decide("refuse", "k1", reasons=[{"code": "DOCS_OMS_INACTIVE"}])
    if not approvals:
        approve()
    assert sorted([refusal.status, *approvals]) == [200, 409]
    decided = [event for event in applications.history("a1") if event.kind in (Kind.APPROVED, Kind.REFUSED)]
    assert len(decided) == 1
    assert refused(reviewer.decide("approve", "k9"))[0] == 409
