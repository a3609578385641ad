"""What an application costs: event × category, as `fees.toml` says for the day (pay-01, pay-02, C-30)."""

import tomllib
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.domain.model import Model
from shared.domain.professions import CATEGORIES

ANY = "any"

_Since = date


class FeeEvent(StrEnum):
    """What is asked for, as far as its price is concerned."""

    FIRST_ISSUE = "first_issue"
    CATEGORY_CHANGE = "category_change"
    RENEWAL = "renewal"
    REPETITION = "repetition"
    CORRECTION = "correction"


PRICED = frozenset({FeeEvent.FIRST_ISSUE, FeeEvent.CATEGORY_CHANGE})
"""What a fee may be taken for: renewals, repeated applications and our own errors are always free."""


class Fee(Model):
    """What is due for an application, by which row of which table; `amount` in kopecks."""

    event: FeeEvent
    category: str
    amount: int
    basis: str
    table: str
    sample: bool


class Row(Model):
    """One row of the table: what it costs from one day to another, both included."""

    event: FeeEvent
    category: str
    amount: Annotated[int, Field(ge=0)]
    basis: Annotated[str, StringConstraints(min_length=1)]
    since: _Since
    until: _Since | None = None

    def counts(self, day: date) -> bool:
        """Tell whether the row is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def fee(self, category: str) -> Fee:
        """Say what is due by it for a category."""
        known = {"category": category, "amount": self.amount, "basis": self.basis}
        return Fee(event=self.event, **known, table=TABLE_VERSION, sample=SAMPLE)


def event_of(category: str, held: Collection[str], paid_before: Fee | None = None) -> FeeEvent:
    """Say what is asked for by somebody who holds books of these categories.

    `paid_before` is the fee of the refused application that this one repeats: it is not taken twice.
    """
    if paid_before and paid_before.category == category:
        return FeeEvent.REPETITION
    if category in held:
        return FeeEvent.RENEWAL
    return FeeEvent.CATEGORY_CHANGE if held else FeeEvent.FIRST_ISSUE


def fee_for(event: FeeEvent, category: str, day: date) -> Fee | None:
    """Find what is due, if anything is (pay-04)."""
    counting = [row for row in ROWS if row.event is event and row.counts(day)]
    by_category = {row.category: row for row in counting}
    row = by_category.get(category) or by_category.get(ANY)
    return row.fee(category) if row and row.amount else None


def in_force(day: date) -> list[Fee]:
    """List what can be due on a day, for whichever category a row is."""
    return [row.fee(row.category) for row in ROWS if row.counts(day) and row.amount]


def checked(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Let only a table pass that charges for what may be charged, and names one price for each day."""
    known = tuple(rows)
    for place, row in enumerate(known):
        if row.event not in PRICED:
            raise ValueError(f"fees.toml charges for {row.event}, which is always free")
        if row.category not in {ANY, *CATEGORIES}:
            raise ValueError(f"fees.toml names the category {row.category}, which does not exist")
        if any(_collide(row, other) for other in known[:place]):
            raise ValueError(f"fees.toml has two prices for {row.event} and {row.category} on one day")
    return known


def _collide(one: Row, other: Row) -> bool:
    same = (one.event, one.category) == (other.event, other.category)
    return same and (one.counts(other.since) or other.counts(one.since))


_WRITTEN = tomllib.loads(Path(__file__).with_name("fees.toml").read_text(encoding="utf-8"))

TABLE_VERSION: str = _WRITTEN["version"]
SAMPLE: bool = _WRITTEN["sample"]
ROWS = checked(Row.model_validate(row, strict=False) for row in _WRITTEN["rows"])
