"""How opinions and waits are counted."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.rating import LONGEST_WAIT, Rating, Standing, median, waits
from tests.builders import NOW, examination, vaccination

scores = st.integers(1, 5)
ratings = st.builds(Rating, service=scores, speed=scores, rated_at=st.just(NOW))


@pytest.mark.req("cln-06")
@given(st.lists(st.tuples(st.sampled_from("abc"), ratings)))
def test_whoever_changes_their_mind_the_sums_are_those_of_the_last_opinions(
    given_by: list[tuple[str, Rating]],
) -> None:
    standing, last = Standing(), dict[str, Rating]()
    for holder, rating in given_by:
        standing = standing.rated(rating, last.get(holder))
        last[holder] = rating
    assert (standing.count, standing.service, standing.speed) == (
        len(last),
        sum(rating.service for rating in last.values()),
        sum(rating.speed for rating in last.values()),
    )


@pytest.mark.req("cln-06")
@given(st.lists(st.integers(0, LONGEST_WAIT)))
def test_the_median_of_counts_is_that_of_the_values(values: list[int]) -> None:
    assert median(Counter(values)) == (statistics.median_low(values) if values else None)


@pytest.mark.req("cln-06")
def test_only_an_examination_with_a_code_and_a_filing_is_measured() -> None:
    day = {"date": "2026-10-01", "clinic_code": "77-001"}
    entries = [
        examination(**day, filed_on="2026-10-04"),
        examination(**day, filed_on="2026-10-01"),
        examination(**day, filed_on="2026-09-30"),
        examination(**day, filed_on="2030-01-01"),
        examination(**day),
        examination(filed_on="2026-10-04"),
        vaccination("measles", clinic_code="77-001", filed_on="2026-10-04"),
    ]
    assert [*waits(entries)] == [("77-001", 3), ("77-001", 0), ("77-001", 0), ("77-001", LONGEST_WAIT)]
