"""Object storage: the inbox that people upload to, and the vault that everything is kept in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from shared.cloud import clients
from shared.domain.links import PDF, FileLink
from shared.domain.version import SealedDocument
from shared.settings import settings

TICKET_LIFETIME = timedelta(minutes=15)
LINK_LIFETIME = timedelta(minutes=5)

_ABSENT = {"NoSuchKey", "NoSuchVersion", "404", "405", "MethodNotAllowed"}
_EXISTS = {"PreconditionFailed", "412", "ConditionalRequestConflict"}


class Damaged(Exception):
    """Stored bytes are not the ones that were written (sec-04)."""


class Absent(Exception):
    """The vault does not hold what it should."""


@dataclass(frozen=True)
class Kept:
    """An object in the vault: its version, the SHA-256 of its bytes in hex, its size in bytes."""

    key: str
    version: str
    sha256: str
    size: int


def ticket(key: str, content_type: str, max_bytes: int) -> dict[str, Any]:
    """Sign a form with which exactly one object of 1…max_bytes bytes can be uploaded (doc-22).

    Returns `{url, fields}`; the file itself must be the last field of the form.
    """
    return clients.s3().generate_presigned_post(
        settings.inbox_bucket,
        key,
        Fields={"Content-Type": content_type, "success_action_status": "201"},
        Conditions=[
            {"Content-Type": content_type},
            {"success_action_status": "201"},
            ["content-length-range", 1, max_bytes],
        ],
        ExpiresIn=int(TICKET_LIFETIME.total_seconds()),
    )


def arrived(key: str) -> bool:
    """Tell whether something has been uploaded under this key."""
    try:
        clients.s3().head_object(Bucket=settings.inbox_bucket, Key=key)
    except ClientError as error:
        if _code(error) in _ABSENT:
            return False
        raise
    return True


def incoming(key: str, version: str, max_bytes: int) -> bytes | None:
    """Read one version of an upload: at most `max_bytes` + 1 bytes of it; None if it is gone."""
    try:
        answer = clients.s3().get_object(
            Bucket=settings.inbox_bucket, Key=key, VersionId=version, Range=f"bytes=0-{max_bytes}"
        )
    except ClientError as error:
        if _code(error) == "InvalidRange":
            return b""
        if _code(error) in _ABSENT:
            return None
        raise
    return answer["Body"].read()


def keep(key: str, data: bytes, content_type: str) -> Kept:
    """Write an object to the vault once: if it exists, what was written first stays."""
    try:
        version = clients.s3().put_object(
            Bucket=settings.vault_bucket,
            Key=key,
            Body=data,
            ContentType=content_type,
            IfNoneMatch="*",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=settings.data_key,
            Metadata={"sha256": _sha256(data)},
        )["VersionId"]
    except ClientError as error:
        if _code(error) in _EXISTS:
            return kept(key)
        raise
    return Kept(key, version, _sha256(data), len(data))


def kept(key: str) -> Kept:
    """Describe the object that the vault holds under a key."""
    head = clients.s3().head_object(Bucket=settings.vault_bucket, Key=key)
    return Kept(key, head["VersionId"], head["Metadata"]["sha256"], head["ContentLength"])


def fetch(key: str, version: str, sha256: str) -> bytes:
    """Read an object of the vault; raises `Absent`, and `Damaged` if one bit of it has changed (sec-04)."""
    try:
        answer = clients.s3().get_object(Bucket=settings.vault_bucket, Key=key, VersionId=version)
    except ClientError as error:
        if _code(error) in _ABSENT:
            raise Absent(key) from error
        raise
    data = answer["Body"].read()
    if _sha256(data) != sha256:
        raise Damaged(key)
    return data


def link(key: str, version: str, file_name: str, content_type: str | None = None) -> str:
    """Sign a short-lived link to one version of an object, shown in the browser under a name (ver-06).

    It is shown as what it was kept as, unless a type is named.
    """
    parameters = {
        "Bucket": settings.vault_bucket,
        "Key": key,
        "VersionId": version,
        "ResponseContentDisposition": f"inline; filename*=UTF-8''{quote(file_name)}",
        **({"ResponseContentType": content_type} if content_type else {}),
    }
    return clients.s3().generate_presigned_url(
        "get_object", Params=parameters, ExpiresIn=int(LINK_LIFETIME.total_seconds())
    )


def link_to(document: SealedDocument, file_name: str, now: datetime, content_type: str = PDF) -> FileLink:
    """Sign a short-lived link to a document, which a browser saves under a name."""
    return FileLink(
        url=link(document.key, document.version_id, file_name, content_type),
        expires_at=now + LINK_LIFETIME - timedelta(seconds=1),
        sha256=document.sha256,
        size=document.size,
        file_name=file_name,
    )


def forget(key: str) -> None:
    """Delete what the vault holds under a key."""
    clients.s3().delete_object(Bucket=settings.vault_bucket, Key=key)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
