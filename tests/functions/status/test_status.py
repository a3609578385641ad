"""The reader's door: tracking, messages."""

import pytest

from functions.notify.app import tell
from functions.status.app import app
from shared.store import accounts
from tests.builders import profile
from tests.gateway import Gateway
from tests.providers import outside
from tests.queues import news_of
from tests.stored import stored_issue, stored_submission

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def call() -> Gateway:
    return Gateway(app)


@pytest.fixture
def stranger() -> Gateway:
    accounts.add(profile(account="holder2", snils="08765430300", phone="+79000000001", inn=None))
    return Gateway(app, account="holder2")


@pytest.mark.req("sts-02", "sts-03", "sts-09")
def test_the_status_says_since_when_who_acts_and_what_happens_next(call: Gateway) -> None:
    stored_submission()
    reply = call("GET", "/v1/applications/a1")
    assert reply.status == 200
    shown = reply.json
    assert (shown["status_label"], shown["group_label"], shown["result_label"]) == (
        "Принято",
        "На рассмотрении",
        "в работе",
    )
    assert (shown["next_actor"], shown["since"]) == ("system", "2026-11-23T09:00:00.000Z")
    assert shown["next_step"]
    assert {check["outcome"] for check in shown["checks"]} == {"pending"}
    free = {"status": "NOT_REQUIRED", "amount": 0, "currency": "RUB", "basis": None, "due_by": None}
    assert shown["payment"].items() >= free.items()


def test_what_has_not_changed_is_not_sent_again(call: Gateway) -> None:
    stored_submission()
    etag = call("GET", "/v1/applications/a1").headers["etag"]
    again = call("GET", "/v1/applications/a1", if_none_match=etag)
    assert (again.status, again.text) == (304, "")


@pytest.mark.req("sts-10")
def test_the_timeline_is_newest_first_and_in_words(call: Gateway) -> None:
    stored_issue()
    items = call("GET", "/v1/applications/a1/timeline").json["items"]
    assert [item["event"] for item in items] == [
        "published",
        "sealed",
        "approved",
        "checks_started",
        "submitted",
        "started",
    ]
    assert [item["result_label"] for item in items[:3]] == ["выдан", "готов к выдаче", "в работе"]
    english = call("GET", "/v1/applications/a1/timeline", accept_language="en").json["items"]
    assert english[0]["text"] == "The book is issued"


@pytest.mark.req("srh-11")
def test_lists_are_paged_newest_first(call: Gateway) -> None:
    stored_submission()
    page = call("GET", "/v1/applications?limit=1").json
    assert [item["id"] for item in page["items"]] == ["a1"]
    rest = (
        call("GET", f"/v1/applications?limit=1&cursor={page['next_cursor']}").json
        if page["next_cursor"]
        else page
    )
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [("limit=0", 422), ("limit=101", 422), ("limit=x", 422), ("cursor=zzz", 400), ("color=red", 422)],
)
def test_a_nonsensical_page_is_refused(call: Gateway, query: str, status: int) -> None:
    accounts.add(profile())
    assert call("GET", f"/v1/applications?{query}").status == status


@pytest.mark.req("doc-19")
def test_one_file_is_shown_with_what_was_found(call: Gateway) -> None:
    stored_submission()
    assert call("GET", "/v1/applications/a1/documents/photo").json["status"] == "accepted"
    assert call("GET", "/v1/applications/a1/documents/nothing").status == 404


@pytest.mark.req("act-01")
def test_a_stranger_finds_nothing(stranger: Gateway) -> None:
    stored_issue()
    for url in (
        "/v1/applications/a1",
        "/v1/applications/a1/timeline",
        "/v1/applications/a1/documents/photo",
    ):
        reply = stranger("GET", url)
        assert (reply.status, reply.json["code"]) == (404, "NOT_FOUND"), url
    assert stranger("GET", "/v1/applications").json["items"] == []


@pytest.mark.req("sts-11")
def test_messages_are_listed_and_marked_as_read_once(call: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    stored_submission()
    outside(monkeypatch)
    tell(news_of("a1", 2))
    (message,) = call("GET", "/v1/messages").json["items"]
    assert message["read_at"] is None
    assert "принято" in message["subject"]
    read = call("POST", f"/v1/messages/{message['id']}/read").json["read_at"]
    assert read
    assert call("POST", f"/v1/messages/{message['id']}/read").json["read_at"] == read
    assert call("POST", "/v1/messages/nothing/read").status == 404
