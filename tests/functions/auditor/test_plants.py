"""Planted mis-issues are found, every one; where nothing was planted nothing is found."""

import io
import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from functions.register import app as register
from shared.adapters import timestamps
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind, BookState, Ground
from shared.domain.status_list import Status
from shared.settings import settings
from shared.store import books, rounds, versions
from tests.builders import FIELDS
from tests.clock import Clock
from tests.faults import after
from tests.functions.auditor import plants
from tests.functions.auditor.plants import PLANTS, Found, Plant
from tests.functions.auditor.rounds import (
    FIRST,
    SECOND,
    audited,
    change_book,
    change_version,
    enlist,
    go_on,
    pdf_of,
    put_document,
    signed_by_us,
)
from tests.functions.issue.stamping import Stamping
from tests.functions.issue.test_reissue import file, hear_all, issue


def commit(number: str, kind: BookKind, changes: dict[str, object], **said: object) -> None:
    book = books.get(number)
    books.commit(book, machine.step(book, kind, book.published_at, Actor.SYSTEM, changes, **said))


def lead_a_life() -> None:
    """Let a book get an entry, another name and a lost telephone, each with its version."""
    file("v1", FIRST)
    hear_all(FIRST)
    person = books.get(FIRST).person.model_copy(update={"surname": "Петрова"})
    commit(FIRST, BookKind.PERSON_CHANGED, {"person": person})
    hear_all(FIRST)
    commit(FIRST, BookKind.VERSION_WITHDRAWN, {"withdrawn": (3,)})
    hear_all(FIRST)
    file("v2", FIRST)
    enlist(FIRST)


def revoke(number: str) -> None:
    commit(number, BookKind.REVOKED, {}, ground=Ground.COURT_RULING)
    enlist(number)


