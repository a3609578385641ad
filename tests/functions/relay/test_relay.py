"""The outbox: the stream's events reach the queues that they name."""

import json

import pytest
from boto3.dynamodb.types import TypeSerializer

from functions.relay.app import handler
from shared.cloud import clients, queues
from shared.domain.application import Actor
from shared.domain.lifecycle import step
from shared.domain.states import Effect, Kind
from shared.store import applications, table
from tests.builders import FIELDS, NOW, draft
from tests.gateway import Context
from tests.queues import news_of

pytestmark = pytest.mark.usefixtures("aws")


def record(sequence: str, body: object) -> dict[str, object]:
    image = {name: TypeSerializer().serialize(value) for name, value in dict(body).items()}  # type: ignore[call-overload]
    return {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": sequence}}


def waiting(effect: Effect) -> list[str]:
    answer = clients.sqs().receive_message(QueueUrl=queues._URLS[effect], MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


@pytest.mark.req("sts-16", "rel-03", "sec-12")
def test_an_event_is_told_to_each_queue_that_it_names_by_identifiers_only() -> None:
    event = step(draft(), Kind.SUBMITTED, NOW, Actor.APPLICANT).event
    stored = table.item(applications.partition("a1"), "EVENT#000002", event)
    assert handler({"Records": [record("1", stored)]}, Context()) == {"batchItemFailures": []}  # type: ignore[arg-type]
    news = news_of("a1", 2).model_dump_json()
    told = {effect: waiting(effect) for effect in Effect}
    assert {effect: waits for effect, waits in told.items() if waits} == {
        Effect.VERIFY: [news],
        Effect.ISSUE: [news],
        Effect.NOTIFY: [news],
    }
    assert not any(str(value) in news for value in FIELDS.values())


def test_what_cannot_be_told_comes_back_and_the_rest_does_not() -> None:
    event = step(draft(), Kind.SUBMITTED, NOW, Actor.APPLICANT).event
    good = record("1", table.item(applications.partition("a1"), "EVENT#000002", event))
    bad = record("2", {"PK": "APPLICATION#a1", "SK": "EVENT#000003", "body": "{}"})
    answer = handler({"Records": [good, bad]}, Context())  # type: ignore[arg-type]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}


@pytest.mark.req("rel-03", "sup-03")
def test_whatever_has_a_history_is_told_of_in_the_same_way() -> None:
    event = {"version": 5, "kind": "anything", "at": "2026-11-23T09:00:00Z", "effects": ["notify"], "else": 1}
    stored = {"PK": "TICKET#t1", "SK": "EVENT#000005", "body": json.dumps(event)}
    assert handler({"Records": [record("1", stored)]}, Context()) == {"batchItemFailures": []}  # type: ignore[arg-type]
    assert waiting(Effect.NOTIFY) == ['{"aggregate":"TICKET","id":"t1","version":5}']
