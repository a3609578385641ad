"""Test data: a person whose papers are all right, and an application in any state."""

from datetime import UTC, datetime
from typing import Any

from shared.domain import lifecycle
from shared.domain.account import Level, Profile
from shared.domain.application import Actor, Application, File, begin
from shared.domain.book import Book
from shared.domain.documents import DocumentKind, FileStatus, PassportPage
from shared.domain.entries import Entry, EntryKind
from shared.domain.fields import Fields
from shared.domain.payments import Attempt, Method, Receipt
from shared.domain.professions import CATEGORIES
from shared.domain.registries import Check, Registry
from shared.domain.states import Kind
from shared.domain.ticket import Subject, Ticket
from shared.domain.validity import judge
from shared.domain.version import Person, Version

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOLDER = "holder1"

FIELDS: dict[str, Any] = {
    "surname": "Иванова",
    "name": "Анна",
    "patronymic": "Сергеевна",
    "birth_date": "1990-05-17",
    "birth_place": "г. Тверь",
    "sex": "female",
    "snils": "11223344595",
    "inn": "500100732259",
    "passport": {
        "series": "4510",
        "number": "123456",
        "issued_on": "2010-06-01",
        "issuer": "ОВД района Арбат",
        "department_code": "770-001",
    },
    "oms_policy": {"type": "digital", "number": "1234567890123452"},
    "registration_address": {
        "region": "Москва",
        "locality": "Москва",
        "street": "Арбат",
        "house": "1",
        "flat": "2",
        "postcode": "119002",
    },
    "actual_same_as_registration": True,
    "phone": "+79161234567",
    "email": "anna@example.ru",
    "employer": {"name": "ООО «Пекарня»", "inn": "7707083893", "position": "повар"},
    "clinic_code": "77-001",
}


def fields(**changes: object) -> Fields:
    """Fill in the form, with changes as a merge patch."""
    return Fields.model_validate(FIELDS).merged(changes)


def profile(**changes: object) -> Profile:
    """Describe the same person as an account's holder."""
    known = {
        name: FIELDS[name]
        for name in ("surname", "name", "patronymic", "birth_date", "snils", "phone", "inn", "email")
    }
    certain = {"level": Level.CONFIRMED, "email_confirmed": True, "inn_verified": True}
    return Profile.model_validate({"account": HOLDER, **certain, **known, **changes})


def draft(**changes: object) -> Application:
    """Start a complete draft."""
    new = begin("a1", HOLDER, "catering", "повар", NOW)
    return lifecycle.step(new, Kind.STARTED, NOW, Actor.APPLICANT, fields=fields(), **changes).application


def submitted(**changes: object) -> Application:
    """Send the draft in."""
    known = {
        "number": "JQNQ-XHXK-M4W1",
        "submitted_at": NOW,
        "checks": tuple(Check(registry=registry) for registry in Registry),
        **changes,
    }
    return lifecycle.step(draft(), Kind.SUBMITTED, NOW, Actor.APPLICANT, **known).application


def file(kind: DocumentKind, page: PassportPage | None = None, **changes: object) -> File:
    """Attach an accepted picture."""
    name = f"{kind}{page or ''}"
    accepted = {
        "status": FileStatus.ACCEPTED,
        "sha256": "0" * 64,
        "vault_key": f"files/a1/{name}",
        "vault_version": "v1",
    }
    return File(
        application_id="a1",
        holder=HOLDER,
        id=name,
        kind=kind,
        page=page,
        file_name=f"{name}.jpg",
        content_type="image/jpeg",
        declared_size=1000,
        created_at=NOW,
        ticket_expires_at=NOW,
    ).model_copy(update={**accepted, **changes})


def scans() -> list[File]:
    """Attach all that catering asks for."""
    return [
        file(DocumentKind.PASSPORT, PassportPage.PHOTO),
        file(DocumentKind.PASSPORT, PassportPage.REGISTRATION),
        file(DocumentKind.SNILS),
        file(DocumentKind.OMS_POLICY),
        file(DocumentKind.EMPLOYMENT_PROOF),
        file(DocumentKind.PHOTO),
    ]


