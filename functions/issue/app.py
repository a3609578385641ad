"""From «Одобрено» to «выдан», and from a refusal to its paper: prepare, render, check, sign, seal, publish.

As certificate authorities do: what will be signed is stored before it is signed. Every step
finds what an interrupted one has left and goes on from there, so that however often the news
comes there is one number, one version and one document (iss-10).
"""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from functools import partial

from aws_lambda_powertools.metrics import MetricUnit

from functions.issue import decisions as decision_papers
from functions.issue.assurance import assure
from functions.issue.book import render
from functions.issue.signing import Signatory, UnstampedError, sign
from shared.adapters import timestamps
from shared.adapters.http import Unavailable
from shared.cloud import keys
from shared.cloud.queues import News
from shared.cloud.secrets import certificate
from shared.domain import lifecycle
from shared.domain.application import Actor, Application, File
from shared.domain.book import Person, SealedDocument, Version
from shared.domain.documents import DocumentKind
from shared.domain.errors import Conflict
from shared.domain.professions import CATEGORIES
from shared.domain.states import Kind, Result
from shared.domain.validity import judge
from shared.entry.logs import metrics
from shared.entry.worker import on_news
from shared.settings import settings
from shared.store import applications, books, decisions, files, objects

FIRST_VERSION = 1
CHECK_URL = f"{settings.portal_url}/v1/check"
_TOKEN_BYTES = 20
_PATIENCE = timedelta(minutes=4)  # with a time-stamping authority; two deliveries of the news
_REASON = "Выдача электронной медицинской книжки"


def issue(news: News) -> str:
    """Sign what was decided, and take the next step towards the book, unless it has been taken."""
    application = applications.get(news.application_id)
    if application.decision_number:
        _sign_decisions(application)
    if application.version != news.version:
        return "old news"
    now = datetime.now(UTC)
    try:
        match application.result:
            case Result.IN_WORK:
                return _seal(application, now)
            case Result.READY:
                return _publish(application, now)
            case _:
                return "nothing to do"
    except Conflict:
        return "already done"


def _sign_decisions(application: Application) -> None:
    """Make the signed document of each decision that has none (apl-01); the key names it, so it is one."""
    for decision in decisions.of(application.id):
        if decisions.document_of(application.id, decision.number) is None:
            pdf = decision_papers.render(decision)
            key = f"decisions/{decision.number}.pdf"
            document = _kept(key, pdf, decision.decided_at, decision_papers.title(decision))
            decisions.seal(decision, document)


def _seal(application: Application, now: datetime) -> str:
    photo = _photo(application)
    version = books.prepare(_version(application, photo, now))
    document = _document(version, photo)
    step = lifecycle.step(application, Kind.SEALED, now, Actor.SYSTEM)
    applications.commit(application, step, books.seal(version, document))
    return Kind.SEALED


def _publish(application: Application, now: datetime) -> str:
    version = books.get_version(str(application.book_number), FIRST_VERSION)
    document = books.document_of(version.book_number, version.number)
    if document is None:
        raise LookupError(f"book {version.book_number} is ready but has no document")
    step = lifecycle.step(application, Kind.PUBLISHED, now, Actor.SYSTEM)
    applications.commit(application, step, *books.publish(version, document, now))
    return Kind.PUBLISHED


def _document(version: Version, photo: File) -> SealedDocument:
    """Make the signed PDF, or find the one that was made before."""
    picture = objects.fetch(str(photo.vault_key), str(photo.vault_version), str(photo.sha256))
    address = f"{CHECK_URL}/{version.token}"
    pdf = render(version, picture, address, address)
    assure(pdf, version, address, address)
    return _kept(f"books/{version.book_number}/{version.number:04}.pdf", pdf, version.prepared_at, _REASON)


def _kept(key: str, pdf: bytes, at: datetime, reason: str) -> SealedDocument:
    """Sign a document and keep it; what was kept first under this key stays."""
    kept = objects.keep(key, _signed(pdf, at, reason), "application/pdf")
    return SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)


def _signed(pdf: bytes, at: datetime, reason: str) -> bytes:
    """Sign with a time stamp; for an authority that stays away a document waits, but not for ever."""
    signatory = Signatory(certificate(settings.certificate), partial(keys.sign, settings.signing_key))
    if not settings.timestamp_url:
        return sign(pdf, signatory, at, reason)
    try:
        return sign(pdf, signatory, at, reason, timestamps.stamp)
    except (Unavailable, UnstampedError):
        if datetime.now(UTC) - at < _PATIENCE:
            raise
    metrics.add_metric(name="issued_without_stamp", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return sign(pdf, signatory, at, reason)


def _version(application: Application, photo: File, now: datetime) -> Version:
    """Put together what the first version says."""
    fields = application.fields
    return Version(
        book_number=str(application.book_number),
        number=FIRST_VERSION,
        holder=application.holder,
        application_id=application.id,
        person=Person.model_validate(fields.model_dump(include=set(Person.model_fields))),
        category=application.category,
        occupation=application.occupation,
        employer=str(fields.employer.name),
        entries=application.entries,
        photo_key=str(photo.vault_key),
        photo_version_id=str(photo.vault_version),
        issued_on=now.date(),
        judgement=judge(CATEGORIES[application.category], application.entries),
        token=base64.b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode(),
        prepared_at=now,
    )


def _photo(application: Application) -> File:
    photos = (file for file in files.of(application.id) if file.kind is DocumentKind.PHOTO and file.accepted)
    return next(photos)


handler = on_news(issue)
