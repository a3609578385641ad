"""Version n+1: once for all that has happened, whatever breaks on the way (iss-10, prf-19)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.check.app import app as check
from functions.issue import documents
from functions.issue.app import handler
from functions.issue.assurance import assure
from local.authority import Authority
from shared.cloud import clients
from shared.domain import book as machine
from shared.domain import numbers
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind, VersionState
from shared.domain.entries import Entry
from shared.domain.events import Aggregate
from shared.domain.filing import Filed
from shared.domain.professions import CATEGORIES
from shared.domain.states import Effect
from shared.domain.validity import judge
from shared.settings import settings
from shared.store import books, objects, versions
from tests.builders import NOW, vaccination
from tests.codes import publish_keys
from tests.faults import after, calls_made, power_cut
from tests.functions.issue import test_app
from tests.functions.issue.test_app import NUMBER, approve, certify, start_anew
from tests.functions.issue.test_signing import accepted
from tests.gateway import Gateway
from tests.queues import deliver, news_of


@pytest.fixture(autouse=True)
def _issued(aws: None, authority: Authority) -> None:  # noqa: ARG001 - in this order
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    publish_keys()
    issue("a1", NUMBER)


def issue(name: str, number: str) -> None:
    approve(name, number)
    assert test_app.hear(test_app.APPROVED, test_app.SEALED, name=name) == []


def file(document_id: str, number: str = NUMBER) -> None:
    """File an influenza vaccination."""
    book = books.get(number)
    entry = vaccination("influenza", document_id=document_id)
    new = Filed.after(book.filed, book.chain, entry=entry, filed_at=NOW)
    judged = judge(CATEGORIES[book.category], (*entries_of(book), entry))
    changes = {"filed": new.number, "chain": new.hash, "judgement": judged}
    books.file(book, machine.step(book, BookKind.ENTRY_FILED, NOW, Actor.CLINIC, changes), new, document_id)


def entries_of(book: Book) -> tuple[Entry, ...]:
    return tuple(filed.entry for filed in books.entries(book.number))


def hear(*versions: int, number: str = NUMBER) -> list[int]:
    """Deliver news of a book's events, and say which came back."""
    bodies = [news_of(number, version, Aggregate.BOOK).model_dump_json() for version in versions]
    return deliver(handler, *bodies)


def hear_all(number: str = NUMBER) -> None:
    """Deliver news of all that has happened, and of what it has led to, as the relay does."""
    told = 0
    while told < (now := books.get(number).version):
        assert hear(*range(told + 1, now + 1), number=number) == []
        told = now


def verdict(version: int, number: str = NUMBER) -> str:
    """Ask as a stranger who scans the code of a version."""
    token = versions.get(number, version).token
    return str(Gateway(check, account=None)("GET", f"/v1/check/{token}").json["verdict"])


def require_whole(authority: Authority, number: str = NUMBER) -> None:
    """Require that the active version says all, and that each version has one document and no more."""
    book = books.get(number)
    assert not book.outdated
    for place in range(1, book.active_version + 1):
        version, document = versions.get(number, place), versions.document_of(number, place)
        assert document, "a version without a document"
        pdf = objects.fetch(document.key, document.version_id, document.sha256)
        assure(pdf, version, documents.code(version), documents.ADDRESS)
        assert accepted(pdf, authority)
        assert versions.with_sha256(document.sha256) == version
    assert versions.get(number, book.active_version).entries == entries_of(book)
    assert len(test_app.documents(number)) == book.active_version


@pytest.mark.req("cln-10", "ver-02", "bok-07")
def test_a_new_entry_makes_a_version_and_the_former_one_says_that_it_was_replaced(
    authority: Authority,
) -> None:
    first = versions.document_of(NUMBER, 1)
    file("v1")
    assert hear(2) == []
    book = books.get(NUMBER)
    assert book.active_version == 2
    assert [book.state_of(1), book.state_of(2)] == [VersionState.SUPERSEDED, VersionState.ACTIVE]
    assert (verdict(1), verdict(2)) == ("superseded", "not_valid")
    assert versions.document_of(NUMBER, 1) == first
    require_whole(authority)


