"""The book as an HL7 FHIR R4 bundle: what is sent has been checked by FHIR's own models."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Literal

from functions.export import names, people
from functions.export.entries import resource
from functions.export.holdings import Holdings
from functions.export.line import Line, provenance
from functions.export.names import Element, Names, identifier
from shared.domain.calendar import local_day
from shared.domain.model import Model, rfc3339


class BundledResource(Model):
    """A resource of FHIR R4 (https://hl7.org/fhir/R4/); others refer to it by `fullUrl`."""

    fullUrl: str  # noqa: N815 - FHIR's name
    resource: dict[str, Any]


class FhirBundle(Model):
    """A Bundle of FHIR R4 (https://hl7.org/fhir/R4/bundle.html); docs/export.md says what becomes what.

    A collection, not a document: a document is what somebody has attested, and here that is the PDF.
    """

    media_type: ClassVar[str] = "application/fhir+json"

    resourceType: Literal["Bundle"] = "Bundle"  # noqa: N815 - FHIR's name
    type: Literal["collection"] = "collection"
    identifier: dict[str, str]
    timestamp: str
    entry: tuple[BundledResource, ...]


def export(holdings: Holdings, now: datetime) -> FhirBundle:
    """Put the book into a bundle; raises if FHIR would not have it so."""
    resources = _resources(holdings, now)
    bundle = FhirBundle(
        identifier=identifier(names.BOOK, holdings.book.number),
        timestamp=rfc3339(now),
        entry=tuple(BundledResource(fullUrl=f"urn:uuid:{one['id']}", resource=one) for one in resources),
    )
    _require_valid(bundle)
    return bundle


def _resources(holdings: Holdings, now: datetime) -> Iterator[Element]:
    called = Names(holdings.book.number)
    corrected = {filed.corrects for filed in holdings.filed}
    yield people.patient(holdings, called)
    yield from people.employment(holdings, called)
    yield from people.organizations(holdings, called)
    yield from people.practitioners(holdings, called)
    for filed in holdings.filed:
        line = Line(called, filed, filed.id in corrected, local_day(now))
        yield resource(line)
        yield provenance(line)
    for published in holdings.published:
        yield people.document(holdings, published, called)


def _require_valid(bundle: FhirBundle) -> None:
    """Let FHIR's models read it; they load late, so that a plain export does not wait for them."""
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - costs more than all else together

    Bundle.model_validate(bundle.model_dump(mode="json"))
