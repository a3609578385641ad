"""The table: all or nothing, pages without gaps, cursors that cannot be forged into errors."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.cloud import clients
from shared.domain.errors import Conflict, Malformed, NotFound, Stale
from shared.domain.model import Model
from shared.store import table

pytestmark = pytest.mark.usefixtures("aws")

API: Any = BaseClient
MINE, TAKEN, GONE = Conflict("MINE"), Stale("TAKEN"), NotFound("GONE")


class Note(Model):
    impersonal = True

    text: str = ""
    more: str | None = None


class Other(Model):
    impersonal = True

    size: int


def write(pk: str, sk: str, text: str = "", **attributes: Any) -> table.Write:
    return table.put(table.item(pk, sk, Note(text=text), **attributes), TAKEN)


def texts(*places: tuple[str, str]) -> list[str | None]:
    found = (table.get(*place) for place in places)
    return [table.read(one, Note).text if one else None for one in found]


@pytest.mark.req("rel-03")
def test_of_a_transaction_with_one_refused_part_nothing_is_written() -> None:
    table.transact(write("A", "1", "old"), write("B", "1", "old"))
    with pytest.raises(Stale, match="TAKEN"):
        table.transact(write("A", "2", "new"), write("A", "1", "new"), table.remove("B", "1", MINE))
    assert texts(("A", "1"), ("A", "2"), ("B", "1")) == ["old", None, "old"]


def test_the_first_refused_part_says_what_is_wrong() -> None:
    table.transact(write("A", "1", status="open"))
    free = write("A", "2")
    closed = table.require("A", "1", MINE, "#status = :status", status="closed")
    absent = table.require("A", "9", GONE, "attribute_exists(PK)")
    for parts, refusal in (((free, closed, absent), MINE), ((free, absent, closed), GONE)):
        with pytest.raises(type(refusal), match=refusal.code):
            table.transact(*parts)
    table.transact(free, table.require("A", "1", MINE, "#status = :status", status="open"))
    assert texts(("A", "2")) == [""]


def test_a_condition_that_holds_lets_an_item_be_replaced_and_removed() -> None:
    table.transact(write("A", "1", "one", revision=1))
    second = table.item("A", "1", Note(text="two"), revision=2)
    table.transact(table.put(second, MINE, "#revision = :revision", revision=1))
    for stale in (
        table.put(second, MINE, "#revision = :revision", revision=1),
        table.remove("A", "1", MINE, "revision = :revision", revision=1),
    ):
        with pytest.raises(Conflict, match="MINE"):
            table.transact(stale)
    assert texts(("A", "1")) == ["two"]
    table.transact(table.remove("A", "1", MINE, "revision = :revision", revision=2))
    assert texts(("A", "1")) == [None]


@pytest.mark.parametrize(
    ("causes", "problem"),
    [
        (["None", "TransactionConflict"], "CONCURRENT_CHANGE"),
        (["TransactionConflict", "ConditionalCheckFailed"], "TAKEN"),
        (["ThrottlingError", "None"], "TransactionCanceledException"),
    ],
)
def test_a_cancelled_transaction_is_a_problem_only_where_somebody_else_was_faster(
    monkeypatch: pytest.MonkeyPatch, causes: list[str], problem: str
) -> None:
    details: Any = {"CancellationReasons": [{"Code": cause} for cause in causes], "Error": {"Code": "x"}}

    def cancelled(*_: object) -> None:
        raise clients.dynamodb().exceptions.TransactionCanceledException(details, "TransactWriteItems")

    monkeypatch.setattr(API, "_make_api_call", cancelled)
    with pytest.raises((Conflict, Stale, ClientError)) as caught:
        table.transact(write("A", "1"), write("A", "2"))
    assert getattr(caught.value, "code", type(caught.value).__name__) == problem


@pytest.mark.req("sts-12")
def test_whoever_writes_reads_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    real = API._make_api_call

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        asked.append(arguments)
        return real(client, operation, arguments)

    monkeypatch.setattr(API, "_make_api_call", call)
    table.get("A", "1")
    list(table.all_of("A", "N#"))
    assert [one["ConsistentRead"] for one in asked] == [True, True]


def test_what_an_item_holds_comes_back_without_the_values_that_were_not_there() -> None:
    table.transact(table.put(table.item("A", "1", Note(text="ё🍞"), status=None, count=3), TAKEN))
    found = table.get("A", "1")
    assert found
    assert table.read(found, Note) == Note(text="ё🍞")
    assert (set(found), found["count"]) == ({"PK", "SK", "body", "count"}, 3)


def test_an_item_of_the_wrong_shape_is_an_error_and_not_a_half_empty_answer() -> None:
    with pytest.raises(ValueError, match="extra_forbidden"):
        table.read(table.item("A", "1", Other(size=1)), Note)


def test_a_partition_is_read_to_its_end_however_big_it_is() -> None:
    """A query gives one megabyte at a time."""
    for number in range(4):
        table.transact(write("A", f"N#{number}", "x" * 390_000, GSI2PK="DUE", GSI2SK=f"{number}"))
    table.transact(write("A", "OTHER"), write("B", "N#9", GSI2PK="OTHER", GSI2SK="0"))
    assert [one["SK"] for one in table.all_of("A", "N#")] == [f"N#{number}" for number in range(4)]
    assert [one["SK"] for one in table.due("GSI2", "DUE", "2")] == ["N#0", "N#1", "N#2"]


def walk(index: str | None, pk: str, limit: int) -> Iterator[list[str]]:
    """Turn the pages of a list to the last one."""
    cursor = None
    for _ in range(9):
        page = table.page_of(index, pk, "N#", limit=limit, cursor=cursor)
        yield [str(one["SK"]) for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return
        assert re.fullmatch(r"[\w=-]+", cursor)
    raise AssertionError("the list does not end")


@pytest.mark.req("srh-11")
@pytest.mark.parametrize("index", [None, "GSI1"])
def test_the_pages_of_a_list_make_up_the_list_newest_first(index: str | None) -> None:
    names = [f"N#{number}" for number in range(5)]
    table.transact(*(write("A", name, GSI1PK="A", GSI1SK=name) for name in (*names, "OTHER")))
    table.transact(write("B", "N#7", GSI1PK="B", GSI1SK="N#7"))
    for limit in range(1, 7):
        pages = list(walk(index, "A", limit))
        assert [name for page in pages for name in page] == names[::-1]
        assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
        assert len(pages[-1]) <= limit


def test_what_is_added_while_pages_are_turned_repeats_nothing() -> None:
    table.transact(*(write("A", f"N#{number}") for number in range(4)))
    seen: list[str] = []
    for page in walk(None, "A", 2):
        seen += page
        table.transact(write("A", f"N#{9 - len(seen)}"))
    assert seen == ["N#3", "N#2", "N#1", "N#0"]


def test_an_empty_list_has_one_empty_page() -> None:
    assert list(walk(None, "A", 1)) == [[]]


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@settings(max_examples=50)
@given(st.text("!%&=я\ud800", min_size=1) | st.builds(lambda value: encoded(json.dumps(value)), JSON))
def test_what_is_no_cursor_is_refused_as_such(cursor: str) -> None:
    with pytest.raises(Malformed, match="CURSOR_INVALID"):
        table.page_of(None, "A", "N#", limit=1, cursor=cursor)
