"""Every row of a book's table is walked through doors and queues; after its end nothing happens."""

import pytest

from shared.store import books
from tests.process.book_paths import book, live, require_every_row, require_the_end
from tests.process.conftest import Somebody
from tests.process.stage import Stage


@pytest.mark.req("bok-07", "bok-11", "iss-09", "prf-19", "act-07")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.usefixtures("blank")
def test_a_book_goes_through_every_row_of_its_table_and_after_its_end_nowhere(
    stage: Stage, somebody: Somebody
) -> None:
    one = somebody()
    one.start()
    live(one)
    require_every_row(one)
    require_the_end(one)
    before = books.history(book(one).number)
    stage.repeat()
    stage.strike()
    assert books.history(book(one).number) == before
