"""The form: what may be typed, and what is still missing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.fields import Fields, _merge, missing
from tests.builders import FIELDS, NOW, fields

TODAY = NOW.date()
JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


def codes(form: Fields, today: date = TODAY) -> dict[str, str]:
    return {flaw.pointer: flaw.code for flaw in missing(form, today)}


@pytest.mark.req("app-01", "app-02", "app-03")
def test_a_complete_form_lacks_nothing() -> None:
    assert codes(fields()) == {}


@pytest.mark.req("app-03")
@pytest.mark.parametrize(
    "name", sorted(FIELDS.keys() - {"email", "patronymic", "actual_same_as_registration"})
)
def test_each_required_field_is_named_when_it_is_missing(name: str) -> None:
    lacking = codes(fields(**{name: None}))
    assert lacking
    assert all(pointer.startswith(f"/fields/{name}") for pointer in lacking)


@pytest.mark.req("app-08")
def test_a_missing_inn_has_a_hint_of_its_own() -> None:
    assert codes(fields(inn=None)) == {"/fields/inn": "INN_REQUIRED"}


@pytest.mark.req("prf-02")
def test_a_patronymic_may_only_be_missing_on_purpose() -> None:
    assert codes(fields(patronymic=None)) == {"/fields/patronymic": "PATRONYMIC_REQUIRED"}
    assert codes(fields(patronymic=None, no_patronymic=True)) == {}


@pytest.mark.req("prf-10")
def test_the_actual_address_is_asked_for_unless_it_is_the_same() -> None:
    assert "/fields/actual_address/street" in codes(fields(actual_same_as_registration=False))
    assert fields().residence == fields().registration_address
    assert fields(actual_same_as_registration=False).residence == fields().actual_address


@pytest.mark.req("prf-03")
@pytest.mark.parametrize(
    ("born", "code"),
    [("2012-11-23", None), ("2012-11-24", "AGE_TOO_LOW"), ("2026-11-24", "DATE_IN_FUTURE")],
)
def test_an_applicant_is_at_least_fourteen(born: str, code: str | None) -> None:
    assert (
        codes(fields(birth_date=born, passport={"issued_on": "2026-11-23"})).get("/fields/birth_date") == code
    )


@pytest.mark.req("prf-05")
@pytest.mark.parametrize(
    ("issued", "code"),
    [
        ("2004-05-16", "PASSPORT_TOO_EARLY"),
        ("2004-05-17", None),
        ("2026-11-23", None),
        ("2026-11-24", "DATE_IN_FUTURE"),
    ],
)
def test_a_passport_is_issued_between_the_fourteenth_birthday_and_today(
    issued: str, code: str | None
) -> None:
    assert codes(fields(passport={"issued_on": issued})).get("/fields/passport/issued_on") == code


@pytest.mark.req("val-10", "val-11")
@pytest.mark.parametrize(
    ("patch", "pointer", "code"),
    [
        ({"inn": "500100732258"}, ("inn",), "INN_CHECKSUM"),
        ({"snils": "11223344596"}, ("snils",), "SNILS_CHECKSUM"),
        ({"oms_policy": {"number": "1234567890123453"}}, ("oms_policy", "number"), "OMS_CHECKSUM"),
        ({"passport": {"department_code": "770"}}, ("passport", "department_code"), "DEPARTMENT_CODE_FORMAT"),
        (
            {"registration_address": {"postcode": "1190"}},
            ("registration_address", "postcode"),
            "POSTCODE_FORMAT",
        ),
        ({"shoe_size": "43"}, ("shoe_size",), "extra_forbidden"),
    ],
)
def test_a_wrong_value_is_refused_at_once_and_by_name(
    patch: dict[str, Any], pointer: tuple[str, ...], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        fields(**patch)
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(pointer, code)]


@pytest.mark.req("oms-10")
def test_a_policy_is_checked_by_its_type() -> None:
    assert fields(oms_policy={"type": "old", "number": "АА 123456"}).oms_policy.number == "АА123456"
    assert fields(oms_policy={"type": None, "number": "АА 123456"}).oms_policy.number == "АА 123456"


@given(JSON, JSON)
def test_a_merge_patch_is_the_one_of_rfc_7396(target: Any, patch: Any) -> None:
    merged = _merge(target, patch)
    if not isinstance(patch, dict):
        assert merged == patch
        return
    assert isinstance(merged, dict)
    for name, value in patch.items():
        assert (name in merged) is (value is not None)
    untouched = target.items() if isinstance(target, dict) else ()
    assert all(merged[name] == value for name, value in untouched if name not in patch)
    assert _merge(merged, patch) == merged
