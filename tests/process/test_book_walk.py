"""Every row of a book's table is walked through doors and queues; after its end nothing happens."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.account.app import app as account
from functions.holder.app import app as holder
from shared.domain.book import BOOK, Book, BookKind, BookState
from shared.store import books
from tests.clock import Clock
from tests.gateway import Reply
from tests.process.cast import CLINIC, DOCTOR, REVIEWER, Applicant
from tests.process.conftest import Somebody
from tests.process.paths import send, settled
from tests.process.stage import Stage

BY_TIME = {kind for kind in BookKind if kind.startswith("due_")}
"""Reminders; who sends them has tests of his own."""
HERE, THERE = "77-001", "77-002"


def book(one: Applicant) -> Book:
    return books.get(str(one.now().book_number))


def filed(one: Applicant) -> Reply:
    entry = {
        **CLINIC,
        "document_id": f"v-{book(one).version}",
        "kind": "vaccination",
        "infection": "influenza",
    }
    return DOCTOR(one, "POST", f"/v1/books/{book(one).number}/entries", entry)


def attached(one: Applicant) -> Reply:
    known = book(one)
    other = THERE if known.clinic_code == HERE else HERE
    return one(holder, "PUT", f"/v1/books/{known.number}/clinic", {"clinic_code": other})


def attached_and_back(one: Applicant) -> Reply:
    attached(one)
    return attached(one)


def withdrawn(one: Applicant) -> Reply:
    known = book(one)
    return one(holder, "POST", f"/v1/books/{known.number}/versions/{known.active_version}/withdraw", {})


def revoked(one: Applicant) -> Reply:
    return REVIEWER(one, "POST", f"/v1/review/books/{book(one).number}/revoke", {"ground": "issued_in_error"})


def renamed(one: Applicant) -> Reply:
    """Take another name, and have it confirmed that one is still oneself."""
    one(account, "POST", "/v1/me/codes", {"purpose": "profile"})
    code = one.outside.code_for(one.fields["phone"])
    changed = {"surname": "Другова", "confirmation_code": code}
    etag = one(account, "GET", "/v1/me").headers["etag"]
    assert one(account, "PATCH", "/v1/me", changed, if_match=etag).status == 200
    record = {**one.person.record, "surname": "Другова"}
    one.outside.steer("PUT", f"/dev/registries/people/{one.fields['snils']}", record)
    begun = one(account, "POST", "/v1/me/identity", {"method": "video_call"})
    page = begun.json["action"]["url"]
    one.outside.steer("POST", page[page.index("/dev/") :] + "?outcome=accept")
    return begun


WAYS: dict[BookKind, Callable[[Applicant], Any]] = {
    BookKind.OPENED: send,
    BookKind.ENTRY_FILED: filed,
    BookKind.PERSON_CHANGED: renamed,
    BookKind.VERSION_WITHDRAWN: withdrawn,
    BookKind.CLINIC_ATTACHED: attached_and_back,
    BookKind.REVOKED: revoked,
}
"""In this order; a new version comes of itself."""


@pytest.mark.req("bok-07", "iss-09", "prf-19", "act-07")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.usefixtures("blank")
def test_a_book_goes_through_every_row_of_its_table_and_after_its_end_nowhere(
    stage: Stage, somebody: Somebody
) -> None:
    one, walked = somebody(), set[tuple[BookState, BookKind]]()
    one.start()
    for kind, act in WAYS.items():
        answer = act(one)
        assert answer.status < 300, (kind, answer.text)
        settled(one)
        Clock.moment = Clock.moment.replace(minute=Clock.moment.minute + 2)
    state = BookState.NONE
    for event in books.history(book(one).number):
        after, *effects = BOOK[state][event.kind]
        assert (event.state, event.effects) == (after, (*effects,))
        walked.add((state, event.kind))
        state = after
    assert walked == {(state, kind) for state in BOOK for kind in BOOK[state] if kind not in BY_TIME}
    require_nothing_else(stage, one)


def require_nothing_else(stage: Stage, one: Applicant) -> None:
    before = books.history(book(one).number)
    for act in (filed, attached, withdrawn, revoked):
        assert act(one).status == 409
    stage.repeat()
    assert books.history(book(one).number) == before
