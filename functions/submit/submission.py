"""Sending an application: complete, agreed to, signed, and accepted exactly once."""

import hashlib
import json
import secrets
from typing import Literal

from functions.submit.drafts import shown
from shared.domain import checklist, lifecycle, numbers
from shared.domain.account import Level
from shared.domain.application import Actor, Application, Consent, File, Signature
from shared.domain.codes import Purpose
from shared.domain.documents import FileStatus
from shared.domain.errors import Conflict, Forbidden, Invalid
from shared.domain.model import Model
from shared.domain.registries import Check, Registry
from shared.domain.states import Kind, Status
from shared.domain.texts import texts
from shared.entry.caller import Caller
from shared.entry.views import ApplicationView, flaws_of
from shared.store import accounts, applications, codes, files, objects

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
    """Consents and signature."""

    consents: Consents
    signature: SignatureCode


def submit(caller: Caller, application_id: str, given: Submission) -> ApplicationView:
    """Accept an application, or say everything that is missing and keep the draft (app-03, app-05)."""
    draft = applications.owned(application_id, caller.account)
    if draft.submission_key == caller.key:
        return shown(caller, draft)
    lifecycle.following(draft.status, draft.result, Kind.SUBMITTED)
    attached = files.of(application_id)
    _require_ready(caller, draft, attached)
    code = codes.spend(caller.account, Purpose.SIGNATURE, given.signature.code, caller.now)
    consents = tuple(_consent(name, caller) for name in Consents.model_fields)
    submitted = lifecycle.step(
        draft,
        Kind.SUBMITTED,
        caller.now,
        Actor.APPLICANT,
        number=numbers.mint(secrets.randbelow(numbers.SPACE)),
        submitted_at=caller.now,
        consents=consents,
        signature=_signature(draft, attached, consents, caller),
        checks=tuple(Check(registry=registry) for registry in Registry),
        submission_key=caller.key,
    )
    return shown(caller, applications.commit(draft, submitted, *code, *map(files.unchanged, attached)))


def withdraw(caller: Caller, application_id: str) -> ApplicationView:
    """Take an application back before the decision."""
    before = applications.owned(application_id, caller.account)
    if before.status is Status.WITHDRAWN:
        return shown(caller, before)
    withdrawn = lifecycle.step(before, Kind.WITHDRAWN, caller.now, Actor.APPLICANT)
    return shown(caller, applications.commit(before, withdrawn))


def _require_ready(caller: Caller, draft: Application, attached: list[File]) -> None:
    profile = accounts.get(caller.account)
    if profile.level is not Level.CONFIRMED:
        raise Forbidden("ACCOUNT_NOT_CONFIRMED")
    if profile.reverification_required:
        raise Forbidden("REVERIFICATION_REQUIRED")
    if checklist.unfinished(attached) or any(map(_on_its_way, attached)):
        raise Conflict("DOCUMENTS_CHECKING", retry_after=_CHECKING_SECONDS)
    flaws = flaws_of(draft, attached, profile, caller.now.date())
    if flaws:
        raise Invalid("APPLICATION_INCOMPLETE", *flaws)


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
