"""Files on their way in: a signed form for each, with its limits in the signature (doc-21, doc-22)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.submit.drafts import require_open
from shared.domain.appeal import MAX_EVIDENCE
from shared.domain.application import Application, File, takes_files
from shared.domain.documents import (
    DOCUMENTS,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    DocumentKind,
    FileStatus,
    PassportPage,
)
from shared.domain.errors import Conflict, Flaw, Invalid
from shared.domain.model import Model, Moment
from shared.domain.states import AppealState
from shared.entry.caller import Caller
from shared.entry.views import formats_of
from shared.store import applications, files, objects


class NewFile(Model):
    """A file that somebody is about to upload; `size` in bytes."""

    kind: DocumentKind
    page: PassportPage | None = None
    file_name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    content_type: str
    size: Annotated[int, Field(ge=0)]


class UploadForm(Model):
    """A form for object storage: POST `fields` and then `file` as multipart/form-data to `url`."""

    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_at: Moment


class Ticket(Model):
    """The right to upload one file."""

    file_id: str
    upload: UploadForm


def ask(caller: Caller, application_id: str, wanted: NewFile) -> Ticket:
    """Record the file and sign its form, unless its size or type cannot be right."""
    application = applications.owned(application_id, caller.account)
    _require_taken(application, wanted.kind)
    _refuse_hopeless(wanted)
    _refuse_too_much(files.of(application_id), wanted)
    file = File(
        application_id=application_id,
        holder=caller.account,
        id=caller.new_id("file_id"),
        kind=wanted.kind,
        page=wanted.page,
        file_name=wanted.file_name,
        content_type=wanted.content_type,
        declared_size=wanted.size,
        created_at=caller.now,
        ticket_expires_at=caller.now + objects.TICKET_LIFETIME,
    )
    files.add(file)
    limit = DOCUMENTS[wanted.kind].max_bytes
    form = objects.ticket(files.key(file), wanted.content_type, limit)
    upload = UploadForm(**form, max_bytes=limit, expires_at=file.ticket_expires_at)
    return Ticket(file_id=file.id, upload=upload)


def remove(caller: Caller, application_id: str, file_id: str) -> None:
    """Take a file out of a draft."""
    application = applications.owned(application_id, caller.account)
    file = files.get(application_id, file_id)
    _require_taken(application, file.kind)
    files.remove(file)
    objects.forget(files.key(file))


def _require_taken(application: Application, kind: DocumentKind) -> None:
    """Take documents while the form can be changed, and evidence while a refusal can be appealed (doc-23)."""
    appealed = kind is DocumentKind.APPEAL_EVIDENCE and application.appealing is AppealState.FILED
    if application.status not in takes_files(kind) or appealed:
        raise Conflict("NOT_EDITABLE")
    if kind is not DocumentKind.APPEAL_EVIDENCE:
        require_open(application, f"/documents/{kind}")


def _refuse_hopeless(wanted: NewFile) -> None:
    rule = DOCUMENTS[wanted.kind]
    formats = formats_of(wanted.kind)
    if wanted.content_type not in set(rule.formats):
        raise Invalid("FILE_TYPE", Flaw("/content_type", "FILE_TYPE", {"formats": formats}), formats=formats)
    if wanted.size == 0:
        raise Invalid("FILE_EMPTY", Flaw("/size", "FILE_EMPTY"))
    if wanted.size > rule.max_bytes:
        sizes = {"limit": rule.max_bytes, "actual": wanted.size}
        raise Invalid("FILE_TOO_LARGE", Flaw("/size", "FILE_TOO_LARGE", sizes), **sizes)


def _refuse_too_much(attached: list[File], wanted: NewFile) -> None:
    evidence = wanted.kind is DocumentKind.APPEAL_EVIDENCE
    most = MAX_EVIDENCE if evidence else MAX_FILES
    counted = [
        file
        for file in attached
        if file.status is not FileStatus.REJECTED and (file.kind is DocumentKind.APPEAL_EVIDENCE) is evidence
    ]
    if len(counted) >= most:
        raise Invalid("TOO_MANY_FILES", limit=most)
    total = sum(file.size or file.declared_size for file in counted) + wanted.size
    if total > MAX_TOTAL_BYTES and not evidence:
        raise Invalid("FILES_TOO_LARGE", limit=MAX_TOTAL_BYTES)
