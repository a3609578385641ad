"""The calendar is right to the day, and terms end when people expect them to."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import calendar
from shared.domain.calendar import MOSCOW, Pause

YEARS = range(2022, 2028)
MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2027, 6, 1), timezones=st.just(MOSCOW))  # noqa: DTZ001
COUNTS = st.integers(1, 60)


def at(text: str) -> datetime:
    """Read a moment in Moscow."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_what_the_government_has_made_it(year: int) -> None:
    known = holidays.country_holidays("RU", years=year)
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    differing = [
        day for day in days if day.year == year and calendar.is_working(day) != known.is_working_day(day)
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2024-04-27", True),  # a Saturday, for Monday 29 April
        ("2024-04-29", False),
        ("2025-11-01", True),  # a Saturday, for Monday 3 November
        ("2026-01-09", False),  # for a holiday on a week-end
        ("2026-01-12", True),
        ("2026-03-09", False),
        ("2031-01-08", False),  # a year that nobody has arranged yet
        ("2031-06-12", False),
        ("2031-06-16", True),
    ],
)
def test_holidays_and_transferred_days(day: str, *, working: bool) -> None:
    assert calendar.is_working(date.fromisoformat(day)) is working


@pytest.mark.req("sts-13", "rev-04", "apl-06", "rev-05")
@pytest.mark.parametrize(
    ("began", "number", "day"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24"),
        ("2026-11-20 23:59", 1, "2026-11-23"),  # Friday
        ("2026-11-21 00:00", 1, "2026-11-23"),  # Saturday
        ("2026-11-22 23:59", 1, "2026-11-23"),  # Sunday, a minute before Monday
        ("2026-11-23 00:00", 1, "2026-11-24"),
        ("2025-12-25 12:00", 10, "2026-01-20"),  # over the New Year, 31 December and 9 January off
        ("2025-12-25 12:00", 11, "2026-01-21"),
        ("2026-04-27 12:00", 10, "2026-05-13"),  # over May: 1, 9 and 11 off
        ("2026-04-27 12:00", 11, "2026-05-14"),
        ("2024-04-26 12:00", 1, "2024-04-27"),  # a transferred Saturday counts
        ("2024-04-26 12:00", 2, "2024-05-02"),
        ("2026-11-23 10:00", 5, "2026-11-30"),
        ("2026-11-23 10:00", 20, "2026-12-21"),
        ("2026-11-23 10:00", 21, "2026-12-22"),
    ],
)
def test_day_number_of_a_term(began: str, number: int, day: str) -> None:
    assert calendar.term_day(at(began), number) == date.fromisoformat(day)


@pytest.mark.req("apl-05")
@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-23 10:00", "2026-12-23"),
        ("2026-11-20 10:00", "2026-12-21"),  # day 30 is a Sunday
        ("2026-12-02 10:00", "2027-01-11"),  # day 30 is 1 January: after the New Year's days
        ("2026-04-09 10:00", "2026-05-12"),  # day 30 is Saturday 9 May, Monday 11 May is off
    ],
)
def test_the_last_of_thirty_calendar_days(received: str, last: str) -> None:
    assert calendar.last_calendar_day(at(received), 30) == date.fromisoformat(last)


def test_a_day_begins_at_midnight_in_moscow() -> None:
    assert calendar.first_moment(date(2026, 11, 24)) == datetime(2026, 11, 23, 21, tzinfo=UTC)
    assert calendar.local_day(datetime(2026, 11, 23, 20, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert calendar.local_day(datetime(2026, 11, 23, 21, 0, tzinfo=UTC)) == date(2026, 11, 24)


@pytest.mark.req("sts-14")
def test_a_clock_that_stood_still_goes_on_after_the_day_of_its_return() -> None:
    began = at("2026-11-02 10:00")  # Monday; 4 November is off
    stopped = Pause(at("2026-11-06 10:00"), at("2026-11-11 18:00"))
    assert calendar.days_spent(began, at("2026-11-06 09:00")) == 3
    assert calendar.days_spent(began, at("2026-11-11 19:00"), [stopped]) == 3
    assert calendar.days_spent(began, at("2026-11-12 00:00"), [stopped]) == 4
    assert calendar.term_day(began, 4, [stopped]) == date(2026, 11, 12)
    assert calendar.term_day(began, 3, [stopped]) == date(2026, 11, 6)


def test_while_a_clock_stands_still_nothing_is_due_but_what_was_due_before() -> None:
    began, standing = at("2026-11-02 10:00"), Pause(at("2026-11-06 10:00"))
    assert calendar.term_day(began, 4, [standing]) is None
    assert calendar.term_day(began, 3, [standing]) == date(2026, 11, 6)
    assert calendar.days_spent(began, at("2027-03-01 10:00"), [standing]) == 3


@given(MOMENTS, COUNTS)
def test_a_term_of_working_days_has_that_many_working_days(began: datetime, number: int) -> None:
    last = calendar.term_day(began, number)
    assert last is not None
    begun = calendar.local_day(began)
    between = [begun + timedelta(days=passed) for passed in range(1, (last - begun).days + 1)]
    assert sum(map(calendar.is_working, between)) == number
    assert calendar.is_working(last)
    assert calendar.days_spent(began, calendar.first_moment(last)) == number
    assert calendar.days_spent(began, calendar.first_moment(last) - timedelta(seconds=1)) == number - 1


@given(MOMENTS, COUNTS, COUNTS)
def test_terms_add_up(began: datetime, first: int, second: int) -> None:
    middle = calendar.term_day(began, first)
    assert middle is not None
    assert calendar.term_day(calendar.first_moment(middle), second) == calendar.term_day(
        began, first + second
    )


@given(MOMENTS, COUNTS, st.integers(0, 40), st.integers(0, 40))
def test_a_pause_delays_a_term_by_the_working_days_that_it_takes(
    began: datetime, number: int, after: int, length: int
) -> None:
    pause = Pause(began + timedelta(days=after), began + timedelta(days=after + length))
    plain, delayed = calendar.term_day(began, number), calendar.term_day(began, number, [pause])
    assert plain is not None
    assert delayed is not None
    if plain <= calendar.local_day(pause.began):
        assert delayed == plain
    else:
        end = calendar.first_moment(calendar.local_day(pause.began))
        taken = calendar.days_spent(end, pause.ended or end)
        assert delayed == calendar.term_day(began, number + taken)
