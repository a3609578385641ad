"""From «Принято» to a decision by rule, a wait, or a reviewer."""

from datetime import datetime
from typing import Any

import pytest

from functions.deadlines.app import handler as deadlines
from functions.verify.app import verify
from local.clinics import clinics as demo_clinics
from shared.adapters.http import Unavailable
from shared.cloud import clients, queues
from shared.cloud.queues import News
from shared.domain.application import Application, File
from shared.domain.documents import DocumentKind, Finding, Severity
from shared.domain.entries import Entry
from shared.domain.registries import Outcome, Registry
from shared.domain.states import Effect, Kind, Status
from shared.store import applications, clinics
from tests.builders import examination, file
from tests.gateway import Context
from tests.providers import Outside, outside
from tests.queues import news_of
from tests.stored import stored_submission

pytestmark = pytest.mark.usefixtures("aws")

MATCH = {"outcome": "match", "reference": "r"}
EXAMINED = {**MATCH, "entries": [examination().model_dump(mode="json")]}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    world = outside(monkeypatch)
    world.answers = {"medical": EXAMINED, "": MATCH}
    return world


def news(application: Application) -> News:
    return news_of(application.id, application.version)


def checked(*attached: File) -> Application:
    """Send an application in, and let its checks start."""
    application = stored_submission(*attached)
    assert verify(news(application)) == Kind.CHECKS_STARTED
    return applications.get(application.id)


@pytest.mark.req("sts-04", "sts-16")
def test_the_check_starts_before_a_registry_is_asked(world: Outside) -> None:
    assert checked().status is Status.IN_REVIEW
    assert world.calls == []


@pytest.mark.req("idv-09")
@pytest.mark.usefixtures("world")
def test_another_identity_document_than_the_passport_is_looked_at_by_hand() -> None:
    application = checked(file(DocumentKind.OTHER_ID))
    assert verify(news(application)) == Kind.REVIEW_NEEDED
    assert applications.get(application.id).reviewer_needed


@pytest.mark.req("val-16", "rev-02", "iss-10")
def test_when_everything_is_green_the_application_is_approved_without_a_human(world: Outside) -> None:
    application = checked()
    assert verify(news(application)) == Kind.APPROVED
    approved = applications.get(application.id)
    assert (approved.status, approved.reviewer_needed) == (Status.APPROVED, False)
    assert approved.book_number
    assert approved.entries == (examination(),)
    assert {check.outcome for check in approved.checks} == {Outcome.MATCH}
    assert len(world.calls) == 5


@pytest.mark.req("val-01", "val-03", "val-12", "val-14")
def test_each_registry_is_told_only_what_it_needs(world: Outside) -> None:
    verify(news(checked()))
    asked = {url.split("/")[3]: set(body) for url, body, _ in world.calls}
    person = {"surname", "name", "patronymic", "birth_date"}
    assert asked == {
        "identity": person | {"passport"},
        "pension": person | {"snils"},
        "tax": person | {"inn", "passport"},
        "oms": person | {"oms_policy", "snils", "inn"},
        "medical": person | {"snils", "category"},
    }


@pytest.mark.req("val-15", "val-16", "rej-08")
@pytest.mark.parametrize(
    ("registry", "answer", "outcome"),
    [
        ("tax", {"outcome": "mismatch", "fields": ["inn"]}, Outcome.MISMATCH),
        ("pension", {"outcome": "not_found"}, Outcome.NOT_FOUND),
    ],
)
def test_any_doubt_goes_to_a_reviewer_with_the_fields_named(
    world: Outside, registry: str, answer: dict[str, Any], outcome: Outcome
) -> None:
    world.answers = {registry: answer, **world.answers}
    application = checked()
    assert verify(news(application)) == Kind.MISMATCH_FOUND
    waiting = applications.get(application.id)
    named = {check.registry: check for check in waiting.checks}[Registry(registry)]
    assert (waiting.status, waiting.reviewer_needed) == (Status.IN_REVIEW, True)
    assert (named.outcome, list(named.fields)) == (outcome, answer.get("fields", []))


