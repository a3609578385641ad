"""Versions: stored before they are signed, and tied to one document."""

from datetime import timedelta

import pytest

from shared.domain.errors import Conflict
from shared.domain.version import SealedDocument
from shared.store import table, versions
from tests.builders import NOW, version

pytestmark = pytest.mark.usefixtures("aws")

NUMBER, OTHER = "JQNQ-XHXK-M4W1", "JQNQ-XHXK-M4WZ"
LATER = NOW + timedelta(minutes=1)


def sealed(digest: str) -> SealedDocument:
    return SealedDocument(key=f"books/{digest}.pdf", version_id="v1", sha256=digest * 32, size=1000)


@pytest.mark.req("iss-10")
def test_what_will_be_signed_is_decided_once() -> None:
    first = versions.prepare(version())
    second = version(token="B" * 32, prepared_at=LATER, issued_on=LATER.date(), occupation="пекарь")
    assert versions.prepare(second) == first == versions.get(NUMBER, 1)
    assert versions.prepare(version(number=2)).number == 2
    assert versions.prepare(version(book_number=OTHER)).book_number == OTHER


@pytest.mark.req("iss-10", "iss-04")
def test_a_version_is_tied_to_one_document_for_good() -> None:
    made = versions.prepare(version())
    assert versions.document_of(NUMBER, 1) is None
    table.transact(versions.seal(made, sealed("ab")))
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        table.transact(versions.seal(made, sealed("cd")))
    assert versions.document_of(NUMBER, 1) == sealed("ab")
    assert (versions.document_of(NUMBER, 2), versions.document_of(OTHER, 1)) == (None, None)
