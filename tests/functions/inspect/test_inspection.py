"""A whole file is sent in: which book it is, that it was changed, or that it is not ours (ver-02)."""

import base64
import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.check.app import app as check
from functions.inspect import inspection
from functions.issue import decisions as papers
from functions.issue.signing import Signatory, sign
from local.authority import Authority, new_key
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.calendar import local_day
from shared.domain.texts import Language, text
from shared.domain.validity import Judgement, Rule, Ruling
from shared.domain.version import SealedDocument, Version
from shared.store import books, table, versions, visits
from tests.builders import NOW, version
from tests.functions.inspect.conftest import signatory
from tests.functions.issue.specimens import REASON
from tests.functions.issue.test_decisions import decision
from tests.functions.issue.test_signing import revised
from tests.gateway import Gateway
from tests.stored import opening

TODAY = local_day(datetime.now(UTC))


def written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def asked(call: Gateway, data: bytes, **headers: str) -> Any:
    answer = call("POST", "/v1/check/document", {"content": written(data)}, **headers)
    assert answer.status == 200, answer.text
    return answer.json


@pytest.fixture
def book(call: Gateway) -> Version:  # noqa: ARG001 - its table
    """A published book that is valid for a hundred days."""
    until = TODAY + timedelta(days=100)
    return version(
        judgement=Judgement(rulings=(Ruling(rule=Rule.EXAMINATION, met=True, until=until),), until=until)
    )


@pytest.fixture
def issued(book: Version, signed: bytes) -> bytes:
    """Its file."""
    digest = hashlib.sha256(signed).hexdigest()
    document = SealedDocument(key="books/1.pdf", version_id="v1", sha256=digest, size=len(signed))
    table.transact(*opening(versions.prepare(book), document))
    return signed


@pytest.fixture(scope="module")
def signed(signer: Signatory) -> bytes:
    return sign(papers.render(decision()), signer, NOW, REASON)


@pytest.mark.req("ver-02", "iss-08")
def test_the_file_of_a_book_gets_the_books_answer(call: Gateway, issued: bytes, book: Version) -> None:
    answer = asked(call, issued)
    assert (answer["verdict"], answer["number"], answer["initials"]) == (
        "valid",
        book.book_number,
        "И. А. С.",
    )
    assert answer == {
        **Gateway(check, account=None)(
            "POST", "/v1/check/file", {"sha256": hashlib.sha256(issued).hexdigest()}
        ).json,
        "checked_at": answer["checked_at"],
    }
    assert book.person.surname not in str(answer)


@pytest.mark.req("act-05")
def test_the_holder_can_read_that_somebody_has_looked(call: Gateway, issued: bytes, book: Version) -> None:
    asked(call, issued)
    [visit] = visits.of(book.book_number, limit=10, cursor=None).items
    assert (visit.view, visit.way, visit.role) == ("verdict", "file", None)


@pytest.mark.req("ver-02")
def test_the_file_of_a_book_that_was_revoked_says_so(call: Gateway, issued: bytes, book: Version) -> None:
    before = books.get(book.book_number)
    books.commit(before, machine.step(before, BookKind.REVOKED, NOW, Actor.APPLICANT))
    assert asked(call, issued)["verdict"] == "revoked"


@pytest.mark.req("iss-09", "ver-02")
def test_a_book_with_one_changed_byte_is_a_forgery(call: Gateway, issued: bytes) -> None:
    for place in (50, len(issued) // 3, issued.index(b"%%EOF") - 30):
        changed = bytearray(issued)
        changed[place] ^= 1
        answer = asked(call, bytes(changed))
        assert answer["verdict"] == "signature_wrong"
        assert answer["advice"] == text("verdicts", "signature_wrong")
        assert answer["number"] is answer["initials"] is None


@pytest.mark.req("iss-09")
def test_a_page_edited_by_an_added_revision_is_refused_by_both_checks(call: Gateway, issued: bytes) -> None:
    edited = revised(issued)
    assert asked(call, edited)["verdict"] == "signature_wrong"
    digest = hashlib.sha256(edited).hexdigest()
    said = Gateway(check, account=None)("POST", "/v1/check/file", {"sha256": digest}).json
    assert said["verdict"] == "unknown"


@pytest.mark.req("iss-09")
def test_a_file_that_another_key_has_signed_is_none_of_ours(call: Gateway) -> None:
    stranger = signatory(Authority.found(new_key(), NOW))
    answer = asked(call, sign(papers.render(decision()), stranger, NOW, REASON))
    assert (answer["verdict"], answer["advice"]) == ("unknown", text("findings", "foreign"))


@pytest.mark.req("iss-09")
def test_our_certificate_alone_is_trusted_not_the_authority_above_it(
    call: Gateway, authority: Authority
) -> None:
    neighbour = signatory(authority)
    answer = asked(call, sign(papers.render(decision()), neighbour, NOW, REASON))
    assert (answer["verdict"], answer["advice"]) == ("unknown", text("findings", "foreign"))


@pytest.mark.req("ver-02")
def test_another_document_of_ours_is_genuine_but_no_book(call: Gateway, signed: bytes) -> None:
    answer = asked(call, signed)
    assert (answer["verdict"], answer["advice"]) == ("unknown", text("findings", "genuine"))
    assert asked(call, signed, accept_language="en")["advice"] == text("findings", "genuine", Language.EN)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"<" + b"30" * 5000 + b">"])
def test_what_is_no_document_is_unknown(call: Gateway, data: bytes) -> None:
    assert asked(call, data)["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("не base64", "FIELD_INVALID"),
        ("AAA", "FIELD_INVALID"),
        (written(bytes(inspection.LARGEST + 1)), "FILE_TOO_LARGE"),
    ],
)
def test_what_cannot_be_read_is_refused(call: Gateway, content: str, code: str) -> None:
    answer = call("POST", "/v1/check/document", {"content": content})
    assert answer.status == 422
    assert [(flaw["pointer"], flaw["code"]) for flaw in answer.json["errors"]] == [("/content", code)]


def test_the_largest_file_fits_into_one_call_of_the_function(call: Gateway) -> None:
    largest = bytes(inspection.LARGEST)
    assert asked(call, largest)["verdict"] == "unknown"
    assert len(written(largest)) < 5_500_000  # of 6 MB that a call may carry, headers and all


@pytest.mark.req("sec-09")
def test_who_asks_too_often_has_to_wait(call: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PER_MINUTE", 2)
    for _ in range(2):
        asked(call, b"x")
    answer = call("POST", "/v1/check/document", {"content": "eA=="})
    assert (answer.status, answer.json["code"]) == (429, "TOO_OFTEN")
    assert answer.headers["retry-after"]


@pytest.mark.req("sec-07")
def test_nothing_of_a_file_is_logged(call: Gateway, signed: bytes, logged: io.StringIO) -> None:
    asked(call, signed)
    assert written(signed)[:40] not in logged.getvalue()
    assert hashlib.sha256(signed).hexdigest() not in logged.getvalue()
