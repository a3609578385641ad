"""Applications as they lie in the table."""

from datetime import datetime

from shared.domain import book as machine
from shared.domain import ticket as tickets_domain
from shared.domain.application import Actor, Application, File, begin
from shared.domain.book import BookKind
from shared.domain.chain import GENESIS
from shared.domain.documents import DocumentKind
from shared.domain.filing import chained
from shared.domain.lifecycle import Step, step
from shared.domain.states import Kind
from shared.domain.ticket import Ticket, TicketKind
from shared.domain.version import SealedDocument, Version
from shared.store import accounts, applications, books, files, objects, tickets, versions
from shared.store.table import Write
from tests.builders import HOLDER, NOW, book, fields, file, profile, scans, submitted, ticket, version


def stored_submission(*attached: File) -> Application:
    """Write a holder, a draft with its scans, and its submission."""
    accounts.add(profile())
    new = begin("a1", HOLDER, "catering", "повар", NOW)
    drafted = applications.commit(new, step(new, Kind.STARTED, NOW, Actor.APPLICANT, fields=fields()))
    for scan in (*scans(), *attached):
        files.add(scan)
    sent = submitted()
    event = step(drafted, Kind.SUBMITTED, NOW, Actor.APPLICANT).event
    return applications.commit(drafted, Step(sent, event))


def stored_issue() -> tuple[Application, Version]:
    """Write an application whose book has been sealed and published."""
    application = stored_submission()
    for kind, changes in (
        (Kind.CHECKS_STARTED, {}),
        (Kind.APPROVED, {"book_number": version().book_number}),
    ):
        application = applications.commit(application, step(application, kind, NOW, Actor.SYSTEM, **changes))
    made = versions.prepare(version(application_id=application.id))
    document = SealedDocument(key="books/1.pdf", version_id="v1", sha256="ab" * 32, size=1000)
    sealed = step(application, Kind.SEALED, NOW, Actor.SYSTEM)
    application = applications.commit(application, sealed, versions.seal(made, document))
    published = step(application, Kind.PUBLISHED, NOW, Actor.SYSTEM)
    return applications.commit(application, published, *opening(made, document)), made


def opening(made: Version, document: SealedDocument, at: datetime = NOW) -> list[Write]:
    """Give the writes that open a book with its first version."""
    new = book(made, published_at=at)
    filed = chained(made.entries, filed_at=at)
    changes = {
        "active_version": made.number,
        "said": made.said,
        "filed": len(filed),
        "chain": filed[-1].hash if filed else GENESIS,
    }
    books.take_over(new, filed)
    opened = machine.step(new, BookKind.OPENED, at, Actor.SYSTEM, changes)
    return books.publish(new, opened, document)


def stored_photo(data: bytes = b"a photograph") -> File:
    """Keep a photograph in the vault."""
    kept = objects.keep("files/photo", data, "image/jpeg")
    place = {"vault_key": kept.key, "vault_version": kept.version, "sha256": kept.sha256}
    return file(DocumentKind.PHOTO).model_copy(update=place)


def stored_ticket(**changes: object) -> Ticket:
    """Write a ticket that waits for the support."""
    new = ticket(**changes)
    return tickets.commit(new, tickets_domain.step(new, TicketKind.OPENED, NOW, Actor.APPLICANT, new.id))
