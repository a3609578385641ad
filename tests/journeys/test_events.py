"""The news of uploads as object storage may deliver it: twice, out of order, too late, or about nothing."""

import json
from typing import Any

import pytest

from local.drawing import Scan
from tests.functions.validate_upload.specimens import jpeg, page
from tests.journeys.running import Running
from tests.journeys.site import CREATED, Applicant, awaited

FIRST, SECOND = jpeg(page(800, 700)), b"II*\0 is how a TIFF begins"
TEST_EVENT = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "inbox"})


@pytest.mark.req("doc-21", "rel-03")
def test_what_is_judged_is_what_is_kept_however_the_news_comes(system: Running, applicant: Applicant) -> None:
    path = applicant.draft()
    overwritten, reordered, vanished = (ticket(applicant, path, FIRST) for _ in range(3))
    with system.paused("ValidateUpload"):
        told = [
            *upload(system, applicant, overwritten, FIRST),
            *upload(system, applicant, overwritten, SECOND),
        ]
        other = [*upload(system, applicant, reordered, FIRST), *upload(system, applicant, reordered, SECOND)]
        gone = upload(system, applicant, vanished, FIRST)
        forget(system, vanished)
        tell(system, TEST_EVENT, told[0], other[-1], *gone)
    assert applicant.judged(path, overwritten["file_id"])["status"] == "accepted"
    refused = applicant.judged(path, reordered["file_id"])
    assert [problem["code"] for problem in refused["problems"]] == ["FILE_TYPE"]
    tell(system, *told, *told, *other[::-1], *other, *gone, TEST_EVENT)
    awaited(lambda: system.waiting("UploadsQueue"), lambda count: count == 0)
    assert applicant("GET", f"{path}/documents/{vanished['file_id']}").json["status"] == "awaiting"
    assert applicant.site.send(vanished["upload"], FIRST) == CREATED
    assert applicant.judged(path, vanished["file_id"])["status"] == "accepted"
    for kept in (applicant.judged(path, overwritten["file_id"]), refused):
        assert applicant("GET", f"{path}/documents/{kept['file_id']}").json == kept
    assert applicant.judged(path, overwritten["file_id"])["status"] == "accepted"
    assert system.waiting("UploadsDeadLetters") == 0


def ticket(applicant: Applicant, path: str, data: bytes) -> dict[str, Any]:
    return applicant.ticket(path, Scan("snils", "scan.jpg", "image/jpeg", data))


def upload(system: Running, applicant: Applicant, ticket: dict[str, Any], data: bytes) -> list[str]:
    """Upload, and take the news of it off the queue."""
    assert applicant.site.send(ticket["upload"], data) == CREATED
    sqs, queue = system.aws("sqs"), system.resources()["UploadsQueue"]
    heard = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5, MaxNumberOfMessages=10)["Messages"]
    for message in heard:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in heard]


def forget(system: Running, ticket: dict[str, Any]) -> None:
    """Let all versions of an upload vanish."""
    s3, place = system.aws("s3"), {"Bucket": system.outputs()["InboxBucket"]}
    key = ticket["upload"]["fields"]["key"]
    for version in s3.list_object_versions(**place, Prefix=key)["Versions"]:
        s3.delete_object(**place, Key=key, VersionId=version["VersionId"])


def tell(system: Running, *news: str) -> None:
    for body in news:
        system.aws("sqs").send_message(QueueUrl=system.resources()["UploadsQueue"], MessageBody=body)
