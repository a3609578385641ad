"""The application: one person's request for a book, and its history."""

from datetime import datetime
from enum import StrEnum

from shared.domain import events
from shared.domain.appeal import Appeal, Ruling
from shared.domain.calendar import Pause
from shared.domain.documents import DocumentKind, FileStatus, Finding, PassportPage, Severity
from shared.domain.entries import Entry
from shared.domain.fees import Fee
from shared.domain.fields import Fields
from shared.domain.model import Model, Moment
from shared.domain.professions import CATALOGUE_VERSION
from shared.domain.reasons import Reason, Remark
from shared.domain.registries import Check
from shared.domain.states import AppealState, Kind, PaymentState, Result, Status


class Actor(StrEnum):
    """Who did something."""

    APPLICANT = "applicant"
    SYSTEM = "system"
    REVIEWER = "reviewer"
    CLINIC = "clinic"
    APPEAL_OFFICER = "appeal_officer"
    COURT = "court"
    OPERATOR = "operator"
    SUPPORT = "support"


class Event(events.Event):
    """One immutable line of an application's history."""

    kind: Kind
    actor: Actor
    status: Status
    result: Result


class Consent(Model):
    """What was agreed to: the text by version and SHA-256, when, and from which address (app-10)."""

    text_version: str
    text_sha256: str
    given_at: Moment
    network_address: str


class Signature(Model):
    """A simple electronic signature: a one-time code bound to the SHA-256 of the content (app-11)."""

    method: str
    content_sha256: str
    signed_at: Moment


class Deferral(Model):
    """Registry checks that wait for an unavailable registry (val-18)."""

    attempts: int
    first_at: Moment
    retry_at: Moment


class Lease(Model):
    """One reviewer's hold on an application, so that two do not decide it (rev-03)."""

    reviewer: str
    until: Moment


class Application(Model):
    """The present state of an application.

    `version` counts events and is the lock on the history; `revision` counts writes of any kind and is
    the ETag. `catalogue` is the version of the categories that it was started under. `remarks` name the
    only parts that are open during a correction and in a repeated application; after remarks on a
    document, `second_look` keeps the rules from approving alone. `decided_by` is the account that refused
    it, `received_at` when its applicant learned of that; of `appeals` the last belongs to the last refusal.
    `fee` is what is or was due, and `paid_by` the one payment that counts for it; `paid_before` is the fee of
    the refused application that this one repeats.
    """

    id: str
    holder: str
    category: str
    catalogue: str = CATALOGUE_VERSION
    occupation: str | None = None
    status: Status = Status.NEW
    result: Result = Result.NONE
    version: int = 0
    revision: int = 0
    created_at: Moment
    since: Moment
    fields: Fields = Fields()
    prefilled: tuple[str, ...] = ()
    number: str | None = None
    submitted_at: Moment | None = None
    consents: tuple[Consent, ...] = ()
    signature: Signature | None = None
    checks: tuple[Check, ...] = ()
    deferral: Deferral | None = None
    reviewer_needed: bool = False
    entries: tuple[Entry, ...] = ()
    book_number: str | None = None
    previous_application_id: str | None = None
    submission_key: str | None = None
    changed_at: Moment | None = None
    snils_awaited: Moment | None = None
    reminded: bool = False
    review_began: Moment | None = None
    pauses: tuple[Pause, ...] = ()
    term_near: bool = False
    overdue: bool = False
    lease: Lease | None = None
    remarks: tuple[Remark, ...] = ()
    second_look: bool = False
    correction_until: Moment | None = None
    prolonged: bool = False
    reasons: tuple[Reason, ...] = ()
    decision_number: str | None = None
    decided_at: Moment | None = None
    decided_by: str | None = None
    received_at: Moment | None = None
    appealing: AppealState = AppealState.NONE
    appeals: tuple[Appeal, ...] = ()
    ruling: Ruling | None = None
    payment: PaymentState = PaymentState.NOT_REQUIRED
    fee: Fee | None = None
    paid_before: Fee | None = None
    paid_by: str | None = None
    paid_at: Moment | None = None
    receipt_number: str | None = None

    @property
    def unpaid(self) -> bool:
        """Whether it waits for its fee."""
        return self.payment in (PaymentState.DUE, PaymentState.FAILED)

    @property
    def repeated(self) -> bool:
        """Whether it follows a refused one (rej-12)."""
        return self.previous_application_id is not None

    @property
    def urgent(self) -> bool:
        """Whether it goes to the head of the reviewers' queue (rev-05, apl-09)."""
        return self.repeated or bool(self.appeals)

    @property
    def in_manual_review(self) -> bool:
        """Whether a reviewer has to decide it."""
        return self.status is Status.IN_REVIEW and self.reviewer_needed

    @property
    def active(self) -> bool:
        """Whether it stands in the way of another application for the same profession (app-15)."""
        idle = (Status.NEW, Status.DRAFT, Status.REJECTED, Status.WITHDRAWN, Status.DELETED)
        return self.status not in idle and self.result is not Result.ISSUED


class File(Model):
    """One uploaded file of an application, from its ticket to the vault.

    `inbox_version` is the version of the uploaded object that was checked; `vault_key` and
    `vault_version` name the kept bytes, whose size is in bytes and SHA-256 in hex.
    """

    application_id: str
    holder: str
    id: str
    kind: DocumentKind
    page: PassportPage | None = None
    file_name: str
    content_type: str
    declared_size: int
    created_at: Moment
    ticket_expires_at: Moment
    status: FileStatus = FileStatus.AWAITING
    findings: tuple[Finding, ...] = ()
    inbox_version: str | None = None
    vault_key: str | None = None
    vault_version: str | None = None
    size: int | None = None
    pages: int | None = None
    sha256: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether its bytes are in the vault."""
        return self.status is FileStatus.ACCEPTED

    @property
    def doubtful(self) -> bool:
        """Whether a reviewer should look at it."""
        by_hand = self.kind is DocumentKind.OTHER_ID
        return by_hand or any(finding.severity is Severity.WARNING for finding in self.findings)


def takes_files(kind: DocumentKind) -> tuple[Status, ...]:
    """Say in which states an applicant can add and remove files of a kind."""
    form = (Status.DRAFT, Status.CORRECTION)
    return (*form, Status.REJECTED) if kind is DocumentKind.APPEAL_EVIDENCE else form


def begin(
    application_id: str, holder: str, category: str, occupation: str | None, at: datetime
) -> Application:
    """Make an application that does not exist yet: its first event is still to come."""
    return Application(
        id=application_id, holder=holder, category=category, occupation=occupation, created_at=at, since=at
    )
