"""A function killed at any of its steps, and news told twice, leave nothing undone and repeat nothing."""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site, awaited
from tests.queues import news_of

ACCEPTED, AT_ONCE = 202, 4
EVENTS = ["started", "submitted", "checks_started", "approved", "sealed", "published"]
DEFERRED = "checks_deferred"  # by a registry that a busy machine kept waiting
CALLS_FOR_A_FILE = {"ValidateUpload": 6}
CALLS_FOR_A_BOOK = {"Submit": 11, "Relay": 9, "Verify": 12, "Issue": 13, "Notify": 7}
CHAIN = ("VerifyQueue", "IssueQueue", "NotifyQueue")
DEAD_LETTERS = ("UploadsDeadLetters", "VerifyDeadLetters", "IssueDeadLetters", "NotifyDeadLetters")
HELD, REDELIVERY_SECONDS = "VisibilityTimeout", 2
GIVEN_UP = "RedrivePolicy"  # one message may meet all crashes of its function
SUBMIT_SECONDS = 6


@pytest.fixture(scope="module", autouse=True)
def _impatience(system: Running) -> Iterator[None]:
    """Let what a dead function held come back soon, and often: its message, and its hold on a request."""
    sqs, functions, submit = system.aws("sqs"), system.aws("lambda"), system.resources()["Submit"]
    queues = [system.resources()[name] for name in ("UploadsQueue", *CHAIN)]
    asked = [sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[HELD, GIVEN_UP]) for queue in queues]
    seconds = functions.get_function_configuration(FunctionName=submit)["Timeout"]
    for queue, before in zip(queues, asked, strict=True):
        patient = {**json.loads(before["Attributes"][GIVEN_UP]), "maxReceiveCount": 30}
        changed = {HELD: str(REDELIVERY_SECONDS), GIVEN_UP: json.dumps(patient)}
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=changed)
    functions.update_function_configuration(FunctionName=submit, Timeout=SUBMIT_SECONDS)
    yield
    functions.update_function_configuration(FunctionName=submit, Timeout=seconds)
    for queue, before in zip(queues, asked, strict=True):
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=before["Attributes"])


@pytest.mark.req("iss-10", "sts-11")
def test_every_function_may_be_killed_at_each_of_its_calls(system: Running, site: Site) -> None:
    """Call 0 is before the first one; from then on the call has happened, and is not heard of."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        applicants = list(crowd.map(Applicant.newcomer, [site] * AT_ONCE))
        arm(system, site, CALLS_FOR_A_FILE)
        paths = list(crowd.map(Applicant.ready, applicants))
        signed = list(crowd.map(Applicant.signature, applicants))
        arm(system, site, CALLS_FOR_A_BOOK)
        list(crowd.map(submit, applicants, paths, signed))
        list(crowd.map(lambda applicant, path: applicant.until(path, "published"), applicants, paths))
    issued = [*zip(applicants, paths, strict=True), *issued_until_all_have_crashed(site)]
    for applicant, path in issued:
        require_once(system, applicant, path)
    assert not [name for name in DEAD_LETTERS if system.waiting(name)]


def arm(system: Running, site: Site, calls: dict[str, int]) -> None:
    """Let each function die before its first call, then at the first, then at the second, …"""
    resources = system.resources()
    site("PUT", "/dev/crashes", {resources[name]: [*range(last + 1)] for name, last in calls.items()})


def issued_until_all_have_crashed(site: Site) -> Iterator[tuple[Applicant, str]]:
    """The crashes that are left are for the sending, so they wait until the draft is ready."""
    while left := site("GET", "/dev/crashes").json:
        site("PUT", "/dev/crashes", {})
        applicant = Applicant.newcomer(site)
        path, signed = applicant.ready(), applicant.signature()
        site("PUT", "/dev/crashes", left)
        submit(applicant, path, signed)
        applicant.until(path, "published")
        yield applicant, path


def require_once(system: Running, applicant: Applicant, path: str) -> None:
    """Require one of everything, also after everything has been told once more."""
    application = applicant("GET", path).json
    repeat(system, application["id"], len(applicant.history(path)))
    history = applicant.history(path)[::-1]
    assert [event for event in history if event != DEFERRED] == EVENTS
    told = [each["event"] for each in applicant("GET", "/v1/messages").json["items"]]
    assert Counter(told) == Counter(EVENTS[1:])
    assert len(applicant.site.messages(applicant.person["fields"]["email"], "email")) == len(told)
    assert len(applicant("GET", "/v1/books").json["items"]) == 1
    assert versions_kept(system, application["book_number"]) == 1


def submit(applicant: Applicant, path: str, signed: dict[str, Any]) -> None:
    """Press the button again with the same key, as an app does that got no answer."""
    key = uuid.uuid4().hex
    awaited(
        lambda: applicant("POST", f"{path}/submit", signed, Idempotency_Key=key).status,
        lambda status: status == ACCEPTED,
    )


def repeat(system: Running, application: str, events: int) -> None:
    """Tell every function of the chain everything once more, the newest first, and let it settle."""
    queues = [system.resources()[name] for name in CHAIN]
    for version in range(events, 0, -1):
        for queue in queues:
            body = news_of(application, version).model_dump_json()
            system.aws("sqs").send_message(QueueUrl=queue, MessageBody=body)
    awaited(lambda: sum(system.waiting(name) for name in CHAIN), lambda count: count == 0)


def versions_kept(system: Running, number: str) -> int:
    """Count the documents that the vault holds of a book."""
    vault = system.outputs()["VaultBucket"]
    found = system.aws("s3").list_object_versions(Bucket=vault, Prefix=f"books/{number}/")
    return len(found["Versions"])
