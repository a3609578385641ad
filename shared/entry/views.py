"""Applications as clients see them (api.md): codes for programs, words for people."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field

from shared.domain import calendar, checklist, fields, terms
from shared.domain.account import Profile
from shared.domain.application import Application, File
from shared.domain.documents import (
    DOCUMENTS,
    DocumentKind,
    FileStatus,
    Finding,
    Format,
    PassportPage,
    Severity,
)
from shared.domain.errors import Flaw
from shared.domain.fields import Fields
from shared.domain.model import Model, Moment
from shared.domain.offer import offered
from shared.domain.personal import same_name
from shared.domain.reasons import REASONS, Group, Reason, ReasonCode, Remark
from shared.domain.states import AppealState, Result, Status
from shared.domain.texts import Language, text, texts
from shared.domain.ticket import Subject
from shared.entry.checks import CheckView
from shared.entry.payments import PaymentView
from shared.entry.problems import FieldProblem, described

_FORMAT_NAMES = {Format.PDF: "PDF", Format.JPEG: "JPG", Format.PNG: "PNG"}

NextActor = Literal["applicant", "system", "reviewer", "clinic", "nobody"]


class FindingView(Model):
    """What is wrong, or doubtful, with a file."""

    code: str
    severity: Severity
    detail: str
    limit: int | None
    actual: int | None
    page: int | None

    @classmethod
    def of(cls, finding: Finding, kind: DocumentKind, language: Language) -> Self:
        """Put a finding into words."""
        detail = text(
            "problems",
            finding.code,
            language,
            limit=finding.limit,
            actual=finding.actual,
            formats=formats_of(kind),
        )
        return cls(detail=detail, **finding.model_dump())


class DocumentView(Model):
    """One file of an application."""

    file_id: str
    kind: DocumentKind
    page: PassportPage | None
    file_name: str
    status: FileStatus
    size: int | None
    pages: int | None
    sha256: str | None
    problems: tuple[FindingView, ...]

    @classmethod
    def of(cls, file: File, language: Language) -> Self:
        """Show a file."""
        return cls(
            file_id=file.id,
            kind=file.kind,
            page=file.page,
            file_name=file.file_name,
            status=file.status,
            size=file.size,
            pages=file.pages,
            sha256=file.sha256,
            problems=tuple(FindingView.of(finding, file.kind, language) for finding in file.findings),
        )


class ReasonView(Model):
    """Why an application was refused, and what its applicant can do (rej-11)."""

    code: ReasonCode
    group: Group
    detail: str
    comment: str | None
    instruction: str

    @classmethod
    def of(cls, reason: Reason, language: Language) -> Self:
        """Put a reason into words."""
        return cls(
            code=reason.code,
            group=REASONS[reason.code].group,
            detail=text("reasons", reason.code, language),
            comment=reason.detail,
            instruction=text("instructions", reason.code, language),
        )


class ApplicationView(Model):
    """An application, with what happens next and what is still missing (sts-09)."""

    id: str
    number: str | None
    category: str
    catalogue: str
    occupation: str | None
    status: Status
    status_label: str
    group_label: str | None
    result_status: Result | None
    result_label: str | None
    since: Moment
    next_actor: NextActor
    next_step: str
    due_by: Moment | None = None
    overdue: bool = False
    fields: Fields
    prefilled: tuple[str, ...]
    missing: tuple[FieldProblem, ...]
    documents: tuple[DocumentView, ...]
    checks: tuple[CheckView, ...]
    payment: PaymentView
    reasons: tuple[ReasonView, ...] = ()
    remarks: tuple[FieldProblem, ...] = ()
    correction_until: Moment | None
    prolonged: bool
    decision_number: str | None
    decided_at: Moment | None
    received_at: Moment | None
    appealing: AppealState
    appeal_until: Moment | None = None
    days_in_review: int = 0
    previous_application_id: str | None
    book_number: str | None
    ticket_offered: Subject | None
    created_at: Moment
    submitted_at: Moment | None
    revision: int = Field(exclude=True)

    @classmethod
    def of(
        cls,
        application: Application,
        files: list[File],
        flaws: Iterable[Flaw],
        language: Language,
        now: datetime,
    ) -> Self:
        """Show an application."""
        shown = application.result is not Result.NONE
        return cls(
            **{name: getattr(application, name) for name in cls._copied()},
            due_by=due_by(application),
            days_in_review=terms.days_spent(application, now),
            checks=tuple(CheckView.of(check, language) for check in application.checks),
            reasons=_reasons(application, language),
            appeal_until=terms.appeal_until(application),
            remarks=tuple(_remark(remark, language) for remark in application.remarks),
            status_label=text("statuses", application.status, language),
            group_label=texts("groups", language).get(application.status),
            result_status=application.result if shown else None,
            result_label=text("results", application.result, language) if shown else None,
            ticket_offered=offered(application),
            next_actor=next_actor(application),
            next_step=_next_step(application, language),
            payment=PaymentView.of(application, language),
            missing=tuple(described(flaws, language)),
            documents=tuple(DocumentView.of(file, language) for file in files),
        )

    @classmethod
    def _copied(cls) -> set[str]:
        own = {"checks", "reasons", "remarks", "payment"}
        return (cls.model_fields.keys() & Application.model_fields.keys()) - own


def flaws_of(application: Application, files: list[File], profile: Profile, today: date) -> list[Flaw]:
    """List everything that keeps a draft or a correction from being sent; what has been sent has none."""
    if application.status not in (Status.DRAFT, Status.CORRECTION):
        return []
    empty = fields.missing(application.fields, today)
    if checklist.without_passport(files):
        empty = [flaw for flaw in empty if not flaw.pointer.startswith("/fields/passport/")]
    return [
        *empty,
        *unlike_profile(application.fields, profile),
        *checklist.missing(application, files, renamed=profile.renamed),
    ]


def formats_of(kind: DocumentKind) -> str:
    """Name the formats of a document as people do: «PDF, JPG, PNG»."""
    return ", ".join(_FORMAT_NAMES[accepted] for accepted in DOCUMENTS[kind].formats)


def due_by(application: Application) -> datetime | None:
    """Say by when the next step must be taken, by whoever has to take it."""
    if application.status is Status.CORRECTION:
        return application.correction_until
    if application.unpaid:
        return terms.payment_until(application)
    if application.appealing is AppealState.FILED:
        return calendar.last_moment(terms.answer_day(application.appeals[-1], terms.APPEAL_LIMIT_DAYS))
    if application.status is not Status.IN_REVIEW:
        return None
    last_day = terms.review_due(application)
    return calendar.last_moment(last_day) if last_day else None


def next_actor(application: Application) -> NextActor:
    """Say who has to do something now."""
    if application.unpaid or application.status in (Status.DRAFT, Status.CORRECTION):
        return "applicant"
    if application.in_manual_review or application.appealing is AppealState.FILED:
        return "reviewer"
    finished = application.result is Result.ISSUED or application.status in (
        Status.REJECTED,
        Status.WITHDRAWN,
    )
    return "nobody" if finished else "system"


def _remark(remark: Remark, language: Language) -> FieldProblem:
    detail = remark.detail or (text("reasons", remark.code, language) if remark.code else "")
    return FieldProblem(pointer=remark.pointer, code=remark.code or "CORRECTION_NEEDED", detail=detail)


def _next_step(application: Application, language: Language) -> str:
    amount = application.fee.amount if application.fee else None
    return text("next_steps", _situation(application), language, amount=amount)


def _situation(application: Application) -> str:
    if application.unpaid:
        return f"ACCEPTED_{application.payment}"
    if application.status is Status.IN_REVIEW:
        if application.reviewer_needed:
            return "IN_REVIEW_MANUAL"
        return "IN_REVIEW_DEFERRED" if application.deferral else "IN_REVIEW"
    if application.status is Status.APPROVED and application.result is not Result.IN_WORK:
        return f"APPROVED_{application.result}"
    if application.status is Status.REJECTED and application.appealing is not AppealState.NONE:
        return f"REJECTED_{application.appealing}"
    return application.status


def _reasons(application: Application, language: Language) -> tuple[ReasonView, ...]:
    """Show the reasons of a refusal while it stands."""
    if application.status is not Status.REJECTED:
        return ()
    return tuple(ReasonView.of(reason, language) for reason in application.reasons)


def unlike_profile(typed: Fields, profile: Profile) -> Iterable[Flaw]:
    """Compare the form with the account's holder (prf-09): a book is made for nobody else."""
    for part in ("surname", "name", "patronymic"):
        value = getattr(typed, part)
        if value is not None and not same_name(value, getattr(profile, part)):
            yield Flaw(f"/fields/{part}", "NAME_MISMATCH")
    if typed.snils is not None and typed.snils != profile.snils:
        yield Flaw("/fields/snils", "SNILS_MISMATCH")