@pytest.mark.req("iss-10")
def test_what_many_events_ask_for_is_one_version(authority: Authority) -> None:
    for place in range(5):
        file(f"v{place}")
    assert hear(*range(2, 7)) == []
    assert books.get(NUMBER).active_version == 2
    announced = [event.kind for event in books.history(NUMBER) if Effect.NOTIFY in event.effects]
    assert announced == [BookKind.REISSUED], "the holder hears of the version once, and once it is there"
    require_whole(authority)


@pytest.mark.req("iss-10", "rel-03", "rel-06")
def test_a_reissue_that_was_cut_off_anywhere_is_finished_by_the_same_news(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, number in enumerate(numbers_for(calls_of_a_reissue(monkeypatch)), start=1):
        issue(f"cut-{place}", number)
        file("v1", number)
        with after(place - 1, power_cut):
            assert hear(2, number=number) == [0]
        hear_all(number)
        assert books.get(number).active_version == 2
        require_whole(authority, number)


@pytest.mark.req("iss-10", "rel-03")
def test_an_entry_that_is_filed_meanwhile_is_in_the_next_version(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, number in enumerate(numbers_for(calls_of_a_reissue(monkeypatch)), start=1):
        issue(f"met-{place}", number)
        file("v1", number)
        with after(place - 1, lambda number=number: file("v2", number)):  # type: ignore[misc]
            assert hear(2, number=number) == []
        hear_all(number)
        assert books.get(number).active_version in (2, 3)
        require_whole(authority, number)


@pytest.mark.req("iss-10", "rel-03")
def test_two_workers_with_the_same_news_make_one_version(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, number in enumerate(numbers_for(calls_of_a_reissue(monkeypatch)), start=1):
        issue(f"two-{place}", number)
        file("v1", number)
        assert hear_twice(number, place - 1) == ([], [])
        assert books.get(number).active_version == 2
        require_whole(authority, number)


def hear_twice(number: str, place: int) -> tuple[list[int], list[int]]:
    """Let another worker do all of the work while this one is at one of its calls."""
    with ThreadPoolExecutor() as workers:
        other: list[list[int]] = []
        with after(place, lambda: other.append(workers.submit(hear, 2, number=number).result())):
            mine = hear(2, number=number)
    return mine, other[0]


def calls_of_a_reissue(monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the calls of a reissue that nothing disturbs."""
    file("v1")
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        assert hear(2) == []
    return len(made)


def numbers_for(count: int) -> list[str]:
    return [numbers.mint(1_000 + place) for place in range(count)]


@pytest.mark.req("bok-07", "sec-04")
def test_a_book_with_a_broken_chain_is_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    file("v1")
    file("v2")
    real: Callable[[str], list[Filed]] = books.entries
    monkeypatch.setattr(books, "entries", lambda number: real(number)[:-2] + real(number)[-1:])
    assert hear(2) == [0]
    assert books.get(NUMBER).active_version == 1
    assert len(test_app.documents()) == 1


@pytest.mark.req("ver-02")
def test_a_withdrawn_code_is_never_believed_again_and_the_book_gets_another(authority: Authority) -> None:
    book = books.get(NUMBER)
    changes = {"withdrawn": (1,)}
    books.commit(book, machine.step(book, BookKind.VERSION_WITHDRAWN, NOW, Actor.APPLICANT, changes))
    assert verdict(1) == "revoked"
    assert hear(2) == []
    assert (verdict(1), verdict(2)) == ("revoked", "not_valid")
    require_whole(authority)


@pytest.mark.req("ver-02")
def test_a_revoked_book_gets_no_more_versions() -> None:
    file("v1")
    book = books.get(NUMBER)
    books.commit(book, machine.step(book, BookKind.REVOKED, NOW, Actor.REVIEWER))
    assert hear(2, 3) == []
    assert (books.get(NUMBER).active_version, verdict(1)) == (1, "revoked")
    start_anew()
