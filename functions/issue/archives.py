"""One file with all that a court may ask for: decisions, application, files, history, claim (apl-02)."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from functions.issue import claims, covers
from functions.issue.covers import Cover, Enclosed
from shared.cloud.queues import News
from shared.domain.application import Application, File
from shared.domain.archive import TO_COURT, Archive
from shared.domain.calendar import MOSCOW
from shared.domain.events import Aggregate
from shared.domain.texts import text
from shared.domain.version import SealedDocument
from shared.entry.worker import on_news
from shared.store import applications, archives, decisions, files, objects, streams
from shared.store.objects import Kept
from shared.store.streams import Stream

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Unready(Exception):
    """A decision has not been signed yet; the news comes again."""


def make(news: News) -> str:
    """Write the archive of an application, unless there is one of this version."""
    application = applications.get(news.id)
    if application.version != news.version:
        return "old news"
    if archives.of(application.id, application.version):
        return "already made"
    claim = _claim(application)
    key = f"archives/{application.id}/{application.version:06}.zip"
    whole = streams.write(key, "application/zip", partial(_pack, application, claim))
    made = Archive(archive=_sealed(whole), claim=_sealed(claim) if claim else None)
    archives.keep(application.id, application.version, made)
    return "made"


def _claim(application: Application) -> Kept | None:
    """Write the claim once: another try finds the first one."""
    if application.appealing not in TO_COURT:
        return None
    key = f"archives/{application.id}/{application.version:06}.docx"
    return objects.keep(key, claims.write(application, decisions.of(application.id)), _DOCX)


def _pack(application: Application, claim: Kept | None, stream: Stream) -> None:
    """Write part after part, and last two lists of them, for people and for programs.

    The same parts give the same bytes.
    """
    parts: list[Enclosed] = []
    with zipfile.ZipFile(stream, "w") as packed:  # type: ignore[call-overload]

        def add(name: str, moment: datetime, data: bytes) -> None:
            packed.writestr(_entry(name, moment), data)
            parts.append(Enclosed(name, len(data), hashlib.sha256(data).hexdigest()))

        for part in _parts(application, claim):
            add(*part)
        add("Опись.pdf", application.since, _cover(application, parts))
        sums = "".join(f"{part.sha256}  {part.name}\n" for part in parts)
        packed.writestr(_entry("SHA256SUMS.txt", application.since), sums)


def _cover(application: Application, parts: list[Enclosed]) -> bytes:
    """List the parts for people."""
    number, applicant = str(application.number), application.fields.full_name
    return covers.render(Cover(number, applicant, application.since, tuple(parts)))


def _parts(application: Application, claim: Kept | None) -> Iterator[tuple[str, datetime, bytes]]:
    for decision in decisions.of(application.id):
        document = decisions.document_of(application.id, decision.number)
        if document is None:
            raise Unready
        name = f"Решения/Решение {decision.number}.pdf"
        yield name, decision.decided_at, objects.fetch(document.key, document.version_id, document.sha256)
    yield "Заявление.json", application.since, _written(application)
    yield "История.txt", application.since, "".join(_history(application.id)).encode()
    for number, appeal in enumerate(application.appeals, start=1):
        yield f"Возражения/Возражение {number}.txt", appeal.filed_at, appeal.arguments.encode()
    attached = [file for file in files.of(application.id) if file.accepted]
    for number, file in enumerate(attached, start=1):
        data = objects.fetch(str(file.vault_key), str(file.vault_version), str(file.sha256))
        yield f"Файлы/{number:02} {_titled(file)}", file.created_at, data
    if claim:
        yield (
            "Исковое заявление.docx",
            application.since,
            objects.fetch(claim.key, claim.version, claim.sha256),
        )


def _written(application: Application) -> bytes:
    """Write what was entered, checked and decided, without what only the system needs."""
    internal = {"revision", "lease", "submission_key", "prefilled", "holder", "decided_by"}
    known = application.model_dump(mode="json", exclude_none=True, exclude=internal)
    return json.dumps(known, ensure_ascii=False, indent=1).encode()


def _history(application_id: str) -> Iterator[str]:
    for event in applications.history(application_id):
        moment = event.at.astimezone(MOSCOW)
        yield f"{moment:%d.%m.%Y %H:%M:%S} МСК  {text('events', event.kind)}\n"


def _titled(file: File) -> str:
    """Name a file by what it is; the name that its owner gave it may hold anything."""
    extension = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[file.content_type]
    return f"{text('documents', file.kind).replace('/', '-')}.{extension}"


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    year, month, day, hour, minute, second, *_ = moment.astimezone(UTC).timetuple()
    entry = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sealed(kept: Kept) -> SealedDocument:
    return SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)


handler = on_news({Aggregate.APPLICATION: make})
