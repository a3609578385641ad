"""Reads a bundle with FHIR's own models, as another system would, back into what was filed."""

from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from functions.export import names
from shared.domain.entries import Entry, EntryKind
from shared.domain.filing import Filed

RESOURCES = {
    "examination": "Procedure",
    "hygiene_attestation": "Procedure",
    "vaccination": "Immunization",
    "vaccination_exemption": "Immunization",
    "vaccination_refusal": "Immunization",
    "laboratory": "Observation",
    "conclusion": "Observation",
    "occupational_disease": "Condition",
    "restriction": "Flag",
}


@dataclass(frozen=True)
class Read:
    """A bundle that was read: its resources by their addresses."""

    by_url: dict[str, Any]

    def of(self, *kinds: str) -> list[Any]:
        """Find the resources of these types."""
        return [one for one in self.by_url.values() if one.get_resource_type() in kinds]

    def entries(self) -> list[tuple[Filed, bool]]:
        """Rebuild all that was filed, and whether each counts."""
        return [self._filed(one) for one in self.of("Provenance")]

    def _filed(self, provenance: Any) -> tuple[Filed, bool]:
        target = self.by_url[provenance.target[0].reference]
        chain = {part.url: part for part in provenance.extension[0].extension}
        revised = [self.by_url[one.what.reference] for one in provenance.entity or []]
        filed = Filed(
            number=chain["number"].valuePositiveInt,
            entry=self._entry(target, provenance),
            filed_at=provenance.recorded,
            corrects=_value(revised[0], names.ENTRY).split("/")[1] if revised else None,
            previous=chain["previous"].valueString,
            hash=chain["hash"].valueString,
        )
        assert _value(target, names.ENTRY).split("/")[1] == filed.id
        return filed, _status(target) != "entered-in-error"

    def _entry(self, target: Any, provenance: Any) -> Entry:
        kind = EntryKind(target.meta.tag[0].code)
        assert target.get_resource_type() == RESOURCES[kind]
        clinic = self.by_url[provenance.agent[0].who.reference]
        (document,) = (one for one in target.identifier if one.system == names.CLINIC_DOCUMENT)
        assert self.by_url[document.assigner.reference] is clinic
        said = _READERS[target.get_resource_type()](target)
        doctors = [self.by_url[url] for url in said.pop("by") if url]
        known = {
            "document_id": document.value,
            "kind": kind,
            "clinic": clinic.name,
            "clinic_code": next(
                (one.value for one in clinic.identifier or [] if one.system == names.CLINIC), None
            ),
            "filed_on": provenance.occurredDateTime,
            "doctor": next(
                (one.name[0].text for one in doctors if one.get_resource_type() == "Practitioner"), None
            ),
            "valid_until": _extended(target, names.VALID_UNTIL, "valueDate"),
        }
        return Entry.model_validate(known | said)


def read(text: str) -> Read:
    """Read a bundle, and all references in it."""
    bundle: Any = Bundle.model_validate_json(text)
    assert bundle.type == "collection"
    return Read({one.fullUrl: one.resource for one in bundle.entry})


def _immunization(one: Any) -> dict[str, Any]:
    reason = one.statusReason.coding[0].code if one.statusReason else None
    assert (one.status in ("not-done", "entered-in-error")) or reason is None
    series = (one.protocolApplied or [None])[0]
    return {
        "title": _extended(one, names.TITLE, "valueString"),
        "date": one.occurrenceDateTime,
        "result": _note(one),
        "infection": one.vaccineCode.coding[0].code,
        "vaccine": one.vaccineCode.text,
        "series": one.lotNumber,
        "dose": series.doseNumberPositiveInt if series else None,
        "by": [performer.actor.reference for performer in one.performer],
    }


def _observation(one: Any) -> dict[str, Any]:
    concept = one.valueCodeableConcept
    return {
        "title": one.code.text,
        "date": one.effectiveDateTime,
        "result": concept.text if concept else one.valueString,
        "fitness": concept.coding[0].code if concept else None,
        "by": [performer.reference for performer in one.performer],
    }


def _procedure(one: Any) -> dict[str, Any]:
    coding = one.outcome.coding if one.outcome else None
    return {
        "title": one.code.text,
        "date": one.performedDateTime,
        "result": one.outcome.text if one.outcome else None,
        "fitness": coding[0].code if coding else None,
        "by": [performer.actor.reference for performer in one.performer],
    }


def _condition(one: Any) -> dict[str, Any]:
    assert {coding.code for coding in one.code.coding} == {one.code.coding[0].code}
    return {
        "title": one.code.text,
        "date": _extended(one, names.ASSERTED, "valueDateTime"),
        "result": _note(one),
        "code": one.code.coding[0].code,
        "by": [one.asserter.reference] if one.asserter else [],
    }


def _flag(one: Any) -> dict[str, Any]:
    coding = one.code.coding[0]
    return {
        "title": one.code.text,
        "date": one.period.start,
        "valid_until": one.period.end,
        "result": _extended(one, names.RESULT, "valueString"),
        "restriction": coding.code if coding.system == names.RESTRICTION else None,
        "by": [one.author.reference],
    }


_READERS = {
    "Immunization": _immunization,
    "Observation": _observation,
    "Procedure": _procedure,
    "Condition": _condition,
    "Flag": _flag,
}


def _status(one: Any) -> str:
    status = getattr(one, "status", None) or one.verificationStatus.coding[0].code
    return str(status)


def _value(one: Any, system: str) -> str:
    return next(str(name.value) for name in one.identifier if name.system == system)


def _note(one: Any) -> str | None:
    return one.note[0].text if one.note else None


def _extended(one: Any, url: str, value: str) -> Any:
    return next((getattr(each, value) for each in one.extension or [] if each.url == url), None)
