"""Made and signed once: the book of what was approved, the papers of refusals, answers and fees.

As certificate authorities do: what will be signed is stored before it is signed. Every step
finds what an interrupted one has left and goes on from there, so that however often the news
comes there is one number, one version and one document (iss-10).
"""

import base64
import secrets
from datetime import UTC, datetime
from functools import partial

from functions.issue import decisions as decision_papers
from functions.issue import receipts as receipt_papers
from functions.issue.assurance import assure
from functions.issue.rendering import render
from functions.issue.signing import Signatory, sign
from shared.cloud import keys
from shared.cloud.queues import News
from shared.cloud.secrets import certificate
from shared.domain import lifecycle
from shared.domain.application import Actor, Application, File
from shared.domain.book import Person, SealedDocument, Version
from shared.domain.documents import DocumentKind
from shared.domain.errors import Conflict
from shared.domain.professions import CATEGORIES
from shared.domain.states import Kind, Result, Status
from shared.domain.validity import judge
from shared.entry.worker import on_news
from shared.settings import settings
from shared.store import applications, books, decisions, files, objects, receipts

FIRST_VERSION = 1
CHECK_URL = f"{settings.portal_url}/v1/check"
_TOKEN_BYTES = 20
_REASON = "Выдача электронной медицинской книжки"


def issue(news: News) -> str:
    """Sign what was decided or paid, and take the next step towards the book, unless it has been taken."""
    application = applications.get(news.application_id)
    if application.decision_number:
        _sign_decisions(application)
    if application.receipt_number:
        _sign_receipt(application, application.receipt_number)
    if application.version != news.version:
        return "old news"
    now = datetime.now(UTC)
    try:
        match application.status, application.result:
            case Status.APPROVED, Result.IN_WORK:
                return _seal(application, now)
            case Status.APPROVED, Result.READY:
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


def _sign_receipt(application: Application, number: str) -> None:
    """Make the signed receipt for a paid fee, unless there is one (pay-08)."""
    if receipts.document_of(application.id, number) is None:
        receipt = receipts.get(application.id, number)
        pdf = receipt_papers.render(receipt)
        document = _kept(f"receipts/{number}.pdf", pdf, receipt.paid_at, receipt_papers.TITLE)
        receipts.seal(receipt, document)


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
    pdf = render(version, picture, CHECK_URL)
    assure(pdf, version, CHECK_URL)
    return _kept(f"books/{version.book_number}/{version.number:04}.pdf", pdf, version.prepared_at, _REASON)


def _kept(key: str, pdf: bytes, at: datetime, reason: str) -> SealedDocument:
    """Sign a document and keep it; what was kept first under this key stays."""
    signatory = Signatory(certificate(settings.certificate), partial(keys.sign, settings.signing_key))
    kept = objects.keep(key, sign(pdf, signatory, at, reason), "application/pdf")
    return SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)


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
