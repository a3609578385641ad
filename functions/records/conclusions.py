"""A conclusion for an application that waits for it, from the clinic that its applicant named (cln-12)."""

from functions.records.filing import EntryFiled, NewEntry, same
from shared.domain import corrections, lifecycle, numbers
from shared.domain.application import Actor, Application
from shared.domain.entries import Entry, EntryKind
from shared.domain.errors import Conflict, Flaw, Forbidden, Invalid, NotFound
from shared.domain.registries import Check, Outcome, Registry
from shared.domain.states import Kind, Status
from shared.entry.caller import Caller
from shared.store import applications, staff

_TAKEN = {EntryKind.CONCLUSION, EntryKind.EXAMINATION}


def file(caller: Caller, number: str, given: NewEntry) -> EntryFiled:
    """Add a conclusion or an examination to an application, and let it be checked again."""
    clinic = staff.clinic_of(caller.account)
    if given.kind not in _TAKEN:
        raise Invalid("BODY_INVALID", Flaw("/kind", "VALUE_UNKNOWN"))
    read = numbers.read(number)
    if read is None:
        raise NotFound
    application = applications.get(applications.with_number(read))
    if application.fields.clinic_code != clinic:
        raise Forbidden("CLINIC_NOT_ATTACHED")
    entry = given.entry(clinic, caller.today)
    for known in application.entries:
        if known.document_id == given.document_id:
            if not same(known, entry):
                raise Conflict("DOCUMENT_ID_USED")
            return EntryFiled(entry_id=given.document_id, http_status=200)
    _add(caller, application, entry)
    caller.about(application_id=application.id)
    return EntryFiled(entry_id=given.document_id)


def _add(caller: Caller, application: Application, entry: Entry) -> None:
    """Add what was filed; when nothing else is to be corrected, the application goes on by itself."""
    left = corrections.left_by_conclusion(application)
    checks = tuple(_answered(check, caller) for check in application.checks)
    entries = (*application.entries, entry)
    changes: dict[str, object] = {"entries": entries, "remarks": left, "checks": checks}
    kind = Kind.CONCLUSION_FILED
    if not left:
        changes |= {"correction_until": None, "reviewer_needed": False}
        kind = Kind.CORRECTED if application.status is Status.CORRECTION else kind
    step = lifecycle.step(application, kind, caller.now, Actor.CLINIC, **changes)
    applications.commit(application, step)


def _answered(check: Check, caller: Caller) -> Check:
    """Take the clinic's word where the medical registry knew of nothing yet (val-16)."""
    if check.registry is not Registry.MEDICAL or check.outcome is not Outcome.NOT_FOUND:
        return check
    return check.model_copy(update={"outcome": Outcome.MATCH, "checked_at": caller.now})
