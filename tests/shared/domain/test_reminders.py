"""Reminders over years of a book's life, against what a calendar on the wall would say (bok-11)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain import book as machine
from shared.domain import reminders
from shared.domain.application import Actor
from shared.domain.book import BOOK, Book, BookEvent, BookKind, BookState
from shared.domain.entries import Entry, EntryKind
from shared.domain.message import Notice
from shared.domain.professions import CATEGORIES, Category
from shared.domain.states import Effect, Kind
from shared.domain.texts import Language, text
from shared.domain.ticket import TicketKind
from shared.domain.validity import Rule, judge
from tests.builders import book, examination, medical, vaccination, version

MOSCOW = ZoneInfo("Europe/Moscow")
BEGINS = datetime(2027, 1, 1, tzinfo=MOSCOW)
YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)
BOOKS = 500

Filing = tuple[datetime, Entry]
Told = tuple[datetime, date]


@dataclass
class Life:
    """A book, what happened to it, and when each day on which something ends was known and forgotten."""

    category: Category
    entries: list[Entry]
    opened: datetime = BEGINS
    book: Book = field(init=False)
    told: list[BookEvent] = field(default_factory=list)
    known: dict[date, datetime] = field(default_factory=dict)
    spans: list[tuple[date, datetime, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        judged = judge(self.category, self.entries)
        new = book(version(judgement=judged, category=self.category.code))
        self.book = machine.step(new, BookKind.OPENED, self.opened, Actor.SYSTEM).book
        self._note(self.opened)

    def file(self, at: datetime, entry: Entry) -> None:
        """File an entry, and note on the wall what ends now, and what does not any more."""
        self.entries.append(entry)
        judged = judge(self.category, self.entries)
        self.book = machine.step(
            self.book, BookKind.ENTRY_FILED, at, Actor.CLINIC, {"judgement": judged}
        ).book
        self._note(at)

    def run(self, now: datetime) -> None:
        """Let the minute strike."""
        while step := machine.reminder(self.book, now):
            self.book = step.book
            self.told.append(step.event)

    def expected(self) -> list[Told]:
        """Read the wall."""
        spans = [*self.spans, *((day, since, BEGINS + YEAR) for day, since in self.known.items())]
        return sorted(
            (morning, day)
            for day, since, until in spans
            for days in (30, 14, 7, 1)
            if since < (morning := nine(day - timedelta(days=days))) < until
        )

    def _note(self, at: datetime) -> None:
        now = {ruling.until for ruling in self.book.judgement.rulings if ruling.met and ruling.until}
        for day in self.known.keys() - now:
            self.spans.append((day, self.known.pop(day), at))
        self.known |= dict.fromkeys(now - self.known.keys(), at)


def nine(day: date) -> datetime:
    """Nine in the morning in Moscow."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=MOSCOW)


def entry(chance: random.Random, category: Category, at: datetime, number: int) -> Entry:
    """Renew something, for a few days or for more than a year."""
    today = at.astimezone(MOSCOW).date()
    until = today + timedelta(days=chance.choice([chance.randint(0, 45), chance.randint(46, 420)]))
    known = {"document_id": f"d{number}", "date": str(today), "valid_until": str(until)}
    kind = chance.choice([EntryKind.EXAMINATION, EntryKind.HYGIENE_ATTESTATION, EntryKind.VACCINATION])
    if kind is EntryKind.VACCINATION and category.vaccinations:
        return vaccination(chance.choice(category.vaccinations), **known)
    if kind is EntryKind.HYGIENE_ATTESTATION:
        return examination(kind=kind, fitness=None, **known)
    return examination(fitness=chance.choice(["fit", "fit", "fit", "unfit"]), **known)


def filings(chance: random.Random, category: Category) -> list[Filing]:
    moments = sorted(BEGINS + chance.random() * YEAR for _ in range(chance.randint(0, 8)))
    return [(at, entry(chance, category, at, number)) for number, at in enumerate(moments, start=100)]


def lived(chance: random.Random, number: int) -> Life:
    """Live a year; the function comes every minute, and finds a book when its index says so."""
    category = CATEGORIES[sorted(CATEGORIES)[number % len(CATEGORIES)]]
    life = Life(category, [entry(chance, category, BEGINS, place) for place in range(6)])
    for at, renewed in [*filings(chance, category), (BEGINS + YEAR, None)]:
        while (due := life.book.remind_at) and due < at:
            life.run(due)
        if renewed:
            life.file(at, renewed)
    return life


@pytest.mark.req("bok-11")
def test_over_a_year_of_500_books_each_reminder_goes_out_once_on_its_day_and_none_after_a_new_entry() -> None:
    chance = random.Random(20270101)  # noqa: S311 - the same books in every run
    sent = prolonged = 0
    for number in range(BOOKS):
        life = lived(chance, number)
        told = [(event.at, ends_on(event)) for event in life.told]
        assert sorted(told) == life.expected(), number
        assert {event.days for event in life.told} <= {30, 14, 7, 1}
        assert {event.kind for event in life.told} <= {BookKind.DUE_SOON}
        sent, prolonged = sent + len(told), prolonged + len(life.spans)
    assert sent > 4 * BOOKS, "a year without reminders would prove nothing"
    assert prolonged > BOOKS


def ends_on(event: BookEvent) -> date:
    assert event.days is not None
    return event.at.astimezone(MOSCOW).date() + timedelta(days=event.days)


