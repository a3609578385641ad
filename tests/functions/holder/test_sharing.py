"""Links that a holder gives away, and the journal of who has looked."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain import book as machine
from shared.domain.access import Role
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.model import rfc3339
from shared.domain.version import Version
from shared.domain.visits import View, Visit, Way
from shared.store import books, shares, visits
from tests.builders import NOW
from tests.clock import Clock, later
from tests.gateway import Gateway, Reply

PATH = "/v1/books/JQNQ-XHXK-M4W1"


def share(call: Gateway, key: str = "s1", days: float = 7, **changes: Any) -> Reply:
    body = {"profile": "employer", "expires_at": rfc3339(NOW + timedelta(days=days)), **changes}
    return call("POST", f"{PATH}/shares", body, idempotency_key=key)


@pytest.mark.req("act-04")
def test_a_link_is_made_counted_and_ended(call: Gateway, clock: type[Clock]) -> None:
    made = share(call)
    assert (made.status, made.json["state"], made.json["visits"]) == (201, "open", 0)
    assert made.json["url"].startswith("http://portal.test/v1/shares/")
    token = made.json["url"].rsplit("/", 1)[1]
    known = shares.with_token(token)
    assert known
    visit = Visit(at=NOW, view=View.EMPLOYER, way=Way.SHARE, share_id=known.id)
    for _ in range(3):
        visits.add(known.book_number, visit)
    later(clock, minutes=1)
    assert share(call, "s2", profile="clinic").status == 201
    listed = call("GET", f"{PATH}/shares").json["items"]
    assert [(one["profile"], one["visits"]) for one in listed] == [("clinic", 0), ("employer", 3)]
    for _ in range(2):
        assert call("DELETE", f"{PATH}/shares/{known.id}").status == 204
    ended = shares.with_token(token)
    assert ended
    assert not ended.opens(NOW)
    assert call("GET", f"{PATH}/shares").json["items"][1]["state"] == "revoked"


@pytest.mark.req("act-04")
def test_a_repeated_request_makes_no_second_link(call: Gateway) -> None:
    assert share(call).json == share(call).json
    assert len(call("GET", f"{PATH}/shares").json["items"]) == 1


@pytest.mark.req("act-04")
@pytest.mark.parametrize(("days", "status"), [(0, 422), (-1, 422), (1 / 86400, 201), (366, 201), (367, 422)])
def test_a_link_ends_in_the_future_and_within_a_year(call: Gateway, days: float, status: int) -> None:
    answer = share(call, days=days)
    assert answer.status == status
    if status == 422:
        assert answer.json["errors"][0]["code"] == "SHARE_TERM"


@pytest.mark.req("act-04")
def test_a_link_past_its_end_is_shown_as_such(call: Gateway, clock: type[Clock]) -> None:
    share(call)
    later(clock, days=7)
    assert call("GET", f"{PATH}/shares").json["items"][0]["state"] == "expired"


@pytest.mark.req("act-04")
def test_a_link_that_is_not_of_this_book_cannot_be_ended(call: Gateway) -> None:
    assert call("DELETE", f"{PATH}/shares/nothing").status == 404
    assert call("POST", f"{PATH}/shares", {"profile": "anybody"}, idempotency_key="x").status == 422


@pytest.mark.req("ver-01", "ver-02")
def test_the_phone_shows_the_code_of_the_document_the_face_and_the_answer(
    call: Gateway, clock: type[Clock], made: Version
) -> None:
    shown = call("GET", f"{PATH}/presentation").json
    assert shown["qr"] == f"HTTP://PORTAL.TEST/V/{made.token}"
    assert (shown["full_name"], shown["category"]) == (made.person.full_name, "Общественное питание")
    assert (shown["answer"], shown["advice"]) == ("valid", "Книжка действует.")
    assert "photo" in shown["photo"]
    later(clock, days=400)
    assert call("GET", f"{PATH}/presentation").json["answer"] == "not_valid"


@pytest.mark.req("ver-02")
def test_a_revoked_book_is_neither_presented_nor_shared_but_its_holder_sees_it(
    call: Gateway, made: Version
) -> None:
    book = books.get(made.book_number)
    books.commit(book, machine.step(book, BookKind.REVOKED, NOW, Actor.REVIEWER))
    for answer in (call("GET", f"{PATH}/presentation"), share(call)):
        assert (answer.status, answer.json["code"]) == (409, "BOOK_REVOKED")
    seen = call("GET", PATH).json
    assert (seen["state"], seen["answer"], seen["versions"][0]["state"]) == (
        "REVOKED",
        "not_valid",
        "REVOKED",
    )
    assert call("GET", f"{PATH}/versions/1/file").status == 200


@pytest.mark.req("act-05", "sec-07")
def test_the_journal_says_who_looked_when_at_what_and_why(call: Gateway, made: Version) -> None:
    known = {"at": NOW, "way": Way.CODE}
    visits.add(made.book_number, Visit(**known, view=View.VERDICT))
    clinic = {"role": Role.CLINIC, "organisation": "Поликлиника № 1", "way": Way.ATTACHED}
    visits.add(made.book_number, Visit(at=NOW + timedelta(seconds=1), view=View.CLINIC, **clinic))
    lines = call("GET", f"{PATH}/journal").json["items"]
    assert [(line["who"], line["what"], line["why"]) for line in lines] == [
        (
            "Медицинская организация: Поликлиника № 1",
            "Все записи",
            "Вы прикреплены к этой организации",
        ),
        ("Без учётной записи", "Действует ли книжка", "По показанному QR-коду"),
    ]
    assert lines[0]["at"] > lines[1]["at"]


@pytest.mark.req("act-05")
def test_the_journal_is_paged(call: Gateway, made: Version) -> None:
    for second in range(5):
        moment = NOW + timedelta(seconds=second)
        visits.add(made.book_number, Visit(at=moment, view=View.VERDICT, way=Way.NUMBER))
    seen, cursor = [], ""
    for _ in range(3):
        page = call("GET", f"{PATH}/journal?limit=2{cursor}").json
        seen += [line["at"] for line in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5
