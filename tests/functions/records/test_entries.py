"""Clinics file entries: once per document, in one chain, while the holder has attached them."""

import json
import uuid
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.filing import require_whole
from shared.domain.states import Effect
from shared.domain.validity import Answer
from shared.store import books, clinics
from tests.builders import FIELDS, NOW, medical
from tests.clock import Clock, later
from tests.faults import after, calls_made, power_cut
from tests.functions.records.conftest import at_work
from tests.gateway import Gateway, Reply

NUMBER = "JQNQ-XHXK-M4W1"
PATH = f"/v1/books/{NUMBER}/entries"
KNOWN_BEFORE = len(medical())
TODAY = NOW.date()

EXAMINATION = {
    "document_id": "2026/117",
    "kind": "examination",
    "title": "Периодический медосмотр",
    "date": TODAY.isoformat(),
    "valid_until": (TODAY + timedelta(days=400)).isoformat(),
    "fitness": "fit",
    "doctor": "Орлова Т. В.",
}
VACCINATION = {"document_id": "v-1", "kind": "vaccination", "date": "2026-11-01", "infection": "influenza"}


def file(call: Gateway, entry: dict[str, Any], path: str = PATH, key: str | None = None) -> Reply:
    return call("POST", path, entry, idempotency_key=key or uuid.uuid4().hex)


def kinds() -> list[BookKind]:
    return [event.kind for event in books.history(NUMBER)]


@pytest.mark.req("cln-11", "bok-07", "bok-14")
def test_a_filed_entry_is_read_by_the_clinic_at_once_and_makes_a_new_version_due(call: Gateway) -> None:
    filed = file(call, EXAMINATION)
    assert (filed.status, filed.json) == (201, {"entry_id": f"{KNOWN_BEFORE + 1:06}"})
    seen = call("GET", f"/v1/clinic/books/{NUMBER}").json
    last = seen["entries"][-1]
    assert last["entry_id"] == filed.json["entry_id"]
    assert (last["entry"]["title"], last["entry"]["clinic_code"]) == (EXAMINATION["title"], "77-001")
    assert last["entry"]["clinic"] == clinics.get("77-001").name
    book, event = books.get(NUMBER), books.history(NUMBER)[-1]
    assert (event.kind, set(event.effects)) == (BookKind.ENTRY_FILED, {Effect.ISSUE})
    assert book.outdated
    assert book.judgement.until == TODAY + timedelta(days=400)


@pytest.mark.req("cln-11")
def test_the_same_document_again_gives_the_same_entry_even_on_another_day(
    call: Gateway, clock: type[Clock]
) -> None:
    first = file(call, EXAMINATION)
    later(clock, days=1)
    again = file(call, EXAMINATION)
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert kinds() == [BookKind.OPENED, BookKind.ENTRY_FILED]


@pytest.mark.req("cln-11")
@pytest.mark.parametrize("change", [{"fitness": "unfit"}, {"valid_until": None}, {"corrects": "000001"}])
def test_another_entry_under_a_used_document_id_is_refused(call: Gateway, change: dict[str, Any]) -> None:
    file(call, EXAMINATION)
    refused = file(call, EXAMINATION | change)
    assert (refused.status, refused.json["code"]) == (409, "DOCUMENT_ID_USED")
    assert kinds() == [BookKind.OPENED, BookKind.ENTRY_FILED]


@pytest.mark.req("cln-11")
def test_two_clinics_may_use_the_same_document_id(call: Gateway) -> None:
    file(call, EXAMINATION)
    attach("77-002")
    assert file(at_work("77-002"), EXAMINATION | {"title": "Осмотр"}).status == 201


def attach(code: str) -> None:
    book = books.get(NUMBER)
    step = machine.step(book, BookKind.CLINIC_ATTACHED, NOW, Actor.APPLICANT, {"clinic_code": code})
    books.commit(book, step)


@pytest.mark.req("act-07", "cln-11")
def test_a_clinic_writes_and_reads_only_while_it_is_attached(call: Gateway) -> None:
    other = at_work("77-002")
    for refused in (file(other, EXAMINATION), other("GET", f"/v1/clinic/books/{NUMBER}")):
        assert (refused.status, refused.json["code"]) == (403, "CLINIC_NOT_ATTACHED")
    attach("77-002")
    assert file(call, EXAMINATION).json["code"] == "CLINIC_NOT_ATTACHED"
    assert file(other, EXAMINATION).status == 201


@pytest.mark.req("act-02", "act-07")
def test_somebody_who_speaks_for_no_clinic_is_refused() -> None:
    stranger = Gateway(at_work("77-001").app, account="nobody", roles="clinic")
    assert file(stranger, EXAMINATION).json["code"] == "NOT_APPOINTED"
    assert file(Gateway(stranger.app), EXAMINATION).json["code"] == "PERMISSION_DENIED"


def test_a_book_that_does_not_exist_is_not_found(call: Gateway) -> None:
    assert file(call, EXAMINATION, "/v1/books/0000-0000-0000/entries").json["code"] == "NOT_FOUND"


@pytest.mark.req("bok-07")
def test_a_correction_is_a_new_entry_and_the_corrected_one_counts_no_more(call: Gateway) -> None:
    wrong = file(call, EXAMINATION).json["entry_id"]
    right = EXAMINATION | {"document_id": "2026/118", "fitness": "unfit", "corrects": wrong}
    assert file(call, right).status == 201
    seen = call("GET", f"/v1/clinic/books/{NUMBER}").json
    assert [entry["corrects"] for entry in seen["entries"][-2:]] == [None, wrong]
    assert seen["answer"] == Answer.NOT_VALID
    assert len(books.entries(NUMBER)) == KNOWN_BEFORE + 2, "nothing is ever removed"


