"""The audit log's storage: segments and roots that nobody can change, and where the chain goes on."""

from typing import ClassVar

from botocore.exceptions import ClientError

from shared.cloud import clients
from shared.domain.errors import Conflict
from shared.domain.model import Model
from shared.settings import settings
from shared.store import table

_EXISTS = {"PreconditionFailed", "ConditionalRequestConflict"}
_PK, _SK = "AUDIT", "HEAD"


class Head(Model):
    """The end of the chain: how many segments and records, the last hash, and the last segment's requests."""

    impersonal: ClassVar[bool] = True

    segments: int
    records: int
    hash: str
    requests: tuple[str, ...] = ()


def head(genesis: str) -> Head:
    """Find the end of the chain; that of an empty one has the hash `genesis`."""
    stored = table.get(_PK, _SK)
    return table.read(stored, Head) if stored else Head(segments=0, records=0, hash=genesis)


def advance(before: Head, after: Head) -> None:
    """Move the end of the chain on; raises `Conflict` if another worker has."""
    condition = "attribute_not_exists(PK) OR #segments = :segments"
    moved = table.item(_PK, _SK, after, segments=after.segments)
    table.transact(table.put(moved, Conflict("CONCURRENT_CHANGE"), condition, segments=before.segments))


def segment(number: int) -> str:
    """Name the object of a segment."""
    return f"records/{number:012}.jsonl"


def root(day: str) -> str:
    """Name the object of a day's root."""
    return f"roots/{day}.json"


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
