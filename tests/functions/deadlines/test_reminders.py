"""Reminders on the table, and to the holder: on their mornings, each once, whatever breaks (bok-11)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from functions.deadlines.app import handler as strike
from functions.notify.app import handler as notify
from shared.domain import book as machine
from shared.domain import numbers
from shared.domain.application import Actor
from shared.domain.book import BookEvent, BookKind
from shared.domain.entries import Entry
from shared.domain.events import Aggregate
from shared.domain.filing import Filed, in_force
from shared.domain.professions import CATEGORIES
from shared.domain.states import Effect
from shared.domain.validity import judge
from shared.domain.version import SealedDocument
from shared.store import accounts, books, messages, table, versions
from tests.builders import HOLDER, examination, medical, profile, version
from tests.faults import PowerCut, after, calls_made, power_cut
from tests.gateway import Context
from tests.providers import Outside, outside
from tests.queues import deliver, news_of
from tests.stored import opening

pytestmark = pytest.mark.usefixtures("aws")

MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE = timedelta(minutes=1)
OPENED = datetime(2027, 1, 10, 12, tzinfo=MOSCOW)
UNTIL = date(2027, 10, 1)


def issued(number: str, until: date = UNTIL) -> None:
    """Publish a book in which the examination ends first, and nothing else within a year of it."""
    entries = (examination(date="2026-12-01", valid_until=str(until)), *medical()[1:])
    entries = tuple(lasting(entry) for entry in entries)
    judged = judge(CATEGORIES["catering"], entries)
    made = version(book_number=number, entries=entries, judgement=judged)
    document = SealedDocument(
        key="books/1.pdf", version_id="v1", sha256=number.encode().hex().rjust(64, "0"), size=1
    )
    table.transact(*opening(versions.prepare(made), document, OPENED))


def lasting(entry: Entry) -> Entry:
    return entry if entry.fitness else entry.model_copy(update={"valid_until": None})


def file(number: str, at: datetime, until: date) -> None:
    """File an examination that is good for longer."""
    book, filed = books.get(number), books.entries(number)
    today = at.astimezone(MOSCOW).date()
    entry = examination(document_id=f"e{book.filed}", date=str(today), valid_until=str(until))
    new = Filed.after(book.filed, book.chain, entry=entry, filed_at=at)
    judged = judge(CATEGORIES[book.category], in_force([*filed, new]))
    changes = {"filed": new.number, "chain": new.hash, "judgement": judged}
    step = machine.step(book, BookKind.ENTRY_FILED, at, Actor.CLINIC, changes)
    books.file(book, step, new, entry.document_id)


def run(now: datetime) -> dict[str, int]:
    """Let a minute strike, and say what it did."""
    done: dict[str, int] = strike({"now": now.isoformat()}, Context())
    return {outcome: count for outcome, count in done.items() if count}


def nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=MOSCOW)


def before(until: date, days: int) -> datetime:
    """Nine in the morning, so many days before."""
    return nine(until - timedelta(days=days))


def reminders(number: str) -> list[tuple[datetime, int | None]]:
    told = (event for event in books.history(number) if event.kind is BookKind.DUE_SOON)
    return [(event.at, event.days) for event in told]


def books_for(count: int) -> list[str]:
    return [numbers.mint(2_000 + place) for place in range(count)]


@pytest.mark.req("bok-11")
def test_over_a_year_each_book_is_remembered_on_its_mornings_and_not_after_a_new_entry() -> None:
    plain, prolonged, revoked = books_for(3)
    for number in (plain, prolonged, revoked):
        issued(number)
    renewal = date(2027, 12, 20)
    happens: dict[date, Callable[[], None]] = {
        date(2027, 9, 18): lambda: file(prolonged, nine(date(2027, 9, 18)) + MINUTE, renewal),
        date(2027, 9, 2): lambda: revoke(revoked),
    }
    for day in mornings(UNTIL, renewal):
        run(nine(day) - MINUTE)
        run(nine(day))
        happens.get(day, lambda: None)()
    assert reminders(plain) == [(before(UNTIL, days), days) for days in (30, 14, 7, 1)]
    expected = [(UNTIL, 30), (UNTIL, 14), *((renewal, days) for days in (30, 14, 7, 1))]
    assert reminders(prolonged) == [(before(until, days), days) for until, days in expected]
    assert reminders(revoked) == [(before(UNTIL, 30), 30)]
    assert [*books.due_until(nine(date(2099, 1, 1)))] == []


def mornings(*ends: date) -> Iterator[date]:
    """Walk a year: each fourth week, and the days around those on which there might be a reminder."""
    around = {days + shift for days in (30, 14, 7, 1, 0) for shift in (-1, 0, 1)}
    for place in range(365):
        day = OPENED.date() + timedelta(days=place)
        if place % 28 == 0 or around & {(until - day).days for until in ends}:
            yield day


def revoke(number: str) -> None:
    book = books.get(number)
    books.commit(book, machine.step(book, BookKind.REVOKED, OPENED, Actor.REVIEWER))


@pytest.mark.req("bok-11")
def test_after_ten_days_of_silence_each_book_gets_one_reminder_that_says_how_long_it_really_is() -> None:
    late, over = books_for(2)
    issued(late)
    issued(over, date(2027, 9, 20))
    assert run(nine(date(2027, 9, 26))) == {"due_soon": 1, "due_missed": 1}
    assert reminders(late) == [(nine(date(2027, 9, 26)), 5)]
    assert reminders(over) == []
    assert run(before(UNTIL, 1)) == {"due_soon": 1}
    assert run(before(UNTIL, 1)) == {}


@pytest.mark.req("bok-11")
def test_a_book_that_cannot_be_read_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = books_for(2)
    issued(broken)
    issued(whole)
    real = books.get
    with monkeypatch.context() as patched:
        patched.setattr(books, "get", lambda number: real("" if number == broken else number))
        assert run(before(UNTIL, 30)) == {"due_soon": 1}
    assert run(before(UNTIL, 30)) == {"due_soon": 1}
    assert reminders(broken) == reminders(whole)


@pytest.mark.req("bok-11", "rel-03", "rel-06")
@pytest.mark.filterwarnings("ignore:No application metrics")
def test_whatever_breaks_or_runs_beside_there_is_one_reminder(monkeypatch: pytest.MonkeyPatch) -> None:
    now = before(UNTIL, 7)
    first, *rest = books_for(40)
    issued(first)
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        run(now)
    assert 3 < len(made) < 20
    for act, cut in ((power_cut, rest[::2]), (lambda: run(now), rest[1::2])):
        for place, number in zip(range(len(made)), cut, strict=False):
            issued(number)
            with after(place, act), suppress(PowerCut):
                run(now)
            run(now)
            assert reminders(number) == [(now, 7)], (act, place)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    accounts.add(profile())
    return outside(monkeypatch)


def tell_all(number: str, times: int = 2) -> None:
    """Deliver the news of all that is announced, as the relay does, more than once."""
    for event in books.history(number):
        if Effect.NOTIFY in event.effects:
            assert deliver(notify, *[news(number, event)] * times) == []


def news(number: str, event: BookEvent) -> str:
    return news_of(number, event.version, Aggregate.BOOK).model_dump_json()


@pytest.mark.req("bok-11", "sts-11")
def test_a_holder_gets_four_reminders_in_the_cabinet_and_four_letters(world: Outside) -> None:
    (number,) = books_for(1)
    issued(number)
    for days in (30, 14, 7, 1):
        run(before(UNTIL, days))
        tell_all(number)
    assert [message.days for message in messages.of(HOLDER, limit=9, cursor=None).items] == [1, 7, 14, 30]
    said = [letter["subject"] for letter in world.to("email")]
    when = ("через 30 дней", "через 14 дней", "через 7 дней", "завтра")
    assert [word for word, subject in zip(when, said, strict=True) if word in subject] == [*when]


@pytest.mark.req("bok-11", "rel-03")
def test_an_entry_that_is_filed_while_the_reminder_goes_out_cancels_it_at_every_moment(
    world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = before(UNTIL, 14)
    first, *rest = books_for(20)
    issued(first)
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        run(now)
    for place, number in zip(range(len(made)), rest, strict=False):
        issued(number)
        with after(place, lambda number=number: file(number, now, date(2028, 9, 1))):  # type: ignore[misc]
            run(now)
        run(now)
        tell_all(number)
        assert world.calls == [], place
    assert messages.of(HOLDER, limit=9, cursor=None).items == []
