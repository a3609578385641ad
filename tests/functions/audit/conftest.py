"""What the audit's tests share: its bucket, its key, and records to write."""

import json
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from functions.audit import app
from functions.audit.app import handler
from shared.cloud import clients
from shared.domain.audit import Record
from shared.settings import settings
from tests.builders import NOW
from tests.queues import deliver


@pytest.fixture(autouse=True)
def _storage(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - in this order
    app._known.clear()
    monkeypatch.setitem(settings.__dict__, "audit_bucket", "audit-log")
    clients.s3().create_bucket(
        Bucket="audit-log",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
        ObjectLockEnabledForBucket=True,
    )
    key = clients.kms().create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    monkeypatch.setitem(settings.__dict__, "audit_key", key)


def record(request: str) -> Record:
    """Somebody has looked at a book."""
    return Record(
        at=NOW,
        request_id=request,
        account="holder1",
        action="GET /v1/books/{number}",
        object={"number": "JQNQ-XHXK-M4W1"},
        result="200",
        purpose="holding a book",
    )


def tell(*requests: str) -> list[int]:
    """Deliver records, and say which messages came back, by their places."""
    return deliver(handler, *(record(request).model_dump_json() for request in requests))


def stored(prefix: str) -> list[bytes]:
    """Read the log's objects in their order."""
    found = clients.s3().list_objects_v2(Bucket="audit-log", Prefix=prefix).get("Contents", [])
    keys = sorted(each["Key"] for each in found)
    return [clients.s3().get_object(Bucket="audit-log", Key=key)["Body"].read() for key in keys]


def told() -> list[str]:
    """Name the requests in the log, in their order."""
    lines = (json.loads(line) for segment in stored("records/") for line in segment.splitlines())
    return [line["record"]["request_id"] for line in lines]


def public_key() -> EllipticCurvePublicKey:
    """Get the key that the roots are checked with."""
    der = clients.kms().get_public_key(KeyId=settings.audit_key)["PublicKey"]
    return cast("EllipticCurvePublicKey", load_der_public_key(der))
