"""Made and signed once: the book of what was approved, the papers of refusals, answers and fees.

As certificate authorities do: what will be signed is stored before it is signed. Every step
finds what an interrupted one has left and goes on from there, so that however often the news
comes there is one number, one version and one document (iss-10).
"""

from datetime import UTC, datetime

from functions.issue import acceptances, documents
from functions.issue import decisions as decision_papers
from functions.issue import receipts as receipt_papers
from functions.issue.reissue import reissue
from functions.issue.versions import founded, prepared
from shared.cloud.queues import News
from shared.domain import book as books_machine
from shared.domain import lifecycle
from shared.domain.acceptance import Acceptance
from shared.domain.application import Actor, Application, File
from shared.domain.book import BookKind
from shared.domain.documents import DocumentKind
from shared.domain.errors import Conflict
from shared.domain.events import Aggregate
from shared.domain.payments import Receipt
from shared.domain.states import Kind, Result, Status
from shared.entry.worker import on_news
from shared.store import applications, books, decisions, files, receipts, versions

FIRST_VERSION = 1


def issue(news: News) -> str:
    """Sign what was sent, decided or paid, and take the next step towards the book, unless it is taken.

    Of two that write at once both may have to give way: then the news comes again.
    """
    application = applications.get(news.id)
    if application.decision_number:
        _sign_decisions(application)
    _sign_receipts(application)
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
        if applications.get(application.id).version == news.version:
            raise
        return "already done"


def _sign_decisions(application: Application) -> None:
    """Make the signed document of each decision that has none (apl-01); the key names it, so it is one."""
    for decision in decisions.of(application.id):
        if decisions.document_of(application.id, decision.number) is None:
            pdf, reason = decision_papers.render(decision), decision_papers.title(decision)
            document = documents.sealed(f"decisions/{decision.number}.pdf", pdf, decision.decided_at, reason)
            decisions.seal(decision, document)


def _sign_receipts(application: Application) -> None:
    """Make the signed receipts for the papers (app-17) and for the fee (pay-08), unless they are there."""
    if accepted := receipts.unsigned(application.id, application.number, Acceptance):
        _keep(accepted, acceptances.render(accepted), accepted.accepted_at, acceptances.TITLE)
    if paid := receipts.unsigned(application.id, application.receipt_number, Receipt):
        _keep(paid, receipt_papers.render(paid), paid.paid_at, receipt_papers.TITLE)


def _keep(receipt: Acceptance | Receipt, pdf: bytes, at: datetime, reason: str) -> None:
    receipts.seal(receipt, documents.sealed(f"receipts/{receipt.number}.pdf", pdf, at, reason))


def _seal(application: Application, now: datetime) -> str:
    book, filed = founded(application, _photo(application), now)
    photo = documents.portrait(book.photo)
    version = prepared(book, filed, now)
    document = documents.keep(version, photo)
    step = lifecycle.step(application, Kind.SEALED, now, Actor.SYSTEM)
    applications.commit(application, step, versions.seal(version, document))
    return Kind.SEALED


def _publish(application: Application, now: datetime) -> str:
    """Open the book with its first version; its entries are in their chain before anybody can see it."""
    version = versions.get(str(application.book_number), FIRST_VERSION)
    document = versions.document_of(version.book_number, version.number)
    if document is None:
        raise LookupError(f"book {version.book_number} is ready but has no document")
    book, filed = founded(application, _photo(application), version.prepared_at)
    books.take_over(book, filed)
    changes = {"active_version": FIRST_VERSION, "said": version.said, "published_at": now}
    opened = books_machine.step(book, BookKind.OPENED, now, Actor.SYSTEM, changes)
    step = lifecycle.step(application, Kind.PUBLISHED, now, Actor.SYSTEM)
    applications.commit(application, step, *books.publish(book, opened, document))
    return Kind.PUBLISHED


def _photo(application: Application) -> File:
    photos = (file for file in files.of(application.id) if file.kind is DocumentKind.PHOTO and file.accepted)
    return next(photos)


handler = on_news({Aggregate.APPLICATION: issue, Aggregate.BOOK: reissue})
