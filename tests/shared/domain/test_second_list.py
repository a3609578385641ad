"""A second list of queries, written blind: what it measured may only get better.

When it came, the search as it was put the book first for 79 of 80 and recognised 73; of 20 other queries
the book led 11. Then the search was improved with the list at hand. It has been read, so that what it
measures now is no estimate any more, only a floor; the next estimate takes a third list, by somebody who
has seen neither.
"""

import tomllib
from pathlib import Path

import pytest

from shared.domain.search import Match, search

LIST = tomllib.loads(Path(__file__).with_name("second_list.toml").read_text(encoding="utf-8"))
FOUND: list[str] = LIST["found"]
ELSEWHERE: list[str] = LIST["elsewhere"]
BOOK = "medical-book"

FIRST = 80 / 80
RECOGNISED = 80 / 80
WRONGLY_FIRST = 0 / 20


def leads(query: str) -> bool:
    return search(query)[0].service.code == BOOK


def test_the_second_list_is_as_long_as_it_was_when_it_was_measured() -> None:
    assert (len(set(FOUND)), len(set(ELSEWHERE))) == (80, 20)


@pytest.mark.req("srh-04")
def test_the_book_comes_first_for_no_fewer_of_the_second_list_than_measured() -> None:
    missed = [query for query in FOUND if not leads(query)]
    assert len(FOUND) - len(missed) >= FIRST * len(FOUND), missed


@pytest.mark.req("srh-04")
def test_the_book_is_recognised_and_not_just_suggested_for_no_fewer_than_measured() -> None:
    missed = [query for query in FOUND if not leads(query) or search(query)[0].match is Match.SUGGESTION]
    assert len(FOUND) - len(missed) >= RECOGNISED * len(FOUND), missed


@pytest.mark.req("srh-04")
def test_the_book_comes_before_what_was_asked_for_no_more_often_than_measured() -> None:
    wrong = [query for query in ELSEWHERE if leads(query)]
    assert len(wrong) <= WRONGLY_FIRST * len(ELSEWHERE), wrong
