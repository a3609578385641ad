"""A conclusion for an application that waits for it, from the clinic that its applicant named (cln-12)."""

from functions.records.filing import EntryFiled, NewEntry, same
from shared.domain import lifecycle, numbers
from shared.domain.application import Actor
from shared.domain.entries import EntryKind
from shared.domain.errors import Conflict, Flaw, Forbidden, Invalid, NotFound
from shared.domain.states import Kind
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
    entry = given.entry(clinic, caller.now.date())
    for known in application.entries:
        if known.document_id == given.document_id:
            if not same(known, entry):
                raise Conflict("DOCUMENT_ID_USED")
            return EntryFiled(entry_id=given.document_id, http_status=200)
    entries = (*application.entries, entry)
    changes = {"entries": entries, "reviewer_needed": False}
    step = lifecycle.step(application, Kind.CONCLUSION_FILED, caller.now, Actor.CLINIC, **changes)
    applications.commit(application, step)
    caller.about(application_id=application.id)
    return EntryFiled(entry_id=given.document_id)
