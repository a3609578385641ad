"""A book as FHIR: what another system reads in it is what clinics filed."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from functions.export import bundle, entries, people
from functions.export.holdings import Holdings
from shared.domain.book import BookState
from shared.domain.entries import Entry, EntryKind
from shared.domain.filing import Filed, chained
from tests.builders import NOW
from tests.functions.export.reading import RESOURCES, Read, read
from tests.functions.export.specimens import entries as any_entry
from tests.functions.export.specimens import holding


@pytest.fixture(autouse=True)
def _register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clinics have an INN, where the register knows them."""
    monkeypatch.setattr(people, "_inn", {"77-001": "7707083893"}.get)


def corrected(filed: tuple[Filed, ...]) -> tuple[Filed, ...]:
    """Let the last entry be filed again as a correction of itself."""
    last = filed[-1]
    again = Filed.after(last.number, last.hash, entry=last.entry, filed_at=NOW, corrects=last.id)
    return (*filed, again)


def exported(holdings: Holdings) -> Read:
    return read(bundle.export(holdings, NOW).model_dump_json())


def chains() -> st.SearchStrategy[tuple[Filed, ...]]:
    return st.lists(any_entry(), min_size=1, max_size=5).map(lambda made: chained(made, filed_at=NOW))


@pytest.mark.req("bok-08")
@settings(max_examples=60, deadline=None)
@given(chains() | chains().map(corrected))
def test_what_is_read_from_a_bundle_is_field_by_field_what_clinics_filed(
    filed: tuple[Filed, ...],
) -> None:
    counting = {one.corrects for one in filed}
    assert exported(holding(filed)).entries() == [(one, one.id not in counting) for one in filed]


def one_of_each() -> tuple[Filed, ...]:
    details: dict[EntryKind, dict[str, Any]] = {
        EntryKind.EXAMINATION: {"fitness": "fit"},
        EntryKind.CONCLUSION: {"fitness": "unfit"},
        EntryKind.VACCINATION: {"infection": "measles", "vaccine": "ЖКВ", "series": "А1", "dose": 2},
        EntryKind.EXEMPTION: {"infection": "rubella"},
        EntryKind.REFUSAL: {"infection": "influenza"},
        EntryKind.OCCUPATIONAL_DISEASE: {"code": "L23.5"},
        EntryKind.RESTRICTION: {"restriction": "heights"},
    }
    common = {
        "date": "2026-10-01",
        "valid_until": "2026-11-22",
        "clinic": "Клиника",
        "clinic_code": "77-001",
        "doctor": "Ким А. А.",
    }
    made = [
        Entry.model_validate(
            {"document_id": kind, "kind": kind, **common, **details.get(kind, {})}, strict=False
        )
        for kind in EntryKind
    ]
    return chained(made, filed_at=NOW)


@pytest.mark.req("bok-01", "bok-02", "bok-03", "bok-04", "bok-05", "bok-06")
def test_each_section_of_the_book_becomes_the_resource_that_says_it() -> None:
    found = exported(holding(one_of_each()))
    kinds = {
        one.meta.tag[0].code: one.get_resource_type() for one in found.of(*RESOURCES.values()) if one.meta
    }
    assert kinds == RESOURCES
    reasons = {
        one.meta.tag[0].code: (one.status, one.statusReason and one.statusReason.coding[0].code)
        for one in found.of("Immunization")
    }
    assert reasons == {
        "vaccination": ("completed", None),
        "vaccination_exemption": ("not-done", "MEDPREC"),
        "vaccination_refusal": ("not-done", "PATOBJ"),
    }
    (flag,) = found.of("Flag")
    assert flag.status == "inactive"
    (disease,) = found.of("Condition")
    assert [(one.system, one.code) for one in disease.code.coding] == [
        ("urn:oid:1.2.643.5.1.13.13.11.1005", "L23.5"),
        ("http://hl7.org/fhir/sid/icd-10", "L23.5"),
    ]
    clinics = [one for one in found.of("Organization") if one.identifier]
    assert [{name.system: name.value for name in one.identifier} for one in clinics] == [
        {"urn:emk:clinic": "77-001", "https://fhir.ru/ig/core/systems/inn": "7707083893"}
    ]
    assert len(found.of("Practitioner")) == 1


