"""Whom a book speaks of, and which documents say it, as FHIR resources."""

from collections.abc import Iterator

from functions.export import names
from functions.export.holdings import Holdings, Published
from functions.export.names import Element, Names, concept, identifier, known
from shared.domain import base64url
from shared.domain.book import VersionState
from shared.domain.errors import NotFound
from shared.domain.model import rfc3339
from shared.domain.professions import CATEGORIES
from shared.store import clinics

_STATUS = {
    VersionState.ACTIVE: "current",
    VersionState.SUPERSEDED: "superseded",
    VersionState.REVOKED: "entered-in-error",
}


def patient(holdings: Holdings, called: Names) -> Element:
    """Describe the holder; the SNILS under both of its names, which are equally common."""
    person, policy = holdings.book.person, holdings.policy
    insured = [identifier(names.OMS, policy.number)] if policy and policy.number else []
    return known(
        resourceType="Patient",
        id=called.id("patient"),
        identifier=[
            identifier(names.SNILS_OID, person.snils, use="official"),
            identifier(names.SNILS, person.snils, use="official"),
            *insured,
            identifier(names.BOOK, called.number),
        ],
        name=[
            {
                "use": "official",
                "text": person.full_name,
                "family": person.surname,
                "given": [part for part in (person.name, person.patronymic) if part],
            }
        ],
        gender=person.sex,
        birthDate=person.birth_date.isoformat(),
        contact=[
            {
                "relationship": [concept(names.CONTACT, "E", "Employer")],
                "organization": called.to("employer"),
            }
        ],
    )


def employment(holdings: Holdings, called: Names) -> Iterator[Element]:
    """Tell where the holder works and as what; it is why there is a book at all."""
    book = holdings.book
    yield {"resourceType": "Organization", "id": called.id("employer"), "name": book.employer}
    yield known(
        resourceType="Observation",
        id=called.id("occupation"),
        status="final",
        category=[concept(names.OBSERVED, "social-history")],
        code=concept(names.LOINC, "11341-5", "History of Occupation"),
        subject=called.to("patient"),
        effectiveDateTime=rfc3339(book.published_at),
        valueCodeableConcept=concept(
            names.CATEGORY, book.category, CATEGORIES[book.category].title, book.occupation
        ),
    )


def organizations(holdings: Holdings, called: Names) -> Iterator[Element]:
    """Describe each clinic as the entries name it, with its INN where the register knows it."""
    for code, name in dict.fromkeys((one.entry.clinic_code, one.entry.clinic) for one in holdings.filed):
        inn = _inn(code) if code else None
        yield known(
            resourceType="Organization",
            id=called.id("clinic", code, name),
            identifier=[
                *([identifier(names.CLINIC, code)] if code else []),
                *([identifier(names.INN, inn)] if inn else []),
            ],
            name=name,
        )


def practitioners(holdings: Holdings, called: Names) -> Iterator[Element]:
    """Describe each doctor of each clinic; a name is all that is known, and namesakes are not the same."""
    entries = (one.entry for one in holdings.filed if one.entry.doctor)
    for code, clinic, name in dict.fromkeys((one.clinic_code, one.clinic, one.doctor) for one in entries):
        id_ = called.id("doctor", code, clinic, name)
        yield {"resourceType": "Practitioner", "id": id_, "name": [{"text": name}]}


def document(holdings: Holdings, published: Published, called: Names) -> Element:
    """Point at a version's signed PDF by its SHA-256 (RFC 6920); FHIR's own `hash` is SHA-1."""
    state, document = holdings.book.state_of(published.number), published.document
    digest = base64url.encode(bytes.fromhex(document.sha256))
    return known(
        resourceType="DocumentReference",
        id=called.id("version", str(published.number)),
        meta={"tag": concept(names.VERSION_STATE, state)["coding"]},
        masterIdentifier=identifier(names.URI, f"ni:///sha-256;{digest}"),
        identifier=[identifier(names.BOOK, f"{called.number}/versions/{published.number}")],
        status=_STATUS[state],
        subject=called.to("patient"),
        date=rfc3339(published.at),
        content=[
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "size": document.size,
                    "title": f"Медкнижка {called.number}, версия {published.number}.pdf",
                    "creation": rfc3339(published.at),
                }
            }
        ],
    )


def _inn(code: str) -> str | None:
    try:
        return clinics.get(code).inn
    except NotFound:
        return None
