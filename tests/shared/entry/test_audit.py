"""No answer without a record, and no record with anything personal in it."""

import json
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.account.app import app as account
from functions.holder.app import app as holder
from functions.verify.app import handler as verify
from shared.cloud import clients, queues
from shared.settings import settings
from shared.store import accounts
from tests.builders import HOLDER, fields, profile
from tests.gateway import Gateway
from tests.queues import deliver, news_of
from tests.stored import stored_issue

pytestmark = pytest.mark.usefixtures("aws")


def record() -> Any:
    """Take the one record that lies on the queue."""
    taken = clients.sqs().receive_message(QueueUrl=settings.audit_queue, AttributeNames=["All"])
    (message,) = taken["Messages"]
    clients.sqs().delete_message(QueueUrl=settings.audit_queue, ReceiptHandle=message["ReceiptHandle"])
    return json.loads(message["Body"])


@pytest.mark.req("sec-07")
def test_a_read_leaves_who_what_which_with_what_result_what_for_and_when_to_the_millisecond() -> None:
    application, _ = stored_issue()
    Gateway(holder)("GET", f"/v1/books/{application.book_number}")
    seen = record()
    assert seen.pop("at")[19::4] == ".Z"
    assert seen == {
        "request_id": "r1",
        "account": HOLDER,
        "action": "GET /v1/books/{number}",
        "object": {"number": application.book_number},
        "result": "200",
        "purpose": "holding a book",
    }


@pytest.mark.req("sec-07", "act-01")
def test_an_attempt_at_somebody_elses_book_is_recorded_too() -> None:
    application, _ = stored_issue()
    Gateway(holder, "stranger")("GET", f"/v1/books/{application.book_number}")
    seen = record()
    assert (seen["account"], seen["result"]) == ("stranger", "404 NOT_FOUND")
    assert seen["object"] == {"number": application.book_number}


@pytest.mark.req("sec-07", "act-02")
def test_a_refused_role_and_a_missing_token_are_recorded() -> None:
    Gateway(holder, roles="employer")("GET", "/v1/books")
    assert record()["result"] == "403 PERMISSION_DENIED"
    Gateway(holder, account=None)("GET", "/v1/books")
    seen = record()
    assert (seen["account"], seen["result"]) == (None, "401 TOKEN_REQUIRED")


@pytest.mark.req("sec-07", "sec-12")
@pytest.mark.parametrize("typed", ["112-233-445 95", "11223344595", "Иванова", "4509123456", "+79161234567"])
def test_what_somebody_typed_into_an_address_is_not_recorded(typed: str) -> None:
    Gateway(holder)("GET", f"/v1/books/{typed}")
    assert record()["object"] == {"number": "malformed"}


@pytest.mark.req("sec-07", "sec-12")
def test_a_sign_in_names_the_account_and_nothing_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(profile())
    monkeypatch.setattr("functions.account.sessions.users.check_password", lambda *_: None)
    Gateway(account, account=None)("POST", "/v1/sessions", {"login": profile().phone, "password": "secret"})
    seen = record()
    assert (seen["account"], seen["object"]) == (None, {"account_id": HOLDER})
    assert seen["result"] == "401 CREDENTIALS_WRONG"
    assert profile().phone not in str(seen)


@pytest.mark.req("sec-07")
def test_without_its_record_nobody_gets_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    application, _ = stored_issue()

    def unreachable(_: object) -> None:
        raise EndpointConnectionError(endpoint_url="sqs")

    monkeypatch.setattr(queues, "record", unreachable)
    answer = Gateway(holder)("GET", f"/v1/books/{application.book_number}")
    assert (answer.status, answer.json["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["retry-after"]
    assert str(application.book_number) not in answer.text
    assert str(fields().surname) not in answer.text


@pytest.mark.req("sec-07")
def test_what_the_system_does_by_itself_is_recorded_and_again_when_it_does_it_again() -> None:
    stored_issue()
    news = news_of("a1", 1)
    for times in (1, 2):
        assert deliver(verify, news.model_dump_json(), times=times) == []
        seen = record()
        assert seen["account"] == "service:test"
        assert (seen["object"], seen["result"]) == ({"application_id": "a1", "version": "1"}, "old news")


@pytest.mark.req("sec-07")
def test_work_that_fails_is_recorded_as_failed() -> None:
    news = news_of("unknown", 1)
    assert deliver(verify, news.model_dump_json()) == [0]
    assert record()["result"] == "failed"