@pytest.mark.req("bok-11")
@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 600 * 24), max_size=30))
def test_whenever_the_function_comes_it_tells_of_each_day_once_at_most_and_only_of_what_is_ahead(
    chance: random.Random, hours: list[int]
) -> None:
    category = CATEGORIES["catering"]
    life = Life(category, [entry(chance, category, BEGINS, place) for place in range(6)])
    before = BEGINS
    for now in sorted(BEGINS + timedelta(hours=hour) for hour in hours):
        told = len(life.told)
        life.run(now)
        new = life.told[told:]
        assert len({ends_on(event) for event in new}) == len(new)
        for event in new:
            missed = [days for days in (30, 14, 7, 1) if before < on_day(event, days) <= now]
            assert missed, "no reminder that was not due since the last time"
            assert event.kind is (BookKind.DUE_SOON if now.date() <= ends_on(event) else BookKind.DUE_MISSED)
        life.run(now)
        assert len(life.told) == told + len(new), "the same minute again changes nothing"
        before = now


def on_day(event: BookEvent, days: int) -> datetime:
    return nine(ends_on(event) - timedelta(days=days))


def only(until: date, opened: datetime = BEGINS) -> Life:
    """Open a book in which nothing but the examination ends, and which lacks a vaccination."""
    attested = examination(kind=EntryKind.HYGIENE_ATTESTATION, fitness=None, valid_until=None)
    lasting = [entry for entry in medical()[2:] if entry.infection != "measles"]
    return Life(CATEGORIES["catering"], [examination(valid_until=str(until)), attested, *lasting], opened)


def reminded(life: Life) -> Iterator[tuple[str, int | None]]:
    for event in life.told:
        yield event.kind, event.days


UNTIL = date(2027, 10, 1)


@pytest.mark.req("bok-11")
def test_of_several_that_were_missed_only_the_nearest_goes_out_and_says_how_long_it_really_is() -> None:
    life = only(UNTIL)
    life.run(nine(date(2027, 9, 1)))
    life.run(nine(date(2027, 9, 26)) + MINUTE)
    life.run(nine(date(2027, 9, 30)))
    assert [*reminded(life)] == [("due_soon", 30), ("due_soon", 5), ("due_soon", 1)]


@pytest.mark.req("bok-11")
def test_on_the_last_day_it_still_helps_and_afterwards_nobody_is_told() -> None:
    last, late = only(UNTIL), only(UNTIL)
    last.run(nine(UNTIL) + timedelta(hours=14))
    late.run(nine(UNTIL) + timedelta(hours=15))
    assert [*reminded(last)] == [("due_soon", 0)]
    assert [*reminded(late)] == [("due_missed", -1)]
    assert [life.book.remind_at for life in (last, late)] == [None, None]


@pytest.mark.req("bok-11")
def test_what_was_filed_too_late_for_a_reminder_gets_the_next_one() -> None:
    life = only(UNTIL, nine(date(2027, 9, 1)) + MINUTE)
    assert life.book.remind_at == nine(date(2027, 9, 17))
    early = only(UNTIL, nine(date(2027, 9, 1)) - MINUTE)
    assert early.book.remind_at == nine(date(2027, 9, 1))


@pytest.mark.req("bok-11")
def test_another_entry_neither_repeats_nor_cancels_the_reminders_of_what_it_does_not_prolong() -> None:
    life = only(UNTIL)
    life.run(nine(date(2027, 9, 1)))
    life.file(nine(date(2027, 9, 2)), vaccination("measles", valid_until="2027-10-01", document_id="v9"))
    life.run(nine(date(2027, 9, 3)))
    life.run(nine(date(2027, 9, 17)))
    assert [*reminded(life)] == [("due_soon", 30), ("due_soon", 14)], "both end on one day, and so it is one"
    judged, last = life.book.judgement, life.told[-1]
    told_of = {ruling.rule for ruling in reminders.ending(judged, last.at, last.days)}
    assert told_of == {Rule.EXAMINATION, Rule.VACCINATION}


@pytest.mark.req("bok-11")
def test_nobody_is_reminded_of_an_examination_that_found_them_unfit_or_of_a_revoked_book() -> None:
    life = only(UNTIL)
    life.file(BEGINS, examination(date="2027-01-01", valid_until=str(UNTIL), fitness="unfit"))
    assert life.book.remind_at is None
    revoked = machine.step(only(UNTIL).book, BookKind.REVOKED, BEGINS, Actor.REVIEWER).book
    assert (revoked.remind_at, bool(revoked.ends)) == (None, True)


@pytest.mark.req("sts-11", "bok-11")
def test_every_announced_event_of_a_book_has_its_texts_and_a_name_of_its_own() -> None:
    announced = [
        kind for row in BOOK.values() for kind, (_, *effects) in row.items() if Effect.NOTIFY in effects
    ]
    assert BookKind.REISSUED in announced
    for language in Language:
        assert all(text("message_subjects", kind, language, days=3) for kind in announced)
        assert all(text("message_texts", kind, language) for kind in announced)
    others = {*Kind, *Notice, *TicketKind}
    assert not {str(kind) for kind in announced} & {str(other) for other in others}
    assert BOOK[BookState.REVOKED] == {}


@pytest.mark.req("bok-11")
@pytest.mark.parametrize(
    ("days", "ru", "en"),
    [
        (0, "сегодня", "today"),
        (1, "завтра", "tomorrow"),
        (2, "через 2 дня", "in 2 days"),
        (5, "через 5 дней", "in 5 days"),
        (11, "через 11 дней", "in 11 days"),
        (12, "через 12 дней", "in 12 days"),
        (21, "через 21 день", "in 21 days"),
        (23, "через 23 дня", "in 23 days"),
        (30, "через 30 дней", "in 30 days"),
    ],
)
def test_a_term_is_said_as_people_say_it(days: int, ru: str, en: str) -> None:
    assert ru in text("message_subjects", "due_soon", days=days)
    assert en in text("message_subjects", "due_soon", Language.EN, days=days)
