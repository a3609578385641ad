"""The electronic medical journal: three sections, open while a policy counts (oms-01, oms-06)."""

import secrets
from enum import StrEnum

from functions.journal.policies import PolicyView, confirmed, current
from shared.adapters import registries
from shared.domain.account import Profile
from shared.domain.entries import Entry, EntryKind
from shared.domain.errors import Busy, Forbidden
from shared.domain.health import Part
from shared.domain.model import Model
from shared.domain.registries import Outcome, Registry
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import health

_RETRY_SECONDS = 30
_VACCINATIONS = {EntryKind.VACCINATION, EntryKind.EXEMPTION, EntryKind.REFUSAL}


class MedicalRecord(StrEnum):
    """Whether the medical base knows the holder (val-06)."""

    LINKED = "linked"
    NOT_FOUND = "not_found"


class Journal(Model):
    """What the policy opens."""

    policy: PolicyView
    record: MedicalRecord
    record_label: str
    examinations: tuple[Entry, ...]
    vaccinations: tuple[Entry, ...]
    laboratory: tuple[Entry, ...]


def opened(caller: Caller) -> Journal:
    """Show the journal; raises `Forbidden` while no policy counts."""
    profile = confirmed(caller)
    policy = current(caller, profile).active(caller.today)
    if policy is None:
        raise Forbidden("OMS_INACTIVE")
    record, entries = _record(caller, profile)
    return Journal(
        policy=PolicyView.of(policy, caller),
        record=record,
        record_label=text("medical_records", record, caller.language),
        examinations=_of(entries, {EntryKind.EXAMINATION}),
        vaccinations=_of(entries, _VACCINATIONS),
        laboratory=_of(entries, {EntryKind.LABORATORY}),
    )


def _record(caller: Caller, profile: Profile) -> tuple[MedicalRecord, tuple[Entry, ...]]:
    """Find the medical record by the bound SNILS; one of another name is nobody's (val-06)."""
    answer = registries.ask_one(Registry.MEDICAL, profile.prefill(), secrets.token_hex(16))
    health.noted(caller.now)(Part.MEDICAL, answer.outcome is not Outcome.UNAVAILABLE)
    if answer.outcome is Outcome.UNAVAILABLE:
        raise Busy("REGISTRY_UNAVAILABLE", retry_after=_RETRY_SECONDS)
    if answer.outcome is not Outcome.MATCH:
        return MedicalRecord.NOT_FOUND, ()
    return MedicalRecord.LINKED, answer.entries


def _of(entries: tuple[Entry, ...], kinds: set[EntryKind]) -> tuple[Entry, ...]:
    """Take the entries of a section, the newest first."""
    found = (entry for entry in entries if entry.kind in kinds)
    return tuple(sorted(found, key=lambda entry: entry.date, reverse=True))
