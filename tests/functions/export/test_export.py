"""The holder takes the book along: all of it, own books only, a revoked one too."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from functions.export import plain
from functions.export.app import app
from functions.export.plain import BookExport
from local import documents
from shared.cloud import clients
from shared.domain import book as machine
from shared.domain.access import Role
from shared.domain.application import Actor
from shared.domain.book import BookKind, BookStep
from shared.domain.clinic import Clinic
from shared.domain.errors import Conflict
from shared.domain.filing import Filed
from shared.domain.shares import Profile, Share
from shared.domain.version import SealedDocument
from shared.domain.visits import View, Visit, Way
from shared.settings import settings
from shared.store import books, clinics, shares, table, versions, visits
from tests.builders import FIELDS, HOLDER, NOW, examination, medical, version
from tests.clock import Clock
from tests.functions.export.reading import read
from tests.gateway import Gateway
from tests.stored import stored_issue

NUMBER = version().book_number
PLAIN, FHIR = f"/v1/books/{NUMBER}/export", f"/v1/books/{NUMBER}/export/fhir"
SECRET = "token-that-opens-the-book"


@pytest.fixture
def call(aws: None, clock: type[Clock]) -> Gateway:  # noqa: ARG001 - in this order
    """The holder of a published book."""
    stored_issue()
    return Gateway(app)


def happened(kind: BookKind, **changes: object) -> BookStep:
    book = books.get(NUMBER)
    return machine.step(book, kind, NOW, Actor.SYSTEM, changes)


def file_another() -> Filed:
    """Let a clinic correct the examination."""
    before = books.get(NUMBER)
    entry = examination(document_id="e2", fitness="unfit", clinic_code="77-001")
    new = Filed.after(before.filed, before.chain, entry=entry, filed_at=NOW, corrects="000001")
    books.file(before, happened(BookKind.ENTRY_FILED, filed=new.number, chain=new.hash), new, "77-001/e2")
    return new


def reissue() -> None:
    made = versions.prepare(version(number=2, entries=medical()))
    document = SealedDocument(key="books/2.pdf", version_id="v1", sha256="cd" * 32, size=2000)
    said = happened(BookKind.REISSUED, active_version=2, said=2)
    books.reissue(books.get(NUMBER), said, made, document)


@pytest.mark.req("bok-08")
def test_everything_that_is_held_about_a_book_comes_along(call: Gateway) -> None:
    file_another()
    reissue()
    visits.add(
        NUMBER, Visit(at=NOW, role=Role.CLINIC, organisation="Клиника", view=View.CLINIC, way=Way.CODE)
    )
    answer = call("GET", PLAIN)
    assert answer.headers["content-type"] == "application/json"
    told = answer.json
    book = books.get(NUMBER)
    assert (told["format"], told["format_version"], told["exported_at"]) == (
        "emk.book",
        1,
        "2026-11-23T09:00:00.000Z",
    )
    assert (told["number"], told["state"], told["answer"]) == (NUMBER, "ACTIVE", "valid")
    assert told["person"] == {name: FIELDS[name] for name in told["person"]}
    assert told["oms_policy"] == FIELDS["oms_policy"]
    assert (told["category"], told["category_title"]) == ("catering", "Общественное питание")
    assert (told["occupation"], told["employer"], told["clinic_code"]) == ("повар", "ООО «Пекарня»", "77-001")
    assert BookExport.model_validate_json(answer.text).judgement == book.judgement
    assert tuple(Filed.model_validate(one, strict=False) for one in told["entries"]) == tuple(
        books.entries(NUMBER)
    )
    assert [(one["version"], one["state"], one["sha256"], one["size"]) for one in told["versions"]] == [
        (1, "SUPERSEDED", "ab" * 32, 1000),
        (2, "ACTIVE", "cd" * 32, 2000),
    ]
    assert [one["event"] for one in told["history"]] == ["opened", "entry_filed", "reissued"]
    assert [(one["role"], one["organisation"], one["view"]) for one in told["visits"]] == [
        ("clinic", "Клиника", "clinic")
    ]
    assert told["visits_complete"] is True


@pytest.mark.req("bok-07", "bok-08")
def test_whoever_has_the_export_can_follow_the_chain_without_us(call: Gateway) -> None:
    file_another()
    told = json.loads(call("GET", PLAIN).text)
    previous = "0" * 64
    for number, one in enumerate(told["entries"], 1):
        content = {name: one[name] for name in ("entry", "filed_at", "corrects")}
        text = json.dumps([number, previous, content], ensure_ascii=False, sort_keys=True)
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == one["hash"]
    assert previous == told["chain"]


@pytest.mark.req("bok-07", "sec-04")
@pytest.mark.parametrize("form", [PLAIN, FHIR])
def test_entries_that_are_not_what_was_filed_are_not_shown(call: Gateway, form: str) -> None:
    first = books.entries(NUMBER)[0]
    changed = first.model_copy(update={"entry": first.entry.model_copy(update={"result": "годен"})})
    stored = table.item(books.partition(NUMBER), f"ENTRY#{first.id}", changed, HOLDER)
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), None))
    answer = call("GET", form)
    assert (answer.status, answer.json["code"]) == (500, "INTERNAL_ERROR")


@pytest.mark.req("act-04", "bok-08")
def test_links_come_along_without_the_secret_that_opens_them(call: Gateway) -> None:
    known: dict[str, Any] = {
        "book_number": NUMBER,
        "holder": HOLDER,
        "profile": Profile.EMPLOYER,
        "token": SECRET,
    }
    shares.add(Share(id="s1", created_at=NOW, expires_at=NOW + timedelta(days=7), **known))
    answer = call("GET", PLAIN)
    assert [(one["id"], one["profile"], one["revoked_at"]) for one in answer.json["shares"]] == [
        ("s1", "employer", None)
    ]
    for text in (answer.text, call("GET", FHIR).text):
        assert SECRET not in text
        assert version().token not in text


@pytest.mark.req("bok-08")
def test_a_bundle_tells_the_same_as_the_plain_export(call: Gateway) -> None:
    clinics.put(clinic())
    file_another()
    answer = call("GET", FHIR)
    assert answer.headers["content-type"] == "application/fhir+json"
    declared = documents.contract()["paths"]["/v1/books/{number}/export/fhir"]["get"]["responses"]["200"]
    assert list(declared["content"]) == ["application/fhir+json"]
    found = read(answer.text)
    entries = [Filed.model_validate(one, strict=False) for one in call("GET", PLAIN).json["entries"]]
    assert found.entries() == [(one, one.id != "000001") for one in entries]
    inns = {
        name.value
        for one in found.of("Organization")
        for name in one.identifier or []
        if "inn" in name.system
    }
    assert inns == {"7707083893"}
    assert {one.masterIdentifier.value for one in found.of("DocumentReference")} == {
        "ni:///sha-256;q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
    }


@pytest.mark.req("act-01")
@pytest.mark.parametrize("form", [PLAIN, FHIR])
def test_a_book_goes_only_with_its_holder(call: Gateway, form: str) -> None:
    assert call("GET", form).status == 200
    assert Gateway(app, account="stranger")("GET", form).status == 404
    assert Gateway(app)("GET", form.replace(NUMBER, "JQNQ-XHXK-0000")).status == 404
    for role in Role:
        if role is not Role.APPLICANT:
            assert Gateway(app, roles=role)("GET", form).status == 403
    assert Gateway(app, account=None)("GET", form).status == 401


@pytest.mark.req("bok-08", "bok-10")
def test_the_last_day_ends_at_midnight_in_moscow_here_too(call: Gateway, clock: type[Clock]) -> None:
    clock.moment = NOW.replace(year=2027, month=10, day=1, hour=20, minute=59)
    assert call("GET", PLAIN).json["answer"] == "expires_soon"
    clock.moment += timedelta(minutes=1)
    assert call("GET", PLAIN).json["answer"] == "not_valid"


@pytest.mark.req("bok-08")
def test_a_revoked_book_comes_along_and_counts_no_more(call: Gateway) -> None:
    books.commit(books.get(NUMBER), happened(BookKind.REVOKED))
    told = call("GET", PLAIN).json
    assert (told["state"], told["answer"], told["versions"][0]["state"]) == (
        "REVOKED",
        "not_valid",
        "REVOKED",
    )
    assert {one.status for one in read(call("GET", FHIR).text).of("DocumentReference")} == {
        "entered-in-error"
    }


@pytest.mark.req("act-05", "sec-07")
@pytest.mark.parametrize("form", [PLAIN, FHIR])
def test_an_export_is_audited_and_is_no_visit(call: Gateway, form: str) -> None:
    call("GET", form)
    (message,) = clients.sqs().receive_message(QueueUrl=settings.audit_queue)["Messages"]
    record = json.loads(message["Body"])
    assert record["action"] == f"GET {form.replace(NUMBER, '{number}')}"
    assert (record["account"], record["object"], record["result"]) == (HOLDER, {"number": NUMBER}, "200")
    assert visits.of(NUMBER, limit=10, cursor=None).items == []


def test_of_a_long_journal_the_newest_come_along_and_the_export_says_that_there_are_more(
    call: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes in range(3):
        visits.add(NUMBER, Visit(at=NOW + timedelta(minutes=minutes), view=View.VERDICT, way=Way.CODE))
    monkeypatch.setattr(plain, "MOST_VISITS", 2)
    told = call("GET", PLAIN).json
    assert [one["at"] for one in told["visits"]] == ["2026-11-23T09:02:00.000Z", "2026-11-23T09:01:00.000Z"]
    assert told["visits_complete"] is False


def clinic() -> Clinic:
    return Clinic.model_validate(
        {
            "code": "77-001",
            "name": "ГБУЗ «Поликлиника № 1»",
            "inn": "7707083893",
            "licence_number": "Л041",
            "licence_valid_until": "2030-01-01",
            "integration": "api",
            "region": "Москва",
            "city": "Москва",
            "address": "Арбат, 1",
            "point": {"latitude": 55.75, "longitude": 37.6},
            "services": [],
            "examines": ["catering"],
        },
        strict=False,
    )
