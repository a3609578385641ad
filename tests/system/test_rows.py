"""Tests cite rows that exist, and a row that was covered stays so."""

from tests import rows


def test_every_citation_names_a_row_of_the_requirements() -> None:
    assert len(rows.known()) == len(set(rows.known()))
    assert rows.cited() <= set(rows.known())
