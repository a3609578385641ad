"""Every operation leaves one record, and nobody can take it away."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import ROOT
from tests.journeys.running import Running
from tests.journeys.site import Applicant, awaited

OPERATIONS = 1_000


def log(system: Running) -> list[dict[str, Any]]:
    """Read the log once nothing waits to enter it."""
    awaited(lambda: system.waiting("AuditQueue"), lambda count: count == 0)
    s3, bucket = system.aws("s3"), system.outputs()["AuditBucket"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="records/")
    segments = [found["Key"] for page in pages for found in page["Contents"]]
    texts = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in segments]
    return [json.loads(line)["record"] for text in texts for line in text.splitlines()]


def verified(system: Running) -> str:
    """Run the command as an operator does."""
    outputs = system.outputs()
    place = ["--bucket", outputs["AuditBucket"], "--key", outputs["AuditKey"]]
    known = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "functions.audit", "verify", *place],
        cwd=ROOT,
        env={**known, "AWS_ENDPOINT_URL": system.address},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.req("sec-07", "sec-08")
def test_a_thousand_operations_are_a_thousand_records_that_nobody_can_take_away(
    system: Running, applicant: Applicant
) -> None:
    account = applicant("GET", "/v1/me").json["account_id"]
    with ThreadPoolExecutor(8) as people:
        asked = list(people.map(lambda _: applicant("GET", "/v1/me").status, range(OPERATIONS - 1)))
    assert set(asked) == {200}
    records = [one for one in log(system) if one["account"] == account]
    assert len(records) == OPERATIONS
    assert {(one["action"], one["result"]) for one in records} == {("GET /v1/me", "200")}
    invoke = system.aws("lambda").invoke
    invoke(FunctionName=system.resources()["AuditRoots"], Payload=b"{}")
    assert "records in order" in verified(system)

    s3, bucket = system.aws("s3"), system.outputs()["AuditBucket"]
    (first, *_) = s3.list_object_versions(Bucket=bucket, Prefix="records/000000000001")["Versions"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=first["Key"], VersionId=first["VersionId"])
    s3.put_object(Bucket=bucket, Key=first["Key"], Body=b"")
    assert f"{first['Key']} was overwritten or deleted" in verified(system)
