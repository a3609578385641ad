"""Each kind of entry as the resource that other medical systems expect (docs/export.md)."""

from collections.abc import Callable

from functions.export import names
from functions.export.line import Line, day
from functions.export.names import Element, concept, extension, identifier, known
from shared.domain.entries import Entry, EntryKind, Fitness
from shared.domain.model import rfc3339
from shared.domain.texts import text

_NOT_DONE = {EntryKind.EXEMPTION: "MEDPREC", EntryKind.REFUSAL: "PATOBJ"}
_NO_RESULT = concept(names.ABSENT, "unknown")


def resource(line: Line) -> Element:
    """Turn an entry into a resource."""
    entry = line.entry
    made = _KINDS[entry.kind](line)
    until = [] if entry.kind is EntryKind.RESTRICTION else _until(entry)
    extensions = [*made.pop("extension", []), *until]
    return known(
        **made,
        id=line.names.id("entry", line.filed.id),
        meta={"tag": concept(names.KIND, entry.kind)["coding"]},
        extension=extensions,
        identifier=[
            identifier(names.ENTRY, f"{line.names.number}/{line.filed.id}"),
            identifier(names.CLINIC_DOCUMENT, entry.document_id, assigner=line.clinic),
        ],
    )


def _immunization(line: Line) -> Element:
    """Tell of a vaccination, or why there was none; its series asks for a dose, the code does not."""
    entry = line.entry
    infection = str(entry.infection)
    against = concept(names.INFECTION, infection, text("infections", infection))
    reason = _NOT_DONE.get(entry.kind)
    series = [{"targetDisease": [against], "doseNumberPositiveInt": entry.dose}] if entry.dose else []
    return known(
        resourceType="Immunization",
        extension=extension(names.TITLE, valueString=entry.title),
        status=line.status("not-done" if reason else "completed"),
        statusReason=concept(names.REASON, reason) if reason else None,
        vaccineCode=known(**against, text=entry.vaccine),
        patient=line.patient,
        occurrenceDateTime=day(entry.date),
        recorded=day(entry.filed_on),
        lotNumber=entry.series,
        performer=[{"actor": performer} for performer in line.performers],
        note=_note(entry.result),
        protocolApplied=series,
    )


def _laboratory(line: Line) -> Element:
    result = line.entry.result
    value = {"valueString": result} if result else {"dataAbsentReason": _NO_RESULT}
    return _observation(line, "laboratory", value)


def _conclusion(line: Line) -> Element:
    return _observation(line, "exam", {"valueCodeableConcept": _fitness(line.entry)})


def _observation(line: Line, category: str, value: Element) -> Element:
    return known(
        resourceType="Observation",
        status=line.status("final"),
        category=[concept(names.OBSERVED, category)],
        code=line.kind,
        subject=line.patient,
        effectiveDateTime=day(line.entry.date),
        issued=rfc3339(line.filed.filed_at),
        performer=line.performers,
        **value,
    )


def _procedure(line: Line) -> Element:
    """Tell of an examination or of hygiene training, and of what came of it."""
    return known(
        resourceType="Procedure",
        status=line.status("completed"),
        code=line.kind,
        subject=line.patient,
        performedDateTime=day(line.entry.date),
        performer=[{"actor": performer} for performer in line.performers],
        outcome=_fitness(line.entry),
    )


def _condition(line: Line) -> Element:
    """Tell of a disease; whether it has passed nobody tells us, so there is no clinical status."""
    entry = line.entry
    coding = [{"system": system, "code": entry.code} for system in (names.MKB_10, names.ICD_10)]
    return known(
        resourceType="Condition",
        extension=extension(names.ASSERTED, valueDateTime=day(entry.date)),
        verificationStatus=concept(names.VERIFIED, line.status("confirmed")),
        code=known(coding=coding, text=entry.title),
        subject=line.patient,
        recordedDate=day(entry.filed_on),
        asserter=line.doctor,
        note=_note(entry.result),
    )


def _flag(line: Line) -> Element:
    """Tell of what somebody must not do, and until when."""
    entry = line.entry
    ended = entry.valid_until is not None and line.today > entry.valid_until
    kind = entry.restriction
    return known(
        resourceType="Flag",
        extension=extension(names.RESULT, valueString=entry.result),
        status=line.status("inactive" if ended else "active"),
        code=concept(names.RESTRICTION, kind, text("restrictions", kind), entry.title) if kind else line.kind,
        subject=line.patient,
        period=known(start=day(entry.date), end=day(entry.valid_until)),
        author=line.doctor or line.clinic,
    )


_KINDS: dict[EntryKind, Callable[[Line], Element]] = {
    EntryKind.EXAMINATION: _procedure,
    EntryKind.CONCLUSION: _conclusion,
    EntryKind.VACCINATION: _immunization,
    EntryKind.EXEMPTION: _immunization,
    EntryKind.REFUSAL: _immunization,
    EntryKind.LABORATORY: _laboratory,
    EntryKind.OCCUPATIONAL_DISEASE: _condition,
    EntryKind.RESTRICTION: _flag,
    EntryKind.HYGIENE_ATTESTATION: _procedure,
}


def _fitness(entry: Entry) -> Element:
    fitness: Fitness | None = entry.fitness
    if fitness is None:
        return known(text=entry.result)
    return concept(names.FITNESS, fitness, text("fitness", fitness), entry.result)


def _note(words: str | None) -> list[Element]:
    return [{"text": words}] if words else []


def _until(entry: Entry) -> list[Element]:
    return extension(names.VALID_UNTIL, valueDate=day(entry.valid_until))
