"""A copy of the table and of the buckets, without the keys, says nothing about anybody."""

import base64
import hashlib
import json
from collections.abc import Iterator

import pytest

from tests.journeys.running import Running
from tests.journeys.site import Applicant
from tests.journeys.test_privacy import MARKED, marks

MEDICAL = {"Орлова Т. В.", "ГБУЗ «Поликлиника № 1»", "Исследование на возбудителей кишечных инфекций"}


@pytest.mark.req("sec-03", "sec-09", "val-05")
def test_a_raw_copy_holds_neither_personal_values_nor_their_plain_hashes(
    system: Running, applicant: Applicant
) -> None:
    path = applicant.ready(**MARKED)
    assert applicant.submit(path).status == 202
    application = applicant.until(path, "published")
    others = [Applicant.newcomer(applicant.site) for _ in range(4)]
    hidden = marks(applicant, path).union(MEDICAL, *(marks(other, other.draft()) for other in others))
    public = applicant.site("GET", "/v1/clinics").text
    hidden = {value for value in hidden if value not in public}  # some live in the street of a clinic
    assert len(hidden) >= 50, len(hidden)
    copy = b"\n".join([*items(system), *objects(system)])
    assert application["id"].encode() in copy, "the search sees what is there"
    assert not [value for value in hidden for form in forms(value) if form in copy]


def forms(value: str) -> Iterator[bytes]:
    """Write a value as it would lie open, or as a dictionary of all values could find it."""
    plain = value.encode()
    yield from (plain, json.dumps(value)[1:-1].encode(), base64.b64encode(plain))
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, plain, usedforsecurity=False)
        yield from (digest.hexdigest().encode(), base64.b64encode(digest.digest()))


def items(system: Running) -> Iterator[bytes]:
    """Read every item whole, with what is remembered of requests."""
    pages = system.aws("dynamodb").get_paginator("scan").paginate(TableName=system.outputs()["Table"])
    for page in pages:
        for item in page["Items"]:
            yield json.dumps(item, ensure_ascii=False).encode()


def objects(system: Running) -> Iterator[bytes]:
    """Read every version of every object."""
    s3 = system.aws("s3")
    for bucket in (system.outputs()[name] for name in ("InboxBucket", "VaultBucket", "AuditBucket")):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for one in page.get("Versions", []):
                place = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
                yield s3.get_object(**place)["Body"].read()
