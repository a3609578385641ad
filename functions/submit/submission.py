"""Sending an application: complete, agreed to, signed, and accepted exactly once."""

import hashlib
import json
from typing import Any, Literal

from functions.submit.drafts import shown
from shared.domain import application as applications_domain
from shared.domain import checklist, corrections, fees, lifecycle, numbers
from shared.domain.acceptance import Acceptance
from shared.domain.account import Level
from shared.domain.application import Actor, Application, Consent, File, Signature
from shared.domain.calendar import local_day
from shared.domain.codes import Purpose
from shared.domain.documents import FileStatus
from shared.domain.errors import Conflict, Flaw, Forbidden, Invalid
from shared.domain.fees import Fee
from shared.domain.model import Model
from shared.domain.registries import REUSABLE, Check, Registry, asked_again
from shared.domain.states import Kind, PaymentState, Status
from shared.domain.terms import CORRECTION
from shared.domain.texts import texts
from shared.entry.caller import Caller
from shared.entry.views import ApplicationView, flaws_of
from shared.store import accounts, applications, books, codes, files, objects, receipts
from shared.store.table import Write

CONSENTS_VERSION = "2026-1"
_CHECKING_SECONDS = 2


class Consents(Model):
    """What must be agreed to (app-10)."""

    terms: Literal[True]
    personal_data: Literal[True]


class SignatureCode(Model):
    """A simple electronic signature: the code from the SMS (app-11)."""

    code: str


class Submission(Model):
    """Consents and signature; a contact phone that is not the account's is confirmed by a code of its own."""

    consents: Consents
    signature: SignatureCode
    phone_code: str | None = None


def submit(caller: Caller, application_id: str, given: Submission) -> ApplicationView:
    """Accept an application or its correction, or say everything that is missing (app-03, app-05, rev-01)."""
    before = applications.owned(application_id, caller.account)
    if before.submission_key == caller.key:
        return shown(caller, before)
    fee = _fee(before, caller)
    kind = _kind(before, fee)
    lifecycle.following(before, kind)
    attached = files.of(application_id)
    _require_ready(caller, before, attached)
    spent = [
        *codes.spend(caller.account, Purpose.SIGNATURE, given.signature.code, caller.now),
        *_phone_confirmed(caller, before, given.phone_code),
    ]
    consents = tuple(_consent(name, caller) for name in Consents.model_fields)
    changes = _corrected(before, caller) if kind is Kind.CORRECTED else _first_sent(before, fee, caller)
    submitted = lifecycle.step(
        before,
        kind,
        caller.now,
        Actor.APPLICANT,
        consents=consents,
        signature=_signature(before, attached, consents, caller),
        submission_key=caller.key,
        **changes,
    )
    also = [*spent, *map(files.unchanged, attached)]
    if kind is not Kind.CORRECTED:
        also.append(receipts.record(Acceptance.of(submitted.application, attached)))
    return shown(caller, applications.commit(before, submitted, *also))


def prolong(caller: Caller, application_id: str) -> ApplicationView:
    """Give the applicant as much time again for the correction, once (part D)."""
    before = applications.owned(application_id, caller.account)
    lifecycle.following(before, Kind.PROLONGED)
    if before.prolonged or before.correction_until is None:
        raise Conflict("ALREADY_PROLONGED")
    until = before.correction_until + CORRECTION
    changes = {"prolonged": True, "correction_until": until}
    prolonged = lifecycle.step(before, Kind.PROLONGED, caller.now, Actor.APPLICANT, **changes)
    return shown(caller, applications.commit(before, prolonged))


def resubmit(caller: Caller, application_id: str) -> ApplicationView:
    """Open a draft with all that a refused application held; only what was found faulty is open (rej-12)."""
    refused = applications.owned(application_id, caller.account)
    if refused.status is not Status.REJECTED:
        raise Conflict("WRONG_STATUS")
    new = applications_domain.begin(
        caller.new_id("application_id"), caller.account, refused.category, refused.occupation, caller.now
    )
    started = lifecycle.step(
        new,
        Kind.STARTED,
        caller.now,
        Actor.APPLICANT,
        fields=refused.fields,
        previous_application_id=refused.id,
        paid_before=refused.fee if refused.payment is PaymentState.PAID else refused.paid_before,
        checks=refused.checks,
        entries=refused.entries,
        remarks=corrections.remarks_of(refused),
    )
    try:
        draft = applications.commit(new, started)
    except Conflict:
        draft = applications.owned(new.id, caller.account)
    for file in files.of(refused.id):
        if file.accepted:
            files.carry_over(file, draft.id)
    return shown(caller, draft)


