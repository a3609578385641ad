"""The draft: started from the profile, changed field by field, thrown away."""

from typing import Any

from pydantic import Field, ValidationError

from shared.domain import application as applications_domain
from shared.domain import corrections, lifecycle
from shared.domain.application import Actor, Application
from shared.domain.errors import Conflict, Flaw, Invalid, Stale
from shared.domain.fields import Fields, Text
from shared.domain.model import Model
from shared.domain.professions import CATEGORIES
from shared.domain.states import Kind, Status
from shared.entry import problems
from shared.entry.caller import Caller
from shared.entry.views import ApplicationView, flaws_of
from shared.store import accounts, applications, clinics, files


class NewApplication(Model):
    """What an application is for."""

    category: str
    occupation: Text | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class Patch(Model):
    """A JSON merge patch of the form."""

    category: str | None = None
    occupation: Text | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


def start(caller: Caller, wanted: NewApplication) -> ApplicationView:
    """Write a new draft; repeated under the same key, it finds the draft it made."""
    _require_category(wanted.category)
    prefill = accounts.get(caller.account).prefill()
    new = applications_domain.begin(
        caller.new_id("application_id"), caller.account, wanted.category, wanted.occupation, caller.now
    )
    started = lifecycle.step(
        new,
        Kind.STARTED,
        caller.now,
        Actor.APPLICANT,
        fields=_merged(prefill, wanted.fields),
        prefilled=tuple(prefill.model_dump(exclude_none=True, exclude_defaults=True)),
    )
    try:
        return shown(caller, applications.commit(new, started))
    except Conflict:
        return shown(caller, applications.owned(new.id, caller.account))


def change(caller: Caller, application_id: str, revision: int, patch: Patch) -> ApplicationView:
    """Apply a patch to the revision that the caller has seen."""
    draft = applications.owned(application_id, caller.account)
    require_editable(draft)
    if draft.revision != revision:
        raise Stale("REVISION_STALE")
    category = patch.category or draft.category
    _require_category(category)
    occupation = patch.occupation if "occupation" in patch.model_fields_set else draft.occupation
    changes = {"category": category, "occupation": occupation, "fields": _merged(draft.fields, patch.fields)}
    changed = draft.model_copy(update={**changes, "changed_at": caller.now, "reminded": False})
    require_open(draft, *corrections.changed(draft, changed))
    if changed.fields.clinic_code not in (None, draft.fields.clinic_code):
        clinics.require_licensed(changed.fields.clinic_code, caller.today, "/fields/clinic_code")
    return shown(caller, applications.save(draft, changed))


def discard(caller: Caller, application_id: str) -> None:
    """Delete a draft: the form is emptied, and its files leave the vault."""
    draft = applications.owned(application_id, caller.account)
    gone = lifecycle.step(draft, Kind.DISCARDED, caller.now, Actor.APPLICANT, fields=Fields(), prefilled=())
    applications.commit(draft, gone)
    files.clear(application_id)


def shown(caller: Caller, application: Application) -> ApplicationView:
    """Show an application to its applicant."""
    attached = files.of(application.id)
    flaws = flaws_of(application, attached, accounts.get(caller.account), caller.today)
    return ApplicationView.of(application, attached, flaws, caller.language, caller.now)


def require_editable(application: Application) -> None:
    """Let through only a draft, or what has come back for correction."""
    if application.status not in (Status.DRAFT, Status.CORRECTION):
        raise Conflict("NOT_EDITABLE")


def require_open(application: Application, *pointers: str) -> None:
    """Refuse to touch what was found right: only what the remarks name is open (rev-01, rej-12)."""
    closed = [pointer for pointer in pointers if not corrections.is_open(application, pointer)]
    if closed:
        raise Invalid("PART_CLOSED", *(Flaw(pointer, "PART_CLOSED") for pointer in closed))


def _merged(fields: Fields, patch: dict[str, Any]) -> Fields:
    try:
        return fields.merged(patch)
    except ValidationError as error:
        raise problems.refused(error, "BODY_INVALID", "/fields") from None


def _require_category(code: str) -> None:
    if code not in CATEGORIES:
        raise Invalid("BODY_INVALID", Flaw("/category", "CATEGORY_UNKNOWN"))
