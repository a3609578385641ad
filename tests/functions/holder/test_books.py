"""The holder sees the own book, with the reason for each rule, and gets its files."""

from datetime import date

import pytest

from functions.holder.app import app
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.version import SealedDocument, Version
from shared.store import accounts, books, objects, table, versions
from tests.builders import NOW, profile
from tests.clock import Clock, later
from tests.codes import coded
from tests.gateway import Gateway


@pytest.mark.req("bok-10", "iss-04")
def test_a_book_shows_its_answer_its_entries_and_its_versions(call: Gateway, made: Version) -> None:
    shown = call("GET", f"/v1/books/{made.book_number}").json
    assert (shown["answer"], shown["valid_until"]) == ("valid", "2027-10-01")
    assert (shown["state"], shown["category_title"]) == ("ACTIVE", "Общественное питание")
    assert [(one["version"], one["state"], one["size"]) for one in shown["versions"]] == [(1, "ACTIVE", 1000)]
    assert shown["entries"][0]["entry"]["title"] == "Периодический медосмотр"
    assert [book["number"] for book in call("GET", "/v1/books").json["items"]] == [made.book_number]


@pytest.mark.req("bok-10")
def test_each_rule_says_why_its_answer_is_so(call: Gateway, clock: type[Clock], made: Version) -> None:
    def examination() -> tuple[str, str]:
        shown = call("GET", f"/v1/books/{made.book_number}").json
        (rule,) = (rule for rule in shown["rules"] if rule["rule"] == "examination")
        return rule["answer"], rule["reason"]

    assert examination() == ("valid", "Действует до 01.10.2027 включительно.")
    later(clock, days=(date(2027, 9, 15) - clock.moment.date()).days)
    assert examination() == ("expires_soon", "Истекает 01.10.2027. Запишитесь заранее.")
    later(clock, days=17)
    assert examination() == ("not_valid", "Срок истёк 01.10.2027. Пройдите заново.")


@pytest.mark.req("bok-10")
def test_the_last_day_ends_at_midnight_in_moscow(call: Gateway, clock: type[Clock], made: Version) -> None:
    clock.moment = NOW.replace(year=2027, month=10, day=1, hour=20, minute=59)
    assert call("GET", f"/v1/books/{made.book_number}").json["answer"] == "expires_soon"
    later(clock, minutes=1)
    assert call("GET", f"/v1/books/{made.book_number}").json["answer"] == "not_valid"


@pytest.mark.req("iss-05", "ver-06")
def test_a_file_has_a_short_lived_link_with_its_name_and_digest(call: Gateway, made: Version) -> None:
    link = call("GET", f"/v1/books/{made.book_number}/versions/1/file").json
    assert link["sha256"] == "ab" * 32
    assert link["file_name"] == f"Медкнижка {made.book_number}, версия 1.pdf"
    assert f"X-Amz-Expires={int(objects.LINK_LIFETIME.total_seconds())}" in link["url"]
    assert "versionId=v1" in link["url"]


@pytest.mark.req("iss-04")
@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "01x"])
def test_a_version_that_is_not_published_has_no_file(call: Gateway, version: str, made: Version) -> None:
    versions.prepare(coded(made.model_copy(update={"number": 2, "status_index": 1})))
    assert call("GET", f"/v1/books/{made.book_number}/versions/{version}/file").status == 404
    assert len(call("GET", f"/v1/books/{made.book_number}").json["versions"]) == 1


@pytest.mark.req("iss-04", "bok-14")
def test_versions_are_listed_newest_first_each_with_its_state(call: Gateway, made: Version) -> None:
    first = books.get(made.book_number)
    second = versions.prepare(coded(made.model_copy(update={"number": 2, "status_index": 1})))
    document = SealedDocument(key="books/2.pdf", version_id="v2", sha256="cd" * 32, size=2000)
    step = machine.step(first, BookKind.REISSUED, NOW, Actor.SYSTEM, {"active_version": 2})
    books.reissue(first, step, second, document)
    shown = call("GET", f"/v1/books/{made.book_number}").json["versions"]
    assert [(one["version"], one["state"], one["size"]) for one in shown] == [
        (2, "ACTIVE", 2000),
        (1, "SUPERSEDED", 1000),
    ]


@pytest.mark.req("act-01")
def test_a_stranger_finds_nothing(made: Version) -> None:
    accounts.add(profile(account="holder2", snils="08765430300", phone="+79000000001", inn=None))
    stranger = Gateway(app, account="holder2")
    book = f"/v1/books/{made.book_number}"
    for url in (
        book,
        *(f"{book}/{part}" for part in ("versions/1/file", "presentation", "shares", "journal")),
    ):
        reply = stranger("GET", url)
        assert (reply.status, reply.json["code"]) == (404, "NOT_FOUND"), url
    assert stranger("GET", "/v1/books").json["items"] == []


@pytest.mark.req("prf-19", "C-31")
def test_a_confirmed_name_reaches_every_book_that_does_not_say_it_yet(made: Version) -> None:
    names = {"surname": "Новобрачная", "name": made.person.name, "patronymic": made.person.patronymic}
    for expected in (1, 0):
        writes = books.rename(made.holder, names, NOW)
        assert bool(writes) == bool(expected)
        if writes:
            table.transact(*writes)
    book = books.get(made.book_number)
    assert (book.person.surname, book.outdated) == ("Новобрачная", True)
    assert books.history(made.book_number)[-1].kind is BookKind.PERSON_CHANGED