def withdraw(caller: Caller, application_id: str) -> ApplicationView:
    """Take an application back before the decision; a fee that was paid goes back (app-18)."""
    before = applications.owned(application_id, caller.account)
    if before.status is Status.WITHDRAWN:
        return shown(caller, before)
    withdrawn = lifecycle.step(before, Kind.WITHDRAWN, caller.now, Actor.APPLICANT)
    return shown(caller, applications.commit(before, withdrawn))


def _fee(draft: Application, caller: Caller) -> Fee | None:
    """Find what is due for an application that is sent for the first time (pay-01, pay-02)."""
    if draft.status is not Status.DRAFT:
        return None
    event = fees.event_of(draft.category, books.categories_of(caller.account), draft.paid_before)
    return fees.fee_for(event, draft.category, local_day(caller.now))


def _kind(before: Application, fee: Fee | None) -> Kind:
    if before.status is Status.CORRECTION:
        return Kind.CORRECTED
    return Kind.SUBMITTED_WITH_FEE if fee else Kind.SUBMITTED


def _first_sent(draft: Application, fee: Fee | None, caller: Caller) -> dict[str, Any]:
    """Give it its number; what was green of a refused one and has not changed is not asked again (rej-15)."""
    checks = tuple(Check(registry=registry) for registry in Registry)
    if draft.previous_application_id:
        refused = applications.owned(draft.previous_application_id, caller.account)
        changed = corrections.changed_fields(refused.fields, draft.fields)
        checks = asked_again(draft.checks or checks, changed, caller.now - REUSABLE)
    number = numbers.fresh()
    sent = {"number": number, "submitted_at": caller.now, "checks": checks, "fee": fee}
    return {**sent, "remarks": (), "second_look": corrections.about_documents(draft)}


def _corrected(returned: Application, caller: Caller) -> dict[str, Any]:
    """Ask again about what was open; the remarks are dealt with."""
    opened = {remark.pointer.split("/")[2] for remark in returned.remarks}
    checks = asked_again(returned.checks, opened, caller.now - REUSABLE)
    dealt_with = {"remarks": (), "correction_until": None, "reviewer_needed": False}
    return {**dealt_with, "checks": checks, "second_look": corrections.about_documents(returned)}


def _require_ready(caller: Caller, draft: Application, attached: list[File]) -> None:
    profile = accounts.get(caller.account)
    if profile.level is not Level.CONFIRMED:
        raise Forbidden("ACCOUNT_NOT_CONFIRMED")
    if profile.reverification_required:
        raise Forbidden("REVERIFICATION_REQUIRED")
    if checklist.unfinished(attached) or any(map(_on_its_way, attached)):
        raise Conflict("DOCUMENTS_CHECKING", retry_after=_CHECKING_SECONDS)
    flaws = flaws_of(draft, attached, profile, caller.today)
    if flaws:
        raise Invalid("APPLICATION_INCOMPLETE", *flaws)


def _phone_confirmed(caller: Caller, draft: Application, code: str | None) -> tuple[Write, ...]:
    """Require the code that was sent to the contact phone, unless it is the account's (prf-12)."""
    phone = draft.fields.phone
    if phone == accounts.get(caller.account).phone:
        return ()
    if code is None:
        raise Invalid("BODY_INVALID", Flaw("/phone_code", "PHONE_NOT_CONFIRMED"))
    return codes.spend(caller.account, Purpose.PHONE, code, caller.now, phone)


def _on_its_way(file: File) -> bool:
    """Tell whether a file has been uploaded but its check has not begun."""
    return file.status is FileStatus.AWAITING and objects.arrived(files.key(file))


def _consent(name: str, caller: Caller) -> Consent:
    wording = texts("consents")[name]
    return Consent(
        text_version=f"{name}/{CONSENTS_VERSION}",
        text_sha256=hashlib.sha256(wording.encode()).hexdigest(),
        given_at=caller.now,
        network_address=caller.network_address,
    )


def _signature(
    draft: Application, attached: list[File], consents: tuple[Consent, ...], caller: Caller
) -> Signature:
    """Bind the code to the SHA-256 of all that is sent, as canonical JSON (RFC 8785 for our types)."""
    content = {
        "id": draft.id,
        "category": draft.category,
        "occupation": draft.occupation,
        "fields": draft.fields.model_dump(mode="json"),
        "documents": sorted([file.kind, file.sha256 or ""] for file in attached if file.accepted),
        "consents": [consent.text_sha256 for consent in consents],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(canonical).hexdigest()
    return Signature(method="sms_code", content_sha256=digest, signed_at=caller.now)
