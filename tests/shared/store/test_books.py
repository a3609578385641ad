"""Books: seen all at once, and by their holders only."""

from datetime import timedelta

import pytest

from shared.domain.errors import Conflict, NotFound
from shared.domain.version import SealedDocument, Version
from shared.store import books, table, versions
from tests.builders import HOLDER, NOW, version
from tests.stored import opening

pytestmark = pytest.mark.usefixtures("aws")

NUMBER, OTHER = "JQNQ-XHXK-M4W1", "JQNQ-XHXK-M4WZ"
LATER = NOW + timedelta(minutes=1)


def sealed(digest: str = "ab") -> SealedDocument:
    return SealedDocument(key=f"books/{digest}.pdf", version_id="v1", sha256=digest * 32, size=1000)


def published(made: Version, document: SealedDocument) -> None:
    table.transact(versions.seal(made, document))
    table.transact(*opening(made, document))


@pytest.mark.req("iss-02", "ver-02")
def test_a_book_is_seen_by_nobody_before_it_is_published_and_then_by_every_way() -> None:
    made = versions.prepare(version())
    table.transact(versions.seal(made, sealed()))
    assert versions.with_sha256(sealed().sha256) is None
    assert books.of(HOLDER, limit=9, cursor=None).items == []
    with pytest.raises(NotFound):
        books.get(NUMBER)
    table.transact(*opening(made, sealed()))
    assert versions.with_sha256(sealed().sha256) == made
    (shown,) = books.of(HOLDER, limit=9, cursor=None).items
    assert shown == books.get(NUMBER) == books.owned(NUMBER, HOLDER)
    assert (shown.active_version, shown.published_at) == (1, NOW)


@pytest.mark.req("iss-10")
@pytest.mark.parametrize("clash", ["number", "sha256"])
def test_a_book_is_published_by_every_way_or_not_at_all(clash: str) -> None:
    published(versions.prepare(version()), sealed())
    other = version(holder="somebody", book_number=NUMBER if clash == "number" else OTHER, number=2)
    document = sealed("ab" if clash == "sha256" else "cd")
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        table.transact(*opening(versions.prepare(other), document, LATER))
    assert books.of("somebody", limit=9, cursor=None).items == []
    assert books.get(NUMBER).holder == HOLDER
    assert versions.with_sha256("cd" * 32) is None
    assert versions.with_sha256("ab" * 32) == version()


@pytest.mark.req("iss-01")
def test_a_book_is_read_back_for_a_holder_without_patronymic_or_occupation() -> None:
    person = version().person.model_copy(update={"patronymic": None})
    made = versions.prepare(version(person=person, occupation=None))
    published(made, sealed())
    assert versions.get(NUMBER, 1) == made
    assert books.get(NUMBER).person.initials == "И. А."


@pytest.mark.req("act-01")
def test_anothers_book_is_not_found() -> None:
    published(versions.prepare(version()), sealed())
    for read in (
        lambda: books.owned(NUMBER, "somebody"),
        lambda: books.owned(OTHER, HOLDER),
        lambda: versions.get(NUMBER, 2),
    ):
        with pytest.raises(NotFound):
            read()


@pytest.mark.req("srh-11", "iss-04")
def test_a_holder_sees_their_own_books_newest_first() -> None:
    for place in range(3):
        made = version(book_number=f"N{place}", token=f"{place}" * 32)
        moment = NOW + timedelta(seconds=place)
        table.transact(*opening(versions.prepare(made), sealed(f"0{place}"), moment))
    foreign = version(book_number=OTHER, token="9" * 32, holder="somebody")
    table.transact(*opening(versions.prepare(foreign), sealed("09"), LATER))
    first = books.of(HOLDER, limit=2, cursor=None)
    second = books.of(HOLDER, limit=2, cursor=first.next_cursor)
    assert [[book.number for book in page.items] for page in (first, second)] == [["N2", "N1"], ["N0"]]
    assert second.next_cursor is None
