"""The reader's door: applications, their timeline and papers, messages."""

from functions.status import archives, decisions, messages, payments, tracking
from functions.status.archives import ArchiveLinks
from functions.status.decisions import AppealHistory
from functions.status.messages import MessageList, MessageView
from functions.status.payments import PaymentHistory
from functions.status.tracking import ApplicationList
from shared.domain.access import Permission
from shared.domain.links import FileLink
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.entry.payments import AttemptView
from shared.entry.timeline import Timeline
from shared.entry.views import ApplicationView, DocumentView
from shared.store import presence

app = Api("status", presence.require_alive)

_ONE = "/v1/applications/{application_id}"
_FOUND = ("404 NOT_FOUND",)
_DECIDED = (*_FOUND, "409 DECISION_NOT_READY")
_RECEIPT = (*_FOUND, "409 RECEIPT_NOT_READY")
_PAGED = ("400 CURSOR_INVALID",)


@app.operation("GET", "/v1/applications", Permission.OWN_APPLICATIONS, problems=_PAGED)
def list_applications(caller: Caller, query: PageQuery) -> ApplicationList:
    """List own applications, newest first."""
    return tracking.applications_of(caller, query)


@app.operation("GET", _ONE, Permission.OWN_APPLICATIONS, problems=_FOUND)
def get_application(caller: Caller, application_id: str) -> ApplicationView:
    """Show one application: status, since when, who acts now and what happens next (sts-09)."""
    return tracking.application(caller, application_id)


@app.operation("GET", f"{_ONE}/timeline", Permission.OWN_APPLICATIONS, problems=_FOUND)
def get_timeline(caller: Caller, application_id: str) -> Timeline:
    """Tell the history of an application, newest first (sts-10)."""
    return tracking.timeline(caller, application_id)


@app.operation("GET", "/v1/timelines/{number}", Permission.OWN_APPLICATIONS, problems=_FOUND)
def get_numbered_timeline(caller: Caller, number: str) -> Timeline:
    """Tell the history of the own application with this number (sts-10)."""
    return tracking.numbered_timeline(caller, number)


@app.operation("GET", f"{_ONE}/documents/{{file_id}}", Permission.OWN_APPLICATIONS, problems=_FOUND)
def get_document(caller: Caller, application_id: str, file_id: str) -> DocumentView:
    """Show one file and what was found in it."""
    return tracking.document(caller, application_id, file_id)


@app.operation("GET", f"{_ONE}/decision", Permission.OWN_APPLICATIONS, problems=_DECIDED)
def get_decision(caller: Caller, application_id: str) -> FileLink:
    """Get a short-lived link to the signed refusal; opening it is receiving it (apl-01)."""
    return decisions.newest(caller, application_id)


@app.operation("GET", f"{_ONE}/decisions/{{decision_number}}", Permission.OWN_APPLICATIONS, problems=_DECIDED)
def get_numbered_decision(caller: Caller, application_id: str, decision_number: str) -> FileLink:
    """Get a short-lived link to any signed decision: an earlier refusal, an answer to an appeal."""
    return decisions.numbered(caller, application_id, decision_number)


@app.operation("GET", f"{_ONE}/appeals", Permission.OWN_APPLICATIONS, problems=_FOUND)
def list_own_appeals(caller: Caller, application_id: str) -> AppealHistory:
    """Show the appeal against the last refusal, and by when it is answered."""
    return decisions.appeals_of(caller, application_id)


@app.operation(
    "GET",
    f"{_ONE}/archive",
    Permission.OWN_APPLICATIONS,
    problems=(*_FOUND, "409 WRONG_STATUS", "409 ARCHIVE_NOT_READY"),
)
def get_archive(caller: Caller, application_id: str) -> ArchiveLinks:
    """Get one file with decisions, application, files and history; asked for the first time, it is made."""
    return archives.archive(caller, application_id)


@app.operation("GET", f"{_ONE}/payments", Permission.OWN_PAYMENTS, problems=_FOUND)
def list_payments(caller: Caller, application_id: str) -> PaymentHistory:
    """Show what is due for an application, the attempts to pay it, and the receipts (pay-05)."""
    return payments.of(caller, application_id)


@app.operation("GET", "/v1/payments/{payment_id}", Permission.OWN_PAYMENTS, problems=_FOUND)
def get_payment(caller: Caller, payment_id: str) -> AttemptView:
    """Show one payment, for whoever comes back from the provider's page (pay-07)."""
    return payments.one(caller, payment_id)


@app.operation("GET", "/v1/payments/{payment_id}/receipt", Permission.OWN_PAYMENTS, problems=_RECEIPT)
def get_payment_receipt(caller: Caller, payment_id: str) -> FileLink:
    """Get a short-lived link to the signed receipt for the paid fee (pay-08)."""
    return payments.receipt(caller, payment_id)


@app.operation("GET", f"{_ONE}/receipt", Permission.OWN_APPLICATIONS, problems=_RECEIPT)
def get_receipt(caller: Caller, application_id: str) -> FileLink:
    """Get a short-lived link to the signed receipt for what was sent: each file with its SHA-256 (app-17)."""
    return payments.accepted(caller, application_id)


@app.operation("GET", "/v1/messages", Permission.OWN_MESSAGES, problems=_PAGED)
def list_messages(caller: Caller, query: PageQuery) -> MessageList:
    """List own messages, newest first."""
    return messages.messages_of(caller, query)


@app.operation("POST", "/v1/messages/{message_id}/read", Permission.OWN_MESSAGES, problems=_FOUND)
def read_message(caller: Caller, message_id: str) -> MessageView:
    """Mark a message as read."""
    return messages.mark_read(caller, message_id)
