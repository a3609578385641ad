"""A conclusion lets an application go on that has waited for it (cln-12)."""

import uuid
from typing import Any

import pytest

from shared.domain import lifecycle
from shared.domain.application import Actor, Application, begin
from shared.domain.reasons import Remark
from shared.domain.registries import Check, Outcome, Registry
from shared.domain.states import Effect, Kind, Status
from shared.store import applications
from tests.builders import HOLDER, NOW, fields
from tests.functions.records.conftest import at_work
from tests.gateway import Gateway, Reply

NUMBER = "0000-0000-0000"
PATH = f"/v1/applications/{NUMBER}/conclusions"
CONCLUSION = {
    "document_id": "z-5",
    "kind": "conclusion",
    "date": "2026-11-20",
    "valid_until": "2027-11-20",
    "fitness": "fit",
}
UNEXAMINED = tuple(
    Check(registry=each, outcome=Outcome.NOT_FOUND if each is Registry.MEDICAL else Outcome.MATCH)
    for each in Registry
)


@pytest.fixture
def waiting() -> Application:
    """An application with a reviewer, since no registry knows of an examination."""
    sent = {"number": NUMBER, "submitted_at": NOW, "fields": fields(), "checks": UNEXAMINED}
    started = advance(begin("a2", HOLDER, "culture", "актёр", NOW), Kind.STARTED)
    asked = advance(advance(started, Kind.SUBMITTED, **sent), Kind.CHECKS_STARTED)
    return advance(asked, Kind.MISMATCH_FOUND, reviewer_needed=True)


def advance(before: Application, kind: Kind, **changes: object) -> Application:
    return applications.commit(before, lifecycle.step(before, kind, NOW, Actor.SYSTEM, **changes))


def file(call: Gateway, path: str = PATH, **changes: Any) -> Reply:
    return call("POST", path, CONCLUSION | changes, idempotency_key=uuid.uuid4().hex)


@pytest.mark.req("cln-12", "val-16")
def test_a_conclusion_sends_a_waiting_application_back_to_its_checks(
    call: Gateway, waiting: Application
) -> None:
    filed = file(call)
    assert (filed.status, filed.json) == (201, {"entry_id": "z-5"})
    application, event = applications.get("a2"), applications.history("a2")[-1]
    assert (event.kind, event.actor, set(event.effects)) == (
        Kind.CONCLUSION_FILED,
        Actor.CLINIC,
        {Effect.VERIFY},
    )
    assert application.version == waiting.version + 1
    assert not application.reviewer_needed
    assert {check.outcome for check in application.checks} == {Outcome.MATCH}
    assert [entry.document_id for entry in application.entries] == ["z-5"]


@pytest.mark.req("cln-11", "cln-12")
@pytest.mark.usefixtures("waiting")
def test_the_same_conclusion_again_changes_nothing_and_another_is_refused(call: Gateway) -> None:
    file(call)
    known = applications.get("a2")
    again, other = file(call), file(call, fitness="unfit")
    assert (again.status, again.json) == (200, {"entry_id": "z-5"})
    assert (other.status, other.json["code"]) == (409, "DOCUMENT_ID_USED")
    assert applications.get("a2") == known


@pytest.mark.req("act-07", "cln-12")
@pytest.mark.usefixtures("waiting")
def test_only_the_clinic_that_the_application_names_may_file(call: Gateway) -> None:
    assert file(at_work("77-002")).json["code"] == "CLINIC_NOT_ATTACHED"
    assert file(call, path="/v1/applications/1111-1111-1111/conclusions").status == 404
    assert file(call, path="/v1/applications/abc/conclusions").status == 404
    laboratory = file(call, kind="laboratory")
    assert [error["pointer"] for error in laboratory.json["errors"]] == ["/kind"]
    assert applications.get("a2").entries == ()


@pytest.mark.req("cln-12")
def test_a_correction_that_lacked_only_the_conclusion_is_done(call: Gateway, waiting: Application) -> None:
    remark = Remark(pointer="/documents/medical_conclusion", detail="Нужно заключение")
    advance(waiting, Kind.RETURNED, remarks=(remark,), correction_until=NOW)
    assert file(call).status == 201
    application = applications.get("a2")
    assert (application.status, application.remarks) == (Status.IN_REVIEW, ())
    assert not application.reviewer_needed
    assert application.correction_until is None


@pytest.mark.req("cln-12")
def test_a_correction_that_lacks_more_waits_for_the_applicant(call: Gateway, waiting: Application) -> None:
    other = Remark(pointer="/fields/inn", detail="ИНН другого человека")
    paper = Remark(pointer="/documents/medical_conclusion", detail="Нужно заключение")
    advance(waiting, Kind.RETURNED, remarks=(paper, other), correction_until=NOW)
    assert file(call).status == 201
    application = applications.get("a2")
    assert (application.status, application.remarks) == (Status.CORRECTION, (other,))
    assert application.correction_until == NOW


@pytest.mark.req("cln-12")
def test_a_decided_application_takes_no_more_conclusions(call: Gateway, waiting: Application) -> None:
    advance(waiting, Kind.APPROVED, book_number="JQNQ-XHXK-M4W1")
    refused = file(call)
    assert (refused.status, refused.json["code"]) == (409, "WRONG_STATUS")
