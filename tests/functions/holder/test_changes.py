"""The holder attaches another clinic, and has a lost code refused; the issuer revokes a book."""

import pytest

from functions.review.app import app as review
from shared.domain.book import BookKind, Ground
from shared.domain.states import Effect
from shared.domain.version import Version
from shared.store import books
from tests.clock import Clock
from tests.gateway import Gateway, Reply

PATH = "/v1/books/JQNQ-XHXK-M4W1"


def kinds(made: Version) -> list[BookKind]:
    return [event.kind for event in books.history(made.book_number)]


def withdraw(call: Gateway, key: str = "w1", version: str = "1") -> Reply:
    return call("POST", f"{PATH}/versions/{version}/withdraw", idempotency_key=key)


def revoke(
    roles: str = "reviewer", account: str = "r1", key: str = "k", ground: str = Ground.COURT_RULING
) -> Reply:
    return Gateway(review, account=account, roles=roles)(
        "POST", f"/v1/review/books/{PATH[10:]}/revoke", {"ground": ground}, idempotency_key=key
    )


@pytest.mark.req("act-07", "cln-10")
def test_another_clinic_is_attached_once(call: Gateway, made: Version) -> None:
    for _ in range(2):
        changed = call("PUT", f"{PATH}/clinic", {"clinic_code": "77-002"})
        assert (changed.status, changed.json["clinic_code"]) == (200, "77-002")
    assert kinds(made).count(BookKind.CLINIC_ATTACHED) == 1


@pytest.mark.req("cln-02", "cln-07")
@pytest.mark.parametrize(
    ("code", "problem"), [("none", "CLINIC_NOT_FOUND"), ("78-001", "CLINIC_NOT_LICENSED")]
)
def test_only_a_licensed_clinic_is_attached(call: Gateway, made: Version, code: str, problem: str) -> None:
    answer = call("PUT", f"{PATH}/clinic", {"clinic_code": code})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, problem)
    assert books.get(made.book_number).clinic_code == "77-001"


@pytest.mark.req("iss-09", "ver-02")
def test_a_lost_code_is_withdrawn_once_and_a_new_version_is_due(call: Gateway, made: Version) -> None:
    for _ in range(2):
        assert withdraw(call).status == 202
    book = books.get(made.book_number)
    assert (book.withdrawn, book.outdated) == ((1,), True)
    event = books.history(made.book_number)[-1]
    assert set(event.effects) == {Effect.ISSUE, Effect.REGISTER, Effect.NOTIFY}
    for key, version in (("w2", "1"), ("w3", "2"), ("w4", "x")):
        again = withdraw(call, key, version)
        assert (again.status, again.json["code"]) == (409, "VERSION_NOT_ACTIVE")
    assert kinds(made).count(BookKind.VERSION_WITHDRAWN) == 1
    assert call("GET", PATH).json["versions"][0]["state"] == "REVOKED"


@pytest.mark.usefixtures("clock")
@pytest.mark.req("iss-09")
def test_a_reviewer_revokes_a_book_with_its_ground_and_nothing_can_be_changed_after(
    call: Gateway, made: Version
) -> None:
    assert revoke(ground="because").status == 422
    assert revoke(account=made.holder, key="o").json["code"] == "OWN_BOOK"
    assert revoke(roles="clinic").status == 403
    assert revoke().json == {"number": made.book_number, "state": "REVOKED"}
    event = books.history(made.book_number)[-1]
    assert (event.kind, event.ground) == (BookKind.REVOKED, Ground.COURT_RULING)
    assert revoke(key="again").json["code"] == "WRONG_STATUS"
    attached = call("PUT", f"{PATH}/clinic", {"clinic_code": "77-002"})
    assert (attached.status, attached.json["code"]) == (409, "WRONG_STATUS")
    assert withdraw(call).json["code"] == "WRONG_STATUS"


def test_no_book_no_revocation(clock: type[Clock], aws: None) -> None:
    del clock, aws
    assert revoke().status == 404