@pytest.mark.req("bok-07")
def test_a_correction_needs_an_entry_of_its_kind_that_nobody_has_corrected(call: Gateway) -> None:
    first = file(call, EXAMINATION).json["entry_id"]
    corrected = file(call, EXAMINATION | {"document_id": "2", "corrects": first})
    assert corrected.status == 201
    of_nothing = EXAMINATION | {"document_id": "3", "corrects": "000999"}
    of_another_kind = VACCINATION | {"corrects": first}
    twice = EXAMINATION | {"document_id": "4", "corrects": first}
    for entry in (of_nothing, of_another_kind, twice):
        refused = file(call, entry)
        assert (refused.status, refused.json["errors"][0]["code"]) == (422, "CORRECTION_TARGET")
        assert refused.json["errors"][0]["pointer"] == "/corrects"


@pytest.mark.req("bok-01", "bok-03", "bok-04", "bok-05", "bok-06")
@pytest.mark.parametrize(
    ("details", "code", "pointer"),
    [
        ({"date": (TODAY + timedelta(days=1)).isoformat()}, "DATE_IN_FUTURE", "/date"),
        ({"valid_until": "2026-01-01"}, "ENTRY_TERM_WRONG", ""),
        ({"fitness": None}, "ENTRY_DETAIL_MISSING", ""),
        ({"vaccine": "Гриппол"}, "ENTRY_DETAIL_FOREIGN", ""),
        ({"document_id": " "}, "TEXT_LENGTH", "/document_id"),
        ({"kind": "horoscope"}, "VALUE_UNKNOWN", "/kind"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_and_nothing_is_filed(
    call: Gateway, details: dict[str, Any], code: str, pointer: str
) -> None:
    given = {name: value for name, value in (EXAMINATION | details).items() if value is not None}
    refused = file(call, given)
    assert refused.status == 422
    assert [(error["code"], error["pointer"]) for error in refused.json["errors"]] == [(code, pointer)]
    assert kinds() == [BookKind.OPENED]


@pytest.mark.req("cln-06")
def test_the_days_from_an_examination_to_its_filing_are_counted(call: Gateway) -> None:
    file(call, EXAMINATION | {"date": (TODAY - timedelta(days=3)).isoformat()})
    file(call, VACCINATION)
    assert clinics.known("77-001").waits == {3: 1}


@pytest.mark.req("bok-07", "cln-11")
def test_of_two_who_file_at_once_neither_is_lost(call: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        file(call, VACCINATION | {"document_id": "whole"})
    for place in range(len(made)):
        assert {reply.status for reply in filed_at_once(call, place)} == {201}
    chain = require_whole(books.entries(NUMBER), books.get(NUMBER).chain)
    assert len(chain) == KNOWN_BEFORE + 1 + 2 * len(made)
    assert books.get(NUMBER).filed == len(chain)
    versions = [event.version for event in books.history(NUMBER)]
    assert all(after == before + 1 for before, after in pairwise(versions))


def filed_at_once(call: Gateway, place: int) -> list[Reply]:
    """Let another entry be filed while one is at one of its calls."""
    mine, other = (VACCINATION | {"document_id": f"{who}-{place}"} for who in ("mine", "other"))
    replies: list[Reply] = []
    with after(place, lambda: replies.append(file(call, other))):
        replies.append(file(call, mine))
    return replies


@pytest.mark.req("bok-14", "rel-03")
def test_a_filing_that_was_cut_off_anywhere_is_repeated_without_a_second_entry(
    call: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        file(call, VACCINATION | {"document_id": "whole"})
    for place in range(len(made)):
        entry = VACCINATION | {"document_id": f"cut-at-{place}"}
        with after(place, power_cut):
            file(call, entry)
        again = file(call, entry)
        assert again.status in (200, 201)
        filed = [each for each in books.entries(NUMBER) if each.entry.document_id == entry["document_id"]]
        assert [each.id for each in filed] == [again.json["entry_id"]]
    assert require_whole(books.entries(NUMBER), books.get(NUMBER).chain)


@pytest.mark.req("bok-14")
def test_when_too_many_file_at_once_the_clinic_is_asked_to_come_again(
    call: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.records.filing.time.sleep", lambda _: None)
    stale = books.get(NUMBER)
    file(call, VACCINATION)
    monkeypatch.setattr(books, "get", lambda _: stale)
    busy = file(call, VACCINATION | {"document_id": "v-2"})
    assert (busy.status, busy.json["code"], busy.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "1")


@pytest.mark.req("sec-12")
def test_the_clinic_sees_no_more_of_the_holder_than_a_book_says(call: Gateway) -> None:
    seen = call("GET", f"/v1/clinic/books/{NUMBER}").text
    assert FIELDS["surname"] in seen
    hidden = (FIELDS["phone"], FIELDS["email"], FIELDS["passport"]["number"], FIELDS["inn"])
    assert not [value for value in hidden if value in json.dumps(seen)]


@pytest.mark.req("act-06", "bok-10")
def test_the_clinic_sees_that_a_revoked_book_counts_no_more(call: Gateway) -> None:
    assert call("GET", f"/v1/clinic/books/{NUMBER}").json["answer"] == "valid"
    book = books.get(NUMBER)
    books.commit(book, machine.step(book, BookKind.REVOKED, NOW, Actor.REVIEWER))
    assert call("GET", f"/v1/clinic/books/{NUMBER}").json["answer"] == "not_valid"
