"""What an application costs: by the table of the day, and what is always free."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.fees import ANY, PRICED, ROWS, SAMPLE, FeeEvent, Row, checked, event_of, fee_for
from shared.domain.professions import CATEGORIES
from shared.domain.texts import Language, text

DAY = date(2026, 11, 23)


def row(**changes: object) -> Row:
    known = {"event": "first_issue", "category": "culture", "amount": 1, "basis": "закон", "since": DAY}
    return Row.model_validate({**known, **changes}, strict=False)


@pytest.mark.req("C-30", "pay-01")
@pytest.mark.parametrize("category", CATEGORIES)
def test_the_shipped_table_holds_the_sample_amounts_and_says_so(category: str) -> None:
    first, change = (
        fee_for(event, category, DAY) for event in (FeeEvent.FIRST_ISSUE, FeeEvent.CATEGORY_CHANGE)
    )
    assert (first.amount if first else 0) == (500_00 if category == "culture" else 0)
    assert change
    assert (change.amount, change.category, change.sample, SAMPLE) == (350_00, category, True, True)
    assert change.basis.startswith("Образец")


@pytest.mark.req("pay-02")
@given(
    event=st.sampled_from(sorted(set(FeeEvent) - PRICED)),
    category=st.sampled_from(sorted(CATEGORIES)),
    day=st.dates(),
)
def test_renewals_repetitions_and_our_own_errors_are_always_free(
    event: FeeEvent, category: str, day: date
) -> None:
    assert fee_for(event, category, day) is None
    with pytest.raises(ValueError, match="always free"):
        checked([row(event=event)])


@pytest.mark.req("pay-02")
@pytest.mark.parametrize(
    ("held", "event"),
    [
        ((), FeeEvent.FIRST_ISSUE),
        (("catering",), FeeEvent.CATEGORY_CHANGE),
        (("culture",), FeeEvent.RENEWAL),
        (("catering", "culture"), FeeEvent.RENEWAL),
    ],
)
def test_the_books_that_somebody_holds_say_what_is_asked_for(held: tuple[str, ...], event: FeeEvent) -> None:
    assert event_of("culture", held) is event


@pytest.mark.req("pay-02", "rej-12")
def test_who_has_paid_for_a_refused_application_does_not_pay_for_its_repetition() -> None:
    paid = fee_for(FeeEvent.FIRST_ISSUE, "culture", DAY)
    assert event_of("culture", (), paid) is FeeEvent.REPETITION
    assert event_of("catering", (), paid) is FeeEvent.FIRST_ISSUE, "another category is another matter"


def test_a_row_counts_from_its_first_day_to_its_last() -> None:
    one = row(since=date(2026, 1, 1), until=date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [one.counts(day) for day in days] == [False, True, True, False]


def test_before_the_table_begins_nothing_is_due() -> None:
    assert fee_for(FeeEvent.FIRST_ISSUE, "culture", date(2025, 12, 31)) is None


def test_the_categorys_own_price_goes_before_the_price_for_any_and_nought_is_no_fee(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = (row(category=ANY, amount=7), row(category="culture", amount=5), row(category="sport", amount=0))
    monkeypatch.setattr("shared.domain.fees.ROWS", checked(rows))
    found = {name: fee_for(FeeEvent.FIRST_ISSUE, name, DAY) for name in ("culture", "catering", "sport")}
    assert {name: fee.amount if fee else 0 for name, fee in found.items()} == {
        "culture": 5,
        "catering": 7,
        "sport": 0,
    }


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([row(), row(since=date(2027, 1, 1))], "two prices"),
        ([row(until=DAY), row(since=DAY)], "two prices"),
        ([row(category="astronauts")], "does not exist"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows: list[Row], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        checked(rows)


def test_a_price_can_be_changed_from_a_day_on() -> None:
    assert checked([row(until=date(2026, 12, 31)), row(since=date(2027, 1, 1))])


@pytest.mark.req("pay-03")
@pytest.mark.parametrize(
    ("kopecks", "ru", "en"),
    [
        (0, "0,00\xa0₽", "0.00\xa0₽"),
        (5, "0,05\xa0₽", "0.05\xa0₽"),
        (50_000, "500,00\xa0₽", "500.00\xa0₽"),
        (123_456_789, "1\xa0234\xa0567,89\xa0₽", "1,234,567.89\xa0₽"),
    ],
)
def test_amounts_are_written_in_roubles_and_kopecks(kopecks: int, ru: str, en: str) -> None:
    assert text("payments", "amount", amount=kopecks) == ru
    assert text("payments", "amount", Language.EN, amount=kopecks) == en


def test_every_fee_of_the_table_has_its_words() -> None:
    assert all(text("fees", each.event) for each in ROWS)
