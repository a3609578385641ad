"""The audit log's storage: objects that are written once, and that nobody can change (sec-08)."""

from botocore.exceptions import ClientError

from shared.cloud import clients
from shared.settings import settings

_EXISTS = {"PreconditionFailed", "ConditionalRequestConflict"}
_ABSENT = "404"


def segment(number: int) -> str:
    """Name the object of a segment; they count from 1."""
    return f"records/{number:012}.jsonl"


def root(day: str) -> str:
    """Name the object of a day's root."""
    return f"roots/{day}.json"


def segments() -> int:
    """Count the segments: there is one for every number up to the last, so doubling and halving find it."""
    last, beyond = 0, 1
    while _exists(segment(beyond)):
        last, beyond = beyond, beyond * 2
    while beyond - last > 1:
        middle = (last + beyond) // 2
        last, beyond = (middle, beyond) if _exists(segment(middle)) else (last, middle)
    return last


def write(key: str, data: bytes) -> bool:
    """Write an object once; False if it is there already."""
    try:
        clients.s3().put_object(
            Bucket=settings.audit_bucket, Key=key, Body=data, IfNoneMatch="*", ChecksumAlgorithm="SHA256"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in _EXISTS:
            return False
        raise
    return True


def read(key: str) -> bytes:
    """Read an object."""
    return clients.s3().get_object(Bucket=settings.audit_bucket, Key=key)["Body"].read()


def latest_root() -> bytes | None:
    """Read the newest root, if there is one."""
    pages = (
        clients.s3().get_paginator("list_objects_v2").paginate(Bucket=settings.audit_bucket, Prefix="roots/")
    )
    keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
    return read(max(keys)) if keys else None


def _exists(key: str) -> bool:
    try:
        clients.s3().head_object(Bucket=settings.audit_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == _ABSENT:
            return False
        raise
    return True