@pytest.mark.req("val-16", "doc-09")
@pytest.mark.parametrize("entries", [(), (examination(date="2019-01-01", valid_until="2020-01-01"),)])
def test_without_a_valid_examination_a_reviewer_decides(world: Outside, entries: tuple[Entry, ...]) -> None:
    filed = [entry.model_dump(mode="json", exclude_none=True) for entry in entries]
    world.answers = {"medical": {**MATCH, "entries": filed}, "": MATCH}
    assert verify(news(checked())) == Kind.REVIEW_NEEDED


@pytest.mark.req("doc-16", "val-16")
def test_a_file_of_doubtful_legibility_goes_to_a_reviewer(world: Outside) -> None:
    doubt = Finding(code="IMAGE_UNREADABLE", severity=Severity.WARNING)
    application = checked(file(DocumentKind.LABOUR_BOOK, findings=(doubt,)))
    assert verify(news(application)) == Kind.REVIEW_NEEDED
    assert world.calls


@pytest.mark.req("val-18", "rej-08", "rel-06")
def test_an_unavailable_registry_defers_the_check_and_only_it_is_asked_again(world: Outside) -> None:
    world.answers = {"oms": Unavailable("down"), **world.answers}
    application = checked()
    assert verify(news(application)) == Kind.CHECKS_DEFERRED
    waiting = applications.get(application.id)
    assert waiting.deferral
    assert waiting.status is Status.IN_REVIEW

    world.answers = {"medical": EXAMINED, "": MATCH}
    world.calls.clear()
    assert due_at(waiting.deferral.retry_at) == [news(waiting)]
    assert verify(news(waiting)) == Kind.APPROVED
    assert [url for url, _, _ in world.calls] == ["http://registries.test/oms/checks"]


@pytest.mark.req("val-18")
def test_a_deferred_check_is_not_due_before_its_time(world: Outside) -> None:
    world.answers = {"oms": Unavailable("down"), **world.answers}
    application = checked()
    verify(news(application))
    waiting = applications.get(application.id)
    assert waiting.deferral
    assert due_at(waiting.since) == []


def due_at(moment: datetime) -> list[News]:
    """Let `deadlines` run as if at a moment, and read what it sent to the queue."""
    deadlines({"now": moment.isoformat()}, Context())
    answer = clients.sqs().receive_message(QueueUrl=queues._URLS[Effect.VERIFY], MaxNumberOfMessages=10)
    return [News.model_validate_json(message["Body"]) for message in answer.get("Messages", [])]


@pytest.mark.req("val-18")
def test_a_nonsensical_answer_counts_as_unavailable(world: Outside) -> None:
    world.answers = {"identity": {"outcome": "perhaps"}, **world.answers}
    assert verify(news(checked())) == Kind.CHECKS_DEFERRED


@pytest.mark.req("iss-10")
def test_old_and_repeated_news_change_nothing(world: Outside) -> None:
    application = checked()
    verify(news(application))
    history = applications.history(application.id)
    assert verify(news(application)) == "old news"
    assert verify(news_of(application.id, 1)) == "old news"
    assert verify(news(applications.get(application.id))) == "nothing to check"
    assert applications.history(application.id) == history
    assert len(world.calls) == 5


@pytest.mark.req("cln-06")
def test_how_long_a_clinic_took_is_counted_when_its_result_is_first_heard_of(world: Outside) -> None:
    filed = examination(date="2026-10-01", clinic_code="77-001", filed_on="2026-10-04")
    clinics.put(next(clinic for clinic in demo_clinics() if clinic.code == "77-001"))
    medical = {**MATCH, "entries": [filed.model_dump(mode="json", exclude_none=True)]}
    world.answers = {"oms": Unavailable("down"), "medical": medical, "": MATCH}
    application = checked()
    assert verify(news(application)) == Kind.CHECKS_DEFERRED
    world.answers = {"medical": medical, "": MATCH}
    assert verify(news(applications.get(application.id))) == Kind.APPROVED
    assert verify(news(application)) == "old news"
    assert clinics.known("77-001").waits == {3: 1}
