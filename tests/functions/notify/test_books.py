"""What happens to a book is told once, and no letter says anything of health (ntf-05)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.notify.app import handler
from functions.status.app import app as status
from shared.adapters.http import Unavailable
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind, Ground
from shared.domain.entries import Entry, Infection
from shared.domain.events import Aggregate
from shared.domain.professions import CATEGORIES
from shared.domain.texts import texts
from shared.domain.validity import Rule, judge
from shared.store import accounts, books
from tests import faults
from tests.builders import FIELDS, NOW, examination, medical, profile, vaccination
from tests.gateway import Gateway
from tests.providers import Outside, outside
from tests.queues import deliver, news_of
from tests.stored import stored_issue

pytestmark = pytest.mark.usefixtures("aws")

NUMBER = "JQNQ-XHXK-M4W1"
ENDS = "2026-12-23"
ADDRESSES = {"phone", "email"}
TOLD = (BookKind.REISSUED, BookKind.VERSION_WITHDRAWN, BookKind.CLINIC_ATTACHED, BookKind.REVOKED)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    stored_issue()
    return outside(monkeypatch)


def happen(kind: BookKind, days: int | None = None, **changes: object) -> str:
    """Let something happen to the book, and give the news of it."""
    before = books.get(NUMBER)
    after = books.commit(before, machine.step(before, kind, NOW, Actor.SYSTEM, changes, days=days))
    return news_of(NUMBER, after.version, Aggregate.BOOK).model_dump_json()


def prolong(*entries: Entry) -> str:
    """Put other entries in force."""
    return happen(BookKind.ENTRY_FILED, judgement=judge(CATEGORIES["catering"], entries))


def reminder() -> str:
    """Let an examination and a vaccination end in 30 days, and give the news of it."""
    prolong(examination(valid_until=ENDS), *medical()[1:3], vaccination("measles", valid_until=ENDS))
    return happen(BookKind.DUE_SOON, 30)


def all_that_is_told() -> Iterator[str]:
    """Let one thing happen after the other."""
    yield reminder()
    yield from map(happen, TOLD)


def cabinet(language: str = "ru") -> list[Any]:
    items: list[Any] = Gateway(status)("GET", "/v1/messages", accept_language=language).json["items"]
    return items


@pytest.mark.req("sts-11", "iss-10", "ntf-01")
@pytest.mark.parametrize("kind", TOLD)
def test_each_event_of_a_book_is_told_once_however_often_its_news_comes(
    world: Outside, kind: BookKind
) -> None:
    news = happen(kind)
    assert [deliver(handler, news, news), deliver(handler, news, times=2)] == [[], []]
    (message,) = cabinet()
    assert (message["event"], message["book_number"], message["application_id"]) == (kind, NUMBER, None)
    assert len(world.to("email")) == 1


@pytest.mark.req("sts-11")
def test_an_entry_is_no_news_before_there_is_a_version_that_says_it(world: Outside) -> None:
    opened = news_of(NUMBER, 1, Aggregate.BOOK).model_dump_json()
    assert deliver(handler, opened, prolong(*medical())) == []
    assert (cabinet(), world.calls) == ([], [])


@pytest.mark.req("iss-09", "ntf-05")
@pytest.mark.parametrize("ground", Ground)
def test_the_cabinet_says_why_a_book_is_revoked_and_no_letter_does(world: Outside, ground: Ground) -> None:
    before = books.get(NUMBER)
    after = books.commit(before, machine.step(before, BookKind.REVOKED, NOW, Actor.REVIEWER, ground=ground))
    assert deliver(handler, news_of(NUMBER, after.version, Aggregate.BOOK).model_dump_json()) == []
    why = texts("grounds")[ground]
    assert why in cabinet()[0]["text"]
    assert why not in json.dumps(world.to("email"), ensure_ascii=False)


@pytest.mark.req("ntf-05", "sec-12", "bok-11")
@pytest.mark.parametrize("way", ["email", "sms"])
def test_no_letter_and_no_sms_says_anything_of_health_or_of_whom_it_is(
    world: Outside, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "sms":
        monkeypatch.setattr(accounts, "get", lambda _: profile(email=None, email_confirmed=False))
    for news in all_that_is_told():
        assert deliver(handler, news) == []
    said = json.dumps(world.to(way), ensure_ascii=False).casefold()
    assert "через 30 дней" in said
    of_health = [word for name in ("infections", "entry_kinds", "fitness") for word in texts(name).values()]
    known = [value for name, value in FIELDS.items() if isinstance(value, str) and name not in ADDRESSES]
    hidden = (*of_health, *Rule, *Infection, *known, NUMBER, ENDS, "23.12.2026")
    assert not [word for word in hidden if word.casefold() in said]


@pytest.mark.req("ntf-01")
def test_whoever_has_no_email_gets_an_sms_of_what_cannot_wait_and_of_nothing_else(
    world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "get", lambda _: profile(email=None, email_confirmed=False))
    for news in all_that_is_told():
        assert deliver(handler, news) == []
    assert [sms["text"].split(". ")[0] for sms in world.to("sms")] == [
        "Медкнижка: через 30 дней заканчивается срок одной из записей",
        "Медкнижка: прежний QR-код отозван",
        "Медкнижка отозвана",
    ]
    assert len(cabinet()) == 1 + len(TOLD)


@pytest.mark.req("bok-11")
def test_in_the_cabinet_its_holder_reads_what_is_to_be_renewed(world: Outside) -> None:  # noqa: ARG001
    assert deliver(handler, reminder()) == []
    (russian,), (english,) = cabinet(), cabinet("en")
    assert russian["text"].endswith("Медицинский осмотр — до 23.12.2026. Прививка: корь — до 23.12.2026.")
    assert "in 30 days" in english["subject"]
    assert english["text"].endswith("Vaccination: measles: until 23.12.2026.")


@pytest.mark.req("bok-11")
@pytest.mark.parametrize("meanwhile", ["prolonged", "revoked"])
def test_a_reminder_that_has_lost_its_reason_on_the_way_is_not_told(world: Outside, meanwhile: str) -> None:
    news = reminder()
    if meanwhile == "prolonged":
        prolong(*medical())
    else:
        happen(BookKind.REVOKED)
    assert deliver(handler, news) == []
    assert (cabinet(), world.calls) == ([], [])


@pytest.mark.req("bok-11")
def test_of_two_things_that_end_on_one_day_the_one_that_was_not_prolonged_is_still_told(
    world: Outside,
) -> None:
    news = reminder()
    prolong(*medical()[:3], vaccination("measles", valid_until=ENDS))
    assert deliver(handler, news) == []
    (message,) = cabinet()
    assert "корь" in message["text"]
    assert "осмотр" not in message["text"]
    assert len(world.to("email")) == 1


@pytest.mark.req("bok-11", "iss-10", "rel-03")
@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("kind", [BookKind.DUE_SOON, BookKind.REISSUED])
def test_a_power_cut_anywhere_loses_no_message_and_sends_no_second_letter(
    world: Outside, kind: BookKind, place: int
) -> None:
    news = reminder() if kind is BookKind.DUE_SOON else happen(kind)
    with faults.after(place, faults.power_cut):
        deliver(handler, news)
    assert deliver(handler, news) == []
    assert len(cabinet()) == 1
    assert len({key for _, _, key in world.calls}) == 1, "the provider drops what comes under a known key"


@pytest.mark.req("sts-11")
def test_a_letter_that_could_not_leave_goes_on_the_next_attempt(world: Outside) -> None:
    news = happen(BookKind.REISSUED)
    world.answers = {"email": Unavailable("down")}
    assert deliver(handler, news) == [0]
    world.answers = {}
    assert deliver(handler, news) == []
    assert (len(cabinet()), len({key for _, _, key in world.calls})) == (1, 1)
