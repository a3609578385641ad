"""What is known about a person stays where it belongs: no log line, queue, metric, key or URL says it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.conftest import ROOT
from tests.journeys.running import Running
from tests.journeys.site import CREATED, Applicant, awaited, papers
from tests.journeys.test_audit import log

MARKED = {
    "birth_place": "Меткоград",
    "registration_address": {
        "region": "Меткинская область",
        "locality": "Меткоград",
        "street": "Меткинская",
        "house": "17",
        "postcode": "170001",
    },
    "employer": {"name": "ООО «Меткинские метки»", "inn": "7707083893", "position": "метчик"},
}
FILE_NAME = "Метка в имени файла.jpg"
SHORTEST = 5


@pytest.mark.req("sec-07", "sec-12", "val-05")
def test_marked_values_are_found_nowhere_outside_the_record(system: Running, applicant: Applicant) -> None:
    printed = len(system.output)  # the demonstration names its person to whoever started it
    seen: list[str] = [*misuse(applicant)]
    path = applicant.draft(**MARKED)
    seen += use(system, applicant, path)
    awaited(lambda: len(applicant("GET", "/v1/messages").json["items"]), lambda count: count == 5)
    seen += [system.output[printed:], *logged(system), json.dumps(log(system), ensure_ascii=False)]
    seen += [*keys_of_the_table(system), *keys_of_the_buckets(system)]
    assert any(applicant("GET", path).json["id"] in text for text in seen), "the search sees what is there"
    found = {mark for mark in marks(applicant, path) for text in seen if shows(text, mark)}
    assert found == set()


def use(system: Running, applicant: Applicant, path: str) -> list[str]:
    """Carry the application to its book, and give all messages and addresses on the way."""
    marked = [replace(paper, file_name=FILE_NAME) for paper in papers()]
    with system.paused("ValidateUpload"):
        tickets = [applicant.ticket(path, paper) for paper in marked]
        for ticket, paper in zip(tickets, marked, strict=True):
            assert applicant.site.send(ticket["upload"], paper.data) == CREATED
        messages = peek(system, "UploadsQueue")
    for ticket in tickets:
        assert applicant.judged(path, ticket["file_id"])["status"] == "accepted"
    with system.paused("Notify"):
        with system.paused("Verify"):
            assert applicant.submit(path).status == 202
            messages += peek(system, "VerifyQueue")
        with system.paused("Issue"):
            applicant.until(path, "approved")
            messages += peek(system, "IssueQueue")
        application = applicant.until(path, "published")
        messages += peek(system, "NotifyQueue")
    link = applicant("GET", f"/v1/books/{application['book_number']}/versions/1/file").json["url"]
    return [*messages, link, *(json.dumps(ticket) for ticket in tickets)]


def peek(system: Running, queue: str) -> list[str]:
    """Read what waits on a queue, and leave it there."""
    url, sqs = system.resources()[queue], system.aws("sqs")
    awaited(lambda: system.waiting(queue), lambda count: count > 0)
    heard = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)["Messages"]
    return [json.dumps(message, ensure_ascii=False) for message in heard]


def misuse(applicant: Applicant) -> Iterator[str]:
    """Push everything about the person through every call, where it does not belong; give the addresses."""
    everything = {**applicant.person["fields"], **MARKED, "file_name": FILE_NAME}
    for method, path in operations():
        answer = applicant(method.upper(), path.format_map(Everywhere()), everything, If_Match='"1"')
        assert answer.status < 500, (method, path)
        yield answer.headers.get("location", "")


class Everywhere(dict[str, str]):
    """Every parameter of a path holds a personal value."""

    def __missing__(self, _: str) -> str:
        return quote("Меткоград")


@cache
def operations() -> list[tuple[str, str]]:
    document = json.loads((ROOT / "functions" / "catalog" / "openapi.json").read_text(encoding="utf-8"))
    return [(method, path) for path, methods in document["paths"].items() for method in methods]


def marks(applicant: Applicant, path: str) -> set[str]:
    """Give all that the form and the account say that is long enough to be recognised."""
    typed, known = applicant("GET", path).json["fields"], applicant("GET", "/v1/me").json
    impersonal = {"female", known["account_id"], known["level"], typed["clinic_code"]}
    said = [*leaves(typed), *leaves(known), *leaves(applicant.person["fields"])]
    return {FILE_NAME, *(value for value in said if len(value) >= SHORTEST)} - impersonal


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)


def shows(text: str, mark: str) -> bool:
    """Look for a value as it is, and as JSON and URLs write it; a number is no part of a hash or fraction."""
    if mark.isdecimal():
        return re.search(rf"(?<![\w.]){mark}(?!\w)", text) is not None
    return any(form in text for form in (mark, json.dumps(mark)[1:-1], quote(mark), quote_plus(mark)))


def logged(system: Running) -> Iterator[str]:
    """Read every line of every function; metrics are lines too (EMF)."""
    logs = system.aws("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            for event in page["events"]:
                yield event["message"]


def keys_of_the_table(system: Running) -> Iterator[str]:
    """Read whatever an index is made of."""
    table = system.outputs()["Table"]
    dynamodb = system.aws("dynamodb")
    names = {
        each["AttributeName"]
        for each in dynamodb.describe_table(TableName=table)["Table"]["AttributeDefinitions"]
    }
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            yield from (str(item[name]) for name in names & item.keys())


def keys_of_the_buckets(system: Running) -> Iterator[str]:
    """Read the keys and the metadata of all objects."""
    s3 = system.aws("s3")
    for bucket in (system.outputs()[name] for name in ("InboxBucket", "VaultBucket", "AuditBucket")):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for each in page.get("Contents", []):
                head = s3.head_object(Bucket=bucket, Key=each["Key"])
                yield f"{each['Key']} {head['Metadata']} {head.get('ContentDisposition')}"