def examination(**changes: object) -> Entry:
    """File an examination that is valid for a year."""
    known = {
        "document_id": "e1",
        "kind": EntryKind.EXAMINATION,
        "title": "Периодический медосмотр",
        "date": "2026-10-01",
        "valid_until": "2027-10-01",
        "clinic": "ГБУЗ «Поликлиника № 1»",
        "fitness": "fit",
    }
    return Entry.model_validate({**known, **changes}, strict=False)


def vaccination(infection: str, **changes: object) -> Entry:
    """File a vaccination that never ends."""
    known = {
        "document_id": f"v-{infection}",
        "kind": EntryKind.VACCINATION,
        "date": "2024-03-01",
        "clinic": "ГБУЗ «Поликлиника № 1»",
        "infection": infection,
    }
    return Entry.model_validate({**known, **changes}, strict=False)


def medical() -> tuple[Entry, ...]:
    """File all that catering asks for: valid until 1 October 2027."""
    attestation = {"kind": EntryKind.HYGIENE_ATTESTATION, "document_id": "h1", "fitness": None}
    shots = map(vaccination, CATEGORIES["catering"].vaccinations)
    return examination(), examination(**attestation, valid_until="2028-10-01"), *shots


def version(**changes: object) -> Version:
    """Prepare the first version of a book."""
    known = {
        "book_number": "JQNQ-XHXK-M4W1",
        "number": 1,
        "holder": HOLDER,
        "application_id": "a1",
        "person": Person.model_validate({name: FIELDS[name] for name in Person.model_fields}),
        "category": "catering",
        "occupation": "повар",
        "employer": "ООО «Пекарня»",
        "entries": medical(),
        "photo": {"key": "files/a1/photo", "version_id": "v1", "sha256": "0" * 64},
        "issued_on": NOW.date(),
        "judgement": judge(CATEGORIES["catering"], medical()),
        "token": "A" * 32,
        "prepared_at": NOW,
    }
    return Version.model_validate({**known, **changes})


def book(made: Version | None = None, **changes: object) -> Book:
    """Found the book that a version speaks for; nobody has written it yet."""
    said = made or version()
    shared = (
        "holder",
        "application_id",
        "category",
        "occupation",
        "employer",
        "person",
        "photo",
        "judgement",
    )
    known = {
        **{name: getattr(said, name) for name in shared},
        "number": said.book_number,
        "clinic_code": "77-001",
        "changed": 1,
        "published_at": NOW,
    }
    return Book.model_validate({**known, **changes})


def ticket(**changes: object) -> Ticket:
    """Write a question that has not been opened yet."""
    known = {
        "id": "0" * 31 + "1",
        "holder": HOLDER,
        "number": "JQNQ-XHXK-M4W1",
        "subject": Subject.QUESTION,
        "opened_at": NOW,
        "since": NOW,
        "description": "Как узнать, дошла ли справка из клиники?",
    }
    return Ticket.model_validate({**known, **changes})


def payment_attempt(**changes: object) -> Attempt:
    """Begin to pay five hundred roubles by card."""
    known = {
        "id": "0" * 32,
        "application_id": "a1",
        "reference": "2f3b588d-000f-5000-8000-1d6e87c7fbde",
        "method": Method.CARD,
        "amount": 500_00,
        "pay_url": "http://provider.test/pay",
        "begun_at": NOW,
    }
    return Attempt.model_validate({**known, **changes})


def receipt(**changes: object) -> Receipt:
    """Acknowledge those five hundred roubles."""
    known = {
        "number": "QJNQ-XHXK-M4W2",
        "holder": HOLDER,
        "application_id": "a1",
        "application_number": "0000-0000-0000",
        "payment_id": "0" * 32,
        "payer": "Иванова Анна Сергеевна",
        "method": Method.CARD,
        "amount": 500_00,
        "basis": "Образец: сумма условная",
        "paid_at": NOW,
    }
    return Receipt.model_validate({**known, **changes})
