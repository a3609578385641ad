"""What a reviewer sees: the queue, and of a case in hand everything that the decision needs."""

from datetime import timedelta
from typing import Self

from functions.review import leases
from shared.domain.application import Application, File
from shared.domain.entries import Entry
from shared.domain.errors import NotFound
from shared.domain.fields import Fields
from shared.domain.model import Model, Moment
from shared.domain.registries import ASKED, Check, Outcome, Registry
from shared.domain.states import Status
from shared.domain.terms import days_spent
from shared.domain.texts import Language
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.entry.views import DocumentView, ReasonView, due_by
from shared.store import applications, files, objects


class CaseSummary(Model):
    """A line of the queue; nothing of the person in it."""

    application_id: str
    number: str | None
    category: str
    submitted_at: Moment | None
    due_by: Moment | None
    overdue: bool
    repeated: bool
    free: bool

    @classmethod
    def of(cls, application: Application, caller: Caller) -> Self:
        """Show an application in the queue."""
        return cls(
            application_id=application.id,
            number=application.number,
            category=application.category,
            submitted_at=application.submitted_at,
            due_by=due_by(application),
            overdue=application.overdue,
            repeated=application.repeated,
            free=leases.free_for(caller, application),
        )


class Queue(Model):
    """A page of the queue."""

    items: tuple[CaseSummary, ...]
    next_cursor: str | None


class Comparison(Model):
    """A field as it was entered, and what each registry that was asked about it said (rej-10)."""

    field: str
    answers: dict[Registry, Outcome]


class CaseView(Model):
    """A case in hand."""

    application_id: str
    number: str | None
    status: Status
    category: str
    occupation: str | None
    submitted_at: Moment | None
    due_by: Moment | None
    overdue: bool
    days_in_review: int
    fields: Fields
    comparison: tuple[Comparison, ...]
    checks: tuple[Check, ...]
    documents: tuple[DocumentView, ...]
    entries: tuple[Entry, ...]
    reasons: tuple[ReasonView, ...]
    decision_number: str | None
    book_number: str | None
    previous_application_id: str | None

    @classmethod
    def of(cls, application: Application, attached: list[File], caller: Caller) -> Self:
        """Show a case."""
        return cls(
            application_id=application.id,
            due_by=due_by(application),
            days_in_review=days_spent(application, caller.now),
            comparison=tuple(_compared(application)),
            documents=tuple(DocumentView.of(file, caller.language) for file in attached),
            reasons=_reasons(application, caller.language),
            **{name: getattr(application, name) for name in _COPIED},
        )


_COPIED = (
    *("number", "status", "category", "occupation", "submitted_at", "overdue", "fields", "checks"),
    *("entries", "decision_number", "book_number", "previous_application_id"),
)


class DocumentLink(Model):
    """A short-lived link to the bytes that were accepted."""

    url: str
    expires_at: Moment
    sha256: str


def queue(caller: Caller, query: PageQuery) -> Queue:
    """Show a page of the queue."""
    page = applications.to_review(limit=query.limit, cursor=query.cursor)
    items = tuple(CaseSummary.of(application, caller) for application in page.items)
    return Queue(items=items, next_cursor=page.next_cursor)


def case(caller: Caller, application_id: str) -> CaseView:
    """Show a case that the caller holds."""
    return shown(caller, leases.held(caller, application_id))


def shown(caller: Caller, application: Application) -> CaseView:
    """Show a case as it is now."""
    return CaseView.of(application, files.of(application.id), caller)


def document(caller: Caller, application_id: str, file_id: str) -> DocumentLink:
    """Sign a link to a document of a case that the caller holds."""
    leases.held(caller, application_id)
    return document_link(caller, application_id, file_id)


def document_link(caller: Caller, application_id: str, file_id: str) -> DocumentLink:
    """Sign a link to the bytes of an accepted file; raises `NotFound`."""
    file = files.get(application_id, file_id)
    if not (file.vault_key and file.vault_version and file.sha256):
        raise NotFound
    url = objects.link(file.vault_key, file.vault_version, file.file_name, file.content_type)
    expires_at = caller.now + objects.LINK_LIFETIME - timedelta(seconds=1)
    return DocumentLink(url=url, expires_at=expires_at, sha256=file.sha256)


def _compared(application: Application) -> list[Comparison]:
    """Put beside each field who was asked about it; a mismatch counts only where it was named."""
    asked = sorted({field for fields in ASKED.values() for field in fields})
    return [
        Comparison(
            field=field,
            answers={
                check.registry: _about(check, field)
                for check in application.checks
                if field in ASKED[check.registry]
            },
        )
        for field in asked
    ]


def _about(check: Check, field: str) -> Outcome:
    if check.outcome is Outcome.MISMATCH and check.fields and field not in check.fields:
        return Outcome.MATCH
    return check.outcome


def _reasons(application: Application, language: Language) -> tuple[ReasonView, ...]:
    return tuple(ReasonView.of(reason, language) for reason in application.reasons)
