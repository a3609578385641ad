"""One uploaded file in; accepted or rejected, with the reason, out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.utilities.batch import EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.validate_upload.inspection import inspect
from shared.domain.application import File
from shared.domain.documents import DOCUMENTS, FileStatus
from shared.domain.errors import NotFound
from shared.entry.worker import batch, recorded
from shared.store import files, objects


@dataclass(frozen=True)
class Upload:
    """One version of one uploaded object, as object storage tells of it."""

    application_id: str
    file_id: str
    version: str


def check(upload: Upload) -> str:
    """Check exactly the version that the event names, and keep what was checked.

    Events come at least once and in any order; the first version to be pinned is the only one
    that counts, and a check that was cut off is done again for the same version.
    """
    try:
        awaited = files.get(upload.application_id, upload.file_id)
    except NotFound:
        return "not awaited"
    pinned = files.pin(awaited, upload.version)
    if pinned is None:
        return "settled before"
    data = objects.incoming(files.key(pinned), upload.version, DOCUMENTS[pinned.kind].max_bytes)
    if data is None:
        files.release(pinned)
        return "vanished"
    settled = _judged(pinned, data)
    return settled.status if files.settle(settled) else "settled before"


def _judged(file: File, data: bytes) -> File:
    inspection = inspect(data, DOCUMENTS[file.kind], file.content_type)
    seen = {"findings": inspection.findings, "pages": inspection.pages, "size": len(data)}
    if inspection.clean is None:
        return file.model_copy(update={**seen, "status": FileStatus.REJECTED})
    kept = objects.keep(files.key(file), inspection.clean, file.content_type)
    return file.model_copy(
        update={
            **seen,
            "status": FileStatus.ACCEPTED,
            "vault_key": kept.key,
            "vault_version": kept.version,
            "size": kept.size,
            "sha256": kept.sha256,
        }
    )


def uploads_in(notification: dict[str, Any]) -> Iterator[Upload]:
    """Read the uploads out of an S3 notification; `s3:TestEvent` has none."""
    for record in notification.get("Records", ()):
        described = record["s3"]["object"]
        _, application_id, file_id = unquote_plus(described["key"]).split("/")
        yield Upload(application_id, file_id, described["versionId"])


def _hear(message: SQSRecord) -> None:
    for upload in uploads_in(json.loads(message.body)):
        about = {"application_id": upload.application_id, "file_id": upload.file_id}
        recorded(message, about, partial(check, upload))


handler = batch(EventType.SQS, _hear)