def test_the_holder_is_named_as_russian_systems_name_people() -> None:
    holdings = holding(one_of_each())
    (patient,) = exported(holdings).of("Patient")
    assert {one.system: one.value for one in patient.identifier} == {
        "urn:oid:1.2.643.100.3": "11223344595",
        "https://fhir.ru/ig/core/systems/snils": "11223344595",
        "https://fhir.ru/ig/core/systems/oms": "1234567890123452",
        "urn:emk:book": holdings.book.number,
    }
    assert (patient.name[0].family, patient.name[0].given) == ("Иванова", ["Анна", "Сергеевна"])
    assert (patient.gender, patient.birthDate.isoformat()) == ("female", "1990-05-17")


def test_versions_point_at_their_documents_and_a_revoked_one_must_not_be_believed() -> None:
    digest = "ni:///sha-256;Afv7" + "-_v7" * 9 + "-_s"
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({}, ["superseded", "current"]),
        ({"withdrawn": (1,)}, ["entered-in-error", "current"]),
    )
    for changes, states in cases:
        documents = exported(holding(one_of_each(), **changes)).of("DocumentReference")
        assert [one.status for one in documents] == states
        assert documents[0].masterIdentifier.value == digest
    revoked = holding(one_of_each())
    revoked = Holdings(
        **{**vars(revoked), "book": revoked.book.model_copy(update={"state": BookState.REVOKED})}
    )
    assert {one.status for one in exported(revoked).of("DocumentReference")} == {"entered-in-error"}


def test_all_references_lead_somewhere_and_all_codes_are_those_that_fhir_requires() -> None:
    found = exported(holding(corrected(one_of_each())))
    assert {url for one in found.by_url.values() for url in _references(one)} <= set(found.by_url)
    checked = [(value, allowed) for one in found.by_url.values() for value, allowed in _bound(one)]
    assert {"not-done", "current", "inactive", "female"} <= {value for value, _ in checked}
    assert not [value for value, allowed in checked if value not in allowed]


def test_a_second_export_can_be_laid_over_the_first() -> None:
    filed = one_of_each()
    before, after = exported(holding(filed[:-1])), exported(holding(filed))
    assert set(before.by_url) < set(after.by_url)


def test_a_bundle_that_fhir_would_refuse_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled = dict(entries._KINDS)
    spoiled[EntryKind.RESTRICTION] = lambda line: {**entries._flag(line), "code": None}
    monkeypatch.setattr(entries, "_KINDS", spoiled)
    with pytest.raises(ValidationError):
        bundle.export(holding(one_of_each()), NOW)


def _references(resource: BaseModel) -> Iterator[str]:
    if reference := getattr(resource, "reference", None):
        yield reference
    for part in _parts(resource):
        yield from _references(part)


def _bound(resource: BaseModel) -> Iterator[tuple[str, list[str]]]:
    """Find the values of all elements to which FHIR binds a list of codes."""
    for name, field in type(resource).model_fields.items():
        extra = field.json_schema_extra
        allowed: Any = extra.get("enum_values") if isinstance(extra, dict) else None
        value = getattr(resource, name, None)
        if allowed and isinstance(value, str):
            yield value, allowed
    for part in _parts(resource):
        yield from _bound(part)


def _parts(resource: BaseModel) -> Iterator[BaseModel]:
    for name in type(resource).model_fields:
        value = getattr(resource, name, None)
        yield from (
            part for part in (value if isinstance(value, list) else [value]) if isinstance(part, BaseModel)
        )