@pytest.mark.req("iss-08", "sec-04")
@pytest.mark.parametrize(
    ("plant", "wanted"), PLANTS.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_what_was_planted_is_found_and_nothing_else(plant: Plant, wanted: Found) -> None:
    plant()
    assert audited() == wanted


@pytest.mark.req("iss-08")
def test_in_books_that_have_led_a_life_nothing_is_found() -> None:
    assert audited() == {}
    lead_a_life()
    revoke(SECOND)
    assert books.get(FIRST).active_version == 4
    assert audited() == {}


@pytest.mark.req("ver-02", "ver-07")
@pytest.mark.parametrize(
    ("place", "listed", "wanted"),
    [
        (1, Status.VALID, {f"{FIRST}/1": {"status"}}),
        (3, Status.SUPERSEDED, {f"{FIRST}/3": {"status"}}),
        (3, Status.VALID, {f"{FIRST}/3": {"status"}}),
        (4, Status.INVALID, {f"{FIRST}/4": {"status"}}),
    ],
)
def test_a_wrong_or_missing_line_of_the_list_is_found(place: int, listed: Status, wanted: Found) -> None:
    lead_a_life()
    register._published({versions.get(FIRST, place).status_index: listed})
    assert audited() == wanted


@pytest.mark.req("ver-07")
def test_the_register_is_given_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    commit(FIRST, BookKind.REVOKED, {}, ground=Ground.COURT_RULING)
    revoked_at = books.history(FIRST)[-1].at
    monkeypatch.setattr(Clock, "moment", revoked_at + timedelta(minutes=29))
    assert audited() == {}
    monkeypatch.setattr(Clock, "moment", revoked_at + timedelta(minutes=30))
    assert audited() == {f"{FIRST}/1": {"status"}}


@pytest.mark.req("iss-08")
def test_a_book_that_forgets_what_was_taken_back_is_found() -> None:
    lead_a_life()
    change_book(withdrawn=())
    assert audited() == {FIRST: {"history"}, f"{FIRST}/3": {"status"}}
    revoke(SECOND)
    change_book(SECOND, state=BookState.ACTIVE)
    assert audited().keys() == {FIRST, f"{FIRST}/3", SECOND, f"{SECOND}/1"}


@pytest.mark.req("iss-08")
def test_a_book_that_moves_while_it_is_looked_at_is_no_find() -> None:
    """Whichever two readings something happens between, they do not fit together."""
    for place in range(2, 10):
        clinic: dict[str, object] = {"clinic_code": f"77-{place:03}"}
        with after(place, lambda: commit(FIRST, BookKind.CLINIC_ATTACHED, clinic)):  # noqa: B023 - called here
            assert audited() == {}
    assert books.get(FIRST).clinic_code == "77-009"


@pytest.mark.req("iss-08")
def test_a_former_version_is_audited_as_it_was_then() -> None:
    """Of two versions of one book each has its own entries and its own name."""
    lead_a_life()
    said = versions.get(FIRST, 2)
    change_version(place=1, entries=said.entries)
    change_version(place=2, person=said.person.model_copy(update={"birth_date": said.issued_on}))
    found = audited()
    assert "entries" in found[f"{FIRST}/1"]
    assert "person" in found[f"{FIRST}/2"]
    assert found.keys() == {f"{FIRST}/1", f"{FIRST}/2"}


@pytest.mark.req("iss-08")
def test_what_nobody_believes_any_more_is_no_alarm() -> None:
    plants.another_name()
    assert audited().keys() == {f"{FIRST}/1"}
    commit(FIRST, BookKind.VERSION_WITHDRAWN, {"withdrawn": (1,)})
    hear_all(FIRST)
    enlist(FIRST)
    assert audited() == {}


@pytest.mark.req("iss-08")
def test_without_keys_nothing_can_be_audited_and_that_alone_is_the_alarm() -> None:
    plants.no_keys()
    assert go_on() == "no key of ours is published"
    assert [set(find.differs) for find in rounds.finds()] == [{"keys", "list"}]


@pytest.mark.req("ver-07")
def test_a_list_that_is_not_signed_anew_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.auditor.app.datetime", Clock)
    monkeypatch.setattr(Clock, "moment", Clock.moment + timedelta(hours=2, minutes=1))
    assert audited() == {"0": {"list"}}


@pytest.mark.req("iss-08")
def test_a_stamped_book_is_as_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(settings.__dict__, "timestamp_url", "http://stamps.test")
    monkeypatch.setattr(timestamps, "stamp", Stamping.found(tmp_path).stamp)
    issue("a3", "3000-0000-000T")
    enlist("3000-0000-000T")
    [signature] = PdfFileReader(BytesIO(pdf_of("3000-0000-000T"))).embedded_signatures
    assert len(signature.signer_info["unsigned_attrs"])
    assert audited() == {}


@pytest.mark.req("iss-08")
def test_a_book_of_a_former_press_must_say_all_that_its_version_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words may be others, but what was filed, the code and the photo are the same."""
    made = versions.get(FIRST, 1)
    with monkeypatch.context() as former:
        former.setattr("functions.issue.title_page._INVITATION", "Проверьте")
        put_document(signed_by_us(plants.rendered(made), made))
    assert audited() == {f"{FIRST}/1": {"content"}}
    since = (versions.get(SECOND, 1).prepared_at + timedelta(seconds=1)).isoformat()
    monkeypatch.setitem(settings.__dict__, "edition_since", since)
    assert audited() == {}
    change_version(employer="ООО «Кафе»")
    assert "content" in audited()[f"{FIRST}/1"]


@pytest.mark.req("iss-08")
def test_in_a_book_of_a_former_press_another_face_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.__dict__, "edition_since", "2100-01-01T00:00:00Z")
    assert audited() == {}
    plants.a_document_with_a_strangers_face()
    assert audited() == {f"{FIRST}/1": {"content"}}


@pytest.mark.req("sec-12")
def test_an_alarm_says_which_book_and_what_and_nothing_about_its_holder(
    logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    plants.a_wrong_photo()
    audited()
    plants.a_broken_seal()
    audited()
    (told, *_) = [
        line for line in map(json.loads, logged.getvalue().splitlines()) if line["level"] == "ERROR"
    ]
    assert (told["message"], told["book_number"], told["book_version"]) == ("mis-issued", FIRST, 1)
    assert set(told["differs"]) == {"details", "origin", "content"}
    assert capsys.readouterr().out.count('"mis_issues":[1.0]') == 2
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in logged.getvalue()]
