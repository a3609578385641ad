"""The decision: approve, refuse with at least one reason, or return for correction (rev-01, sts-06)."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from functions.review import cases, leases
from functions.review.cases import CaseView
from shared.domain import corrections, lifecycle, numbers
from shared.domain.application import Actor, Application
from shared.domain.decision import Decision
from shared.domain.entries import Entry, EntryKind, Fitness
from shared.domain.errors import Flaw, Invalid
from shared.domain.fields import Text
from shared.domain.model import Model
from shared.domain.personal import IsoDate, wrong
from shared.domain.professions import CATEGORIES
from shared.domain.reasons import GIVEN_BY_PEOPLE, Reason, ReasonCode, Remark
from shared.domain.states import Kind
from shared.domain.terms import CORRECTION
from shared.domain.validity import examined
from shared.entry.caller import Caller
from shared.store import applications, decisions

_Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Verdict(StrEnum):
    """What a reviewer can do with a case."""

    APPROVE = "approve"
    REFUSE = "refuse"
    CORRECT = "correct"


class GivenReason(Model):
    """A reason from the catalogue, and what the reviewer adds."""

    code: ReasonCode
    detail: _Words | None = None


class GivenRemark(Model):
    """A part to be corrected, as a JSON pointer, and what is wrong with it."""

    pointer: str
    detail: _Words


class Certificate(Model):
    """What the uploaded certificate says, read off it by the reviewer (doc-09)."""

    date: IsoDate
    valid_until: IsoDate
    clinic: Text
    doctor: Text
    fitness: Fitness
    result: Text | None = None


class GivenDecision(Model):
    """A verdict with what it needs: reasons to refuse, remarks to return."""

    decision: Verdict
    reasons: Annotated[tuple[GivenReason, ...], Field(max_length=20)] = ()
    remarks: Annotated[tuple[GivenRemark, ...], Field(max_length=50)] = ()
    certificate: Certificate | None = None

    @model_validator(mode="after")
    def _complete(self) -> "GivenDecision":
        if self.decision is Verdict.REFUSE and not self.reasons:
            raise wrong("REASON_REQUIRED")
        if self.decision is Verdict.CORRECT and not self.remarks:
            raise wrong("REMARK_REQUIRED")
        return self


def decide(caller: Caller, application_id: str, given: GivenDecision) -> CaseView:
    """Decide a case in the caller's hands; of two decisions one counts."""
    before = leases.held(caller, application_id)
    kind, changes = _CONSEQUENCES[given.decision](before, given, caller)
    step = lifecycle.step(before, kind, caller.now, Actor.REVIEWER, lease=None, **changes)
    paper = [decisions.record(Decision.refusal(step.application))] if kind is Kind.REFUSED else []
    return cases.shown(caller, applications.commit(before, step, *paper))


def _approved(before: Application, given: GivenDecision, caller: Caller) -> tuple[Kind, dict[str, Any]]:
    entries = (*before.entries, *_filed(given.certificate, before))
    if not examined(CATEGORIES[before.category], entries, caller.today):
        raise Invalid("EXAMINATION_MISSING", Flaw("/certificate", "EXAMINATION_MISSING"))
    number = numbers.fresh()
    return Kind.APPROVED, {"book_number": number, "entries": entries, "decided_at": caller.now}


def _refused(_before: Application, given: GivenDecision, caller: Caller) -> tuple[Kind, dict[str, Any]]:
    foreign = [
        Flaw(f"/reasons/{place}/code", "REASON_NOT_FOR_PEOPLE")
        for place, reason in enumerate(given.reasons)
        if reason.code not in GIVEN_BY_PEOPLE
    ]
    if foreign:
        raise Invalid("BODY_INVALID", *foreign)
    reasons = tuple(Reason(code=reason.code, detail=reason.detail) for reason in given.reasons)
    decided = {"decision_number": numbers.fresh(), "decided_at": caller.now, "decided_by": caller.account}
    return Kind.REFUSED, {**decided, "reasons": reasons, "received_at": None}


def _returned(_before: Application, given: GivenDecision, caller: Caller) -> tuple[Kind, dict[str, Any]]:
    unknown = [
        Flaw(f"/remarks/{place}/pointer", "PART_UNKNOWN")
        for place, remark in enumerate(given.remarks)
        if not corrections.is_part(remark.pointer)
    ]
    if unknown:
        raise Invalid("BODY_INVALID", *unknown)
    remarks = tuple(Remark(pointer=remark.pointer, detail=remark.detail) for remark in given.remarks)
    until = caller.now + CORRECTION
    return Kind.RETURNED, {"remarks": remarks, "correction_until": until, "prolonged": False}


_CONSEQUENCES = {Verdict.APPROVE: _approved, Verdict.REFUSE: _refused, Verdict.CORRECT: _returned}


def _filed(certificate: Certificate | None, application: Application) -> tuple[Entry, ...]:
    """Turn what the certificate says into a line of the book, where no clinic has filed it itself."""
    if certificate is None:
        return ()
    said = certificate.model_dump()
    title = "Медицинский осмотр (по справке)"
    identifier = f"{application.id}-certificate"
    return (Entry(document_id=identifier, kind=EntryKind.EXAMINATION, title=title, **said),)
