"""People decide what rules cannot: a correction, a refusal, a repeated application, a withdrawal."""

from hashlib import sha256
from typing import Any

import pytest

from tests.gateway import Reply
from tests.journeys.site import Applicant, Json, Site
from tests.journeys.staff import Staff, application_in_review


@pytest.fixture
def reviewer(site: Site) -> Staff:
    return Staff.at_work(site, "reviewer")


@pytest.fixture
def path(applicant: Applicant) -> str:
    return application_in_review(applicant)


def change(applicant: Applicant, path: str, **fields: Any) -> Reply:
    seen = applicant("GET", path)
    return applicant("PATCH", path, {"fields": fields}, If_Match=seen.headers["etag"])


def right_number(applicant: Applicant) -> Json:
    return {"passport": {"number": applicant.person["fields"]["passport"]["number"]}}


@pytest.mark.req("rev-01", "rev-03", "sts-14", "rej-10")
def test_a_mistake_is_marked_corrected_and_checked_again_and_the_book_comes(
    applicant: Applicant, path: str, reviewer: Staff
) -> None:
    identifier = path.rpartition("/")[2]
    assert identifier in {
        line["application_id"] for line in reviewer("GET", "/v1/review/queue").json["items"]
    }
    case = reviewer.take(identifier)
    said = {line["field"]: line["answers"] for line in case["comparison"]}
    assert "mismatch" in said["passport"].values()
    photo = next(document for document in case["documents"] if document["kind"] == "photo")
    link = reviewer("GET", f"/v1/review/{identifier}/documents/{photo['file_id']}").json
    assert sha256(reviewer.site.download(link["url"]).data).hexdigest() == photo["sha256"] == link["sha256"]

    remark = {"pointer": "/fields/passport", "detail": "Сверьте номер."}
    assert reviewer.decide(identifier, "correct", remarks=[remark])["status"] == "CORRECTION"
    returned = applicant("GET", path).json
    assert (returned["next_actor"], returned["remarks"][0]["detail"]) == ("applicant", "Сверьте номер.")
    assert returned["due_by"] == returned["correction_until"]
    assert change(applicant, path, employer={"name": "Другой"}).json["code"] == "PART_CLOSED"
    assert change(applicant, path, **right_number(applicant)).status == 200
    assert applicant.submit(path).status == 202
    applicant.until(path, "published")
    assert {"returned", "corrected"} <= set(applicant.history(path))


@pytest.mark.req("sts-06", "rej-11", "rej-12", "rej-15")
def test_a_refusal_names_its_reasons_and_the_application_is_repeated_without_them(
    applicant: Applicant, path: str, reviewer: Staff
) -> None:
    reasons = [{"code": "ID_NOT_VERIFIED", "detail": "Номер не совпал."}]
    reviewer.decide(path.rpartition("/")[2], "refuse", reasons=reasons)
    refused = applicant("GET", path).json
    assert (refused["status_label"], refused["result_status"]) == ("Отказ", None)
    assert refused["decision_number"]
    (reason,) = refused["reasons"]
    assert (reason["code"], reason["comment"]) == ("ID_NOT_VERIFIED", "Номер не совпал.")
    assert reason["instruction"]

    again = applicant("POST", f"{path}/resubmit", {})
    assert again.status == 201, again.text
    repeated = f"/v1/applications/{again.json['id']}"
    assert change(applicant, repeated, birth_place="Тверь").json["code"] == "PART_CLOSED"
    assert change(applicant, repeated, **right_number(applicant)).status == 200
    assert applicant.submit(repeated).status == 202
    applicant.until(repeated, "review_needed")
    approved = reviewer.decide(again.json["id"], "approve")
    assert (approved["status"], approved["previous_application_id"]) == ("APPROVED", refused["id"])
    issued = applicant.until(repeated, "published")
    assert issued["number"] != refused["number"]
    assert applicant("GET", path).json["status_label"] == "Отказ"


def test_a_withdrawn_application_is_off_the_desk_and_its_decision_comes_too_late(
    applicant: Applicant, path: str, reviewer: Staff
) -> None:
    identifier = path.rpartition("/")[2]
    reviewer.take(identifier)
    assert applicant("POST", f"{path}/withdraw", {}).status == 200
    late = reviewer("POST", f"/v1/review/{identifier}/decision", {"decision": "approve"})
    assert late.status == 409
    assert applicant.history(path)[0] == "withdrawn"
