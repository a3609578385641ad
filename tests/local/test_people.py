from datetime import UTC, datetime

import pytest

from local.people import PEOPLE, DemoPerson, applicant, fresh, medical_entries
from shared.domain.access import Role
from shared.domain.calendar import local_day
from shared.domain.entries import Entry, EntryKind
from shared.domain.fields import Fields, missing

TODAY = local_day(datetime.now(UTC))
APPLICANTS = [person for person in PEOPLE if person.role == Role.APPLICANT]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: f"{person.role}-{person.login}")
def test_everybody_has_filled_in_the_form_with_valid_numbers(person: DemoPerson) -> None:
    fields = Fields.model_validate(person.fields)
    assert missing(fields, TODAY) == []
    assert fields.model_dump(mode="json", include=set(person.fields)) == person.fields


def test_at_least_six_applicants_match_and_each_other_story_is_told() -> None:
    stories = [person.story for person in APPLICANTS]
    assert stories.count("match") >= 6
    assert {"mismatch:name", "mismatch:inn", "not_found:pension", "no_examination"} <= set(stories)


def test_every_role_has_somebody_to_sign_in_as() -> None:
    assert {person.role for person in PEOPLE} == set(Role)


@pytest.mark.parametrize("name", ["phone", "snils", "inn", "passport", "oms_policy", "email"])
def test_no_two_people_share_a_number(name: str) -> None:
    people = [*PEOPLE, applicant(1_000_001), applicant(8_999_999)]
    assert len({str(person.fields[name]) for person in people}) == len(people)


def test_names_are_not_all_alike() -> None:
    names = {(person.fields["surname"], person.fields["name"]) for person in APPLICANTS}
    assert len(names) == len(APPLICANTS)
    assert {person.fields["sex"] for person in APPLICANTS} == {"female", "male"}


def test_somebody_new_is_complete_too() -> None:
    assert missing(Fields.model_validate(fresh().fields), TODAY) == []


def test_the_same_index_is_the_same_person() -> None:
    assert applicant(42) == applicant(42)
    assert applicant(42).account == applicant(42).account != applicant(43).account


def test_what_is_shown_keeps_the_registries_secret() -> None:
    assert applicant(1).shown().keys() == {"role", "login", "password", "story", "fields"}


def test_the_clinic_has_filed_an_examination_that_is_still_valid() -> None:
    entries = [Entry.model_validate(entry) for entry in medical_entries()]
    examination = next(entry for entry in entries if entry.kind is EntryKind.EXAMINATION)
    assert examination.valid_until is not None
    assert examination.valid_until > TODAY
    assert len({entry.document_id for entry in entries}) == len(entries)
