"""A function killed at any of its steps leaves nothing undone and does nothing twice."""

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site, awaited

ACCEPTED = 202
QUEUES = ("UploadsQueue", "VerifyQueue", "IssueQueue", "NotifyQueue")
EVENTS = ["started", "submitted", "checks_started", "approved", "sealed", "published"]
TOLD = EVENTS[1:]
CALLS = {"ValidateUpload": 7, "Submit": 14, "Relay": 9, "Verify": 14, "Issue": 14, "Notify": 14}
REDELIVERY_SECONDS = 2


@pytest.fixture(scope="module", autouse=True)
def _impatient_queues(system: Running) -> Iterator[None]:
    """Let what a dead function held come back soon."""
    sqs, resources = system.aws("sqs"), system.resources()
    before = {}
    for queue in QUEUES:
        asked = sqs.get_queue_attributes(QueueUrl=resources[queue], AttributeNames=["VisibilityTimeout"])
        before[queue] = asked["Attributes"]
        _set(sqs, resources[queue], {"VisibilityTimeout": str(REDELIVERY_SECONDS)})
    yield
    for queue, attributes in before.items():
        _set(sqs, resources[queue], attributes)


def _set(sqs: Any, queue: str, attributes: dict[str, str]) -> None:
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)


@pytest.mark.req("iss-10", "sts-11")
@pytest.mark.parametrize("call", range(max(CALLS.values())))
def test_every_function_may_be_killed_at_any_call(system: Running, site: Site, call: int) -> None:
    """Call 0 is before the first one; from then on the call has happened, and is not heard of."""
    applicant = Applicant.newcomer(site)
    killed = {name: system.resources()[name] for name, calls in CALLS.items() if call < calls}
    site("PUT", "/dev/crashes", dict.fromkeys(killed.values(), call))
    path = applicant.ready()
    submit(applicant, path)
    application = applicant.until(path, "published")
    assert applicant.history(path)[::-1] == EVENTS
    assert told(applicant) == Counter(TOLD)
    assert len(applicant("GET", "/v1/books").json["items"]) == 1
    assert versions_kept(system, application["book_number"]) == 1
    fired = site("GET", "/dev/crashes").json["fired"]
    assert sorted(fired) == sorted(killed.values()), "these functions make fewer calls by now"


def submit(applicant: Applicant, path: str) -> None:
    """Press the button again with the same key, as an app does that got no answer."""
    signed, key = applicant.signature(), uuid.uuid4().hex
    awaited(
        lambda: applicant("POST", f"{path}/submit", signed, Idempotency_Key=key).status,
        lambda status: status == ACCEPTED,
    )


def told(applicant: Applicant) -> Counter[str]:
    """Count the cabinet's messages, once there is a letter for each."""
    address = applicant.person["fields"]["email"]
    awaited(lambda: len(applicant.site.messages(address, "email")), lambda count: count >= len(TOLD))
    assert len(applicant.site.messages(address, "email")) == len(TOLD)
    return Counter(message["event"] for message in applicant("GET", "/v1/messages").json["items"])


def versions_kept(system: Running, number: str) -> int:
    """Count the documents that the vault holds of a book."""
    vault = system.outputs()["VaultBucket"]
    found = system.aws("s3").list_object_versions(Bucket=vault, Prefix=f"books/{number}/")
    return len(found["Versions"])
