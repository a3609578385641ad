"""What may happen to a book, each by its own way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from functions.account.app import app as account
from functions.holder.app import app as holder
from shared.domain import calendar
from shared.domain.book import BOOK, Book, BookKind, BookState
from shared.store import books
from tests.gateway import Reply
from tests.process.cast import DOCTOR, REVIEWER, Applicant, paper
from tests.process.paths import send

HERE, THERE = "77-001", "77-002"


def book(one: Applicant) -> Book:
    return books.get(str(one.now().book_number))


def filed(one: Applicant) -> Reply:
    entry = paper(one, "vaccination", infection="influenza")
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


def reminded(one: Applicant) -> None:
    """Let the moment of the next reminder come."""
    one.stage.strike(book(one).remind_at)


def missed(one: Applicant) -> None:
    """Let the next day on which something ends go by."""
    (first, *_) = book(one).ends
    one.stage.strike(calendar.first_moment(first.day + timedelta(days=1)))


WAYS: dict[BookKind, Callable[[Applicant], Any]] = {
    BookKind.OPENED: send,
    BookKind.ENTRY_FILED: filed,
    BookKind.PERSON_CHANGED: renamed,
    BookKind.VERSION_WITHDRAWN: withdrawn,
    BookKind.CLINIC_ATTACHED: attached_and_back,
    BookKind.DUE_SOON: reminded,
    BookKind.DUE_MISSED: missed,
    BookKind.REVOKED: revoked,
}
"""In this order; a new version comes of itself."""


def live(one: Applicant) -> None:
    """Let everything happen to a book that may happen to one."""
    for kind, act in WAYS.items():
        answer = act(one)
        assert answer is None or answer.status < 300, (kind, answer.text)
        one.stage.settle()


def require_every_row(one: Applicant) -> None:
    """Require that its history goes through every row of the table, and through nothing else."""
    state, walked = BookState.NONE, set[tuple[BookState, BookKind]]()
    for event in books.history(book(one).number):
        after, *effects = BOOK[state][event.kind]
        assert (event.state, event.effects) == (after, (*effects,))
        walked.add((state, event.kind))
        state = after
    assert walked == {(state, kind) for state in BOOK for kind in BOOK[state]}


def require_the_end(one: Applicant) -> None:
    """Require that nothing can be done to a revoked book any more."""
    before = books.history(book(one).number)
    for act in (filed, attached, withdrawn, revoked):
        assert act(one).status == 409
    assert books.history(book(one).number) == before
