"""Books: stored before they are signed, tied to one document, and seen all at once."""

from datetime import timedelta

import pytest

from shared.domain.errors import Conflict, NotFound
from shared.domain.version import SealedDocument, Version
from shared.store import books, table
from tests.builders import HOLDER, NOW, version
from tests.stored import opening

pytestmark = pytest.mark.usefixtures("aws")

NUMBER, OTHER = "JQNQ-XHXK-M4W1", "JQNQ-XHXK-M4WZ"
LATER = NOW + timedelta(minutes=1)


def sealed(digest: str = "ab") -> SealedDocument:
    return SealedDocument(key=f"books/{digest}.pdf", version_id="v1", sha256=digest * 32, size=1000)


def published(made: Version, document: SealedDocument) -> None:
    table.transact(books.seal(made, document))
    table.transact(*opening(made, document))


@pytest.mark.req("iss-10")
def test_what_will_be_signed_is_decided_once() -> None:
    first = books.prepare(version())
    second = version(token="B" * 32, prepared_at=LATER, issued_on=LATER.date(), occupation="пекарь")
    assert books.prepare(second) == first == books.get_version(NUMBER, 1)
    assert books.prepare(version(number=2)).number == 2
    assert books.prepare(version(book_number=OTHER)).book_number == OTHER


@pytest.mark.req("iss-10", "iss-04")
def test_a_version_is_tied_to_one_document_for_good() -> None:
    made = books.prepare(version())
    assert books.document_of(NUMBER, 1) is None
    table.transact(books.seal(made, sealed("ab")))
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        table.transact(books.seal(made, sealed("cd")))
    assert books.document_of(NUMBER, 1) == sealed("ab")
    assert (books.document_of(NUMBER, 2), books.document_of(OTHER, 1)) == (None, None)


@pytest.mark.req("iss-02", "ver-02")
def test_a_book_is_seen_by_nobody_before_it_is_published_and_then_by_every_way() -> None:
    made = books.prepare(version())
    table.transact(books.seal(made, sealed()))
    assert books.with_sha256(sealed().sha256) is None
    assert books.of(HOLDER, limit=9, cursor=None).items == []
    with pytest.raises(NotFound):
        books.get(NUMBER)
    table.transact(*opening(made, sealed()))
    assert books.with_sha256(sealed().sha256) == made
    (shown,) = books.of(HOLDER, limit=9, cursor=None).items
    assert shown == books.get(NUMBER) == books.owned(NUMBER, HOLDER)
    assert (shown.active_version, shown.published_at) == (1, NOW)


@pytest.mark.req("iss-10")
@pytest.mark.parametrize("clash", ["number", "sha256"])
def test_a_book_is_published_by_every_way_or_not_at_all(clash: str) -> None:
    published(books.prepare(version()), sealed())
    other = version(holder="somebody", book_number=NUMBER if clash == "number" else OTHER, number=2)
    document = sealed("ab" if clash == "sha256" else "cd")
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        table.transact(*opening(books.prepare(other), document, LATER))
    assert books.of("somebody", limit=9, cursor=None).items == []
    assert books.get(NUMBER).holder == HOLDER
    assert books.with_sha256("cd" * 32) is None
    assert books.with_sha256("ab" * 32) == version()


@pytest.mark.req("iss-01")
def test_a_book_is_read_back_for_a_holder_without_patronymic_or_occupation() -> None:
    person = version().person.model_copy(update={"patronymic": None})
    made = books.prepare(version(person=person, occupation=None))
    published(made, sealed())
    assert books.get_version(NUMBER, 1) == made
    assert books.get(NUMBER).person.initials == "И. А."


@pytest.mark.req("act-01")
def test_anothers_book_is_not_found() -> None:
    published(books.prepare(version()), sealed())
    for read in (
        lambda: books.owned(NUMBER, "somebody"),
        lambda: books.owned(OTHER, HOLDER),
        lambda: books.get_version(NUMBER, 2),
    ):
        with pytest.raises(NotFound):
            read()


@pytest.mark.req("srh-11", "iss-04")
def test_a_holder_sees_their_own_books_newest_first() -> None:
    for place in range(3):
        made = version(book_number=f"N{place}", token=f"{place}" * 32)
        moment = NOW + timedelta(seconds=place)
        table.transact(*opening(books.prepare(made), sealed(f"0{place}"), moment))
    foreign = version(book_number=OTHER, token="9" * 32, holder="somebody")
    table.transact(*opening(books.prepare(foreign), sealed("09"), LATER))
    first = books.of(HOLDER, limit=2, cursor=None)
    second = books.of(HOLDER, limit=2, cursor=first.next_cursor)
    assert [[book.number for book in page.items] for page in (first, second)] == [["N2", "N1"], ["N0"]]
    assert second.next_cursor is None
