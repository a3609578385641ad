"""Personal data: right numbers pass, one wrong digit does not."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from shared.domain import personal

Check = Callable[[str], str]

NUMBERS = [
    (personal.snils, "11223344595", "SNILS_CHECKSUM"),
    (personal.snils, "08765430300", "SNILS_CHECKSUM"),
    (personal.person_inn, "500100732259", "INN_CHECKSUM"),
    (personal.employer_inn, "7707083893", "INN_CHECKSUM"),
    (personal.employer_inn, "500100732259", "INN_CHECKSUM"),
    (personal.unified_policy, "1234567890123452", "OMS_CHECKSUM"),
]


def refusal(check: Check, typed: str) -> str | None:
    try:
        check(typed)
    except PydanticCustomError as refused:
        return refused.type
    return None


@pytest.mark.req("val-04", "val-10", "oms-10")
@pytest.mark.parametrize(("check", "number", "code"), NUMBERS)
def test_a_right_number_passes(check: Check, number: str, code: str) -> None:
    assert refusal(check, number) is None, code


@pytest.mark.req("val-04", "val-10", "oms-10")
@pytest.mark.parametrize(("check", "number", "code"), NUMBERS)
@pytest.mark.parametrize("place", range(10))
def test_a_number_that_is_off_by_one_digit_is_refused(
    check: Check, number: str, code: str, place: int
) -> None:
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert refusal(check, wrong) == code


@pytest.mark.req("val-04")
def test_a_snils_has_no_check_number_up_to_001_001_998() -> None:
    assert refusal(personal.snils, "001-001-998 00") is None
    assert refusal(personal.snils, "001-001-999 00") == "SNILS_CHECKSUM"


@pytest.mark.req("val-04")
@pytest.mark.parametrize("typed", ["000-000-000 00", "112-233-445", "112-233-445 9x", "١١٢٢٣٣٤٤٥٩٥", ""])
def test_what_is_no_snils_is_refused(typed: str) -> None:
    assert refusal(personal.snils, typed) == "SNILS_FORMAT"


@pytest.mark.req("val-04")
@given(st.integers(1_001_999, 999_999_999))
def test_exactly_one_check_number_fits_every_snils(body: int) -> None:
    fitting = [check for check in range(100) if refusal(personal.snils, f"{body:09}{check:02}") is None]
    assert len(fitting) == 1


@pytest.mark.req("val-10")
@pytest.mark.req("oms-10")
def test_an_old_policy_has_no_check_digit() -> None:
    assert personal.old_policy("АА 123456-7") == "АА1234567"
    assert refusal(personal.old_policy, "!") == "OMS_FORMAT"


@pytest.mark.req("prf-06")
@pytest.mark.parametrize(("typed", "kept"), [("45 10", "4510"), ("4510", "4510")])
def test_a_passport_series_is_kept_without_spaces(typed: str, kept: str) -> None:
    assert personal.passport_series(typed) == kept


@pytest.mark.req("prf-06")
@pytest.mark.parametrize("typed", ["451", "45101", "45a0"])
def test_anything_else_is_no_passport_series(typed: str) -> None:
    assert refusal(personal.passport_series, typed) == "PASSPORT_FORMAT"


@pytest.mark.req("prf-08")
def test_a_department_code_is_two_groups_of_three_digits() -> None:
    assert personal.department_code("770001") == "770-001"
    assert personal.department_code("770-001") == "770-001"
    assert refusal(personal.department_code, "770") == "DEPARTMENT_CODE_FORMAT"


@pytest.mark.req("aut-01", "prf-11")
@pytest.mark.parametrize(
    "typed", ["+7 916 123-45-67", "8 (916) 123 45 67", "89161234567", "9161234567", "7-916-123-45-67"]
)
def test_every_spelling_of_a_phone_is_the_same_phone(typed: str) -> None:
    assert personal.phone(typed) == "+79161234567"


@pytest.mark.req("prf-11")
@pytest.mark.parametrize("typed", ["+7 495 123-45-67", "+1 916 123 45 67", "916123456", "телефон"])
def test_what_cannot_get_an_sms_is_refused(typed: str) -> None:
    assert refusal(personal.phone, typed) == "PHONE_FORMAT"


@pytest.mark.req("prf-02")
@pytest.mark.parametrize("typed", ["Анна-Мария", "д'Артаньян", "Ибн Сина", "Пётр I", "Щ", "Я" * 100])
def test_names_of_the_passport_pass(typed: str) -> None:
    assert personal.name_part(typed) == typed


@pytest.mark.req("prf-02")
@pytest.mark.parametrize("typed", ["", "Anna", "Анна1", "IV", "Я" * 101, "Анна<script>"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert refusal(personal.name_part, typed) == "NAME_FORMAT"


@pytest.mark.req("prf-02")
def test_spaces_collapse_and_the_spelling_is_kept() -> None:
    assert personal.name_part("  Семён   Львович ") == "Семён Львович"
    assert personal.same_name("Семён", "СЕМЕН")
    assert not personal.same_name("Семён", "Симон")


@pytest.mark.req("prf-07")
@pytest.mark.parametrize(
    "typed", ["31.02.2024", "2024-02-31", "2024-2-1", "01.02.2024", "20240201", 20240201]
)
def test_only_a_real_iso_date_passes(typed: object) -> None:
    with pytest.raises(PydanticCustomError, match="DATE_FORMAT"):
        personal.iso_date(typed)


@pytest.mark.req("prf-11")
@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("a@b.ru", True),
        ("имя@пример.рф", True),
        ("a@b", False),
        ("@b.ru", False),
        ("a b@c.ru", False),
        ("a" * 65 + "@b.ru", False),
        ("a@" + "b" * 250 + ".ru", False),
    ],
)
def test_an_address_is_checked_for_syntax_and_length(typed: str, right: bool) -> None:  # noqa: FBT001
    assert (refusal(personal.email, typed) is None) is right


@pytest.mark.req("prf-05")
def test_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert personal.birthday(date(2008, 2, 29), 14) == date(2022, 3, 1)
    assert personal.birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)
