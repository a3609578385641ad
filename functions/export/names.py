"""By what name a bundle calls each thing, and who gave the name (docs/export.md)."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

Element = dict[str, Any]

BOOK = "urn:emk:book"
ENTRY = "urn:emk:book-entry"
CLINIC_DOCUMENT = "urn:emk:clinic-document"
CLINIC = "urn:emk:clinic"
KIND = "urn:emk:entry-kind"
FITNESS = "urn:emk:fitness"
INFECTION = "urn:emk:infection"
RESTRICTION = "urn:emk:restriction"
CATEGORY = "urn:emk:category"
VERSION_STATE = "urn:emk:version-state"

VALID_UNTIL = "urn:emk:fhir:valid-until"
TITLE = "urn:emk:fhir:title"
RESULT = "urn:emk:fhir:result"
CHAIN = "urn:emk:fhir:chain"

SNILS_OID = "urn:oid:1.2.643.100.3"
SNILS = "https://fhir.ru/ig/core/systems/snils"
OMS = "https://fhir.ru/ig/core/systems/oms"
INN = "https://fhir.ru/ig/core/systems/inn"
MKB_10 = "urn:oid:1.2.643.5.1.13.13.11.1005"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
URI = "urn:ietf:rfc:3986"

_HL7 = "http://terminology.hl7.org/CodeSystem/"
ABSENT = f"{_HL7}data-absent-reason"
OBSERVED = f"{_HL7}observation-category"
REASON = f"{_HL7}v3-ActReason"
VERIFIED = f"{_HL7}condition-ver-status"
CONTACT = f"{_HL7}v2-0131"
AGENT = f"{_HL7}provenance-participant-type"

ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


@dataclass(frozen=True)
class Names:
    """The names of one book's things: always the same, so that a second export can be laid over a first."""

    number: str

    def id(self, *what: str | None) -> str:
        """Name a thing."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{BOOK}:{self.number}#{json.dumps(what)}"))

    def to(self, *what: str | None) -> Element:
        """Refer to a thing."""
        return {"reference": f"urn:uuid:{self.id(*what)}"}


def known(**elements: Any) -> Element:
    """Leave out what there is nothing to say of: FHIR knows no nulls and no empty lists."""
    return {name: value for name, value in elements.items() if value not in (None, [], {})}


def concept(system: str, code: str, display: str | None = None, words: str | None = None) -> Element:
    """Say something by a code, and in the words of whoever said it."""
    return known(coding=[known(system=system, code=code, display=display)], text=words)


def identifier(system: str, value: str, **more: Any) -> Element:
    """Name something as its owner does."""
    return {"system": system, "value": value, **more}


def extension(url: str, **value: Any) -> list[Element]:
    """Say what FHIR has no element for; nothing, if there is nothing to say."""
    return [{"url": url, **value}] if all(value.values()) else []
