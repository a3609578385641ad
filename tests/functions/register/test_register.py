"""What verifiers keep follows the books, and is signed anew every hour (ver-07)."""

import json
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from functions.check.app import app as check
from functions.register import app as register
from functions.register.app import follow, hourly
from shared.cloud import clients
from shared.domain import book as machine
from shared.domain import signatures, status_list
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.events import Aggregate
from shared.domain.status_list import Status
from shared.domain.version import SealedDocument
from shared.settings import settings
from shared.store import books, public, versions
from tests.builders import NOW, version
from tests.clock import Clock
from tests.codes import coded, publish_keys, signed
from tests.gateway import Context, Gateway
from tests.queues import news_of
from tests.stored import stored_issue

NUMBER = version().book_number


@pytest.fixture(autouse=True)
def _issued(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - in this order
    """A published book; moto hashes a digest once more before it signs, so that here the bytes are signed."""
    monkeypatch.setattr(register, "_signed", signed)
    publish_keys()
    stored_issue()


def tell(book_version: int) -> str:
    return follow(news_of(NUMBER, book_version, Aggregate.BOOK))


def listed() -> bytes:
    return public.read(public.STATUS_LIST) or b""


def status(index: int) -> Status:
    return status_list.read(listed())[0][index]


def reissue(index: int) -> None:
    """Publish the next version of the book, at another place of the list."""
    book = books.get(NUMBER)
    entry = machine.step(book, BookKind.PERSON_CHANGED, NOW, Actor.SYSTEM)
    book = books.commit(book, entry)
    place = book.active_version + 1
    made = versions.prepare(version(number=place, status_index=index, said=book.changed))
    document = SealedDocument(key=f"books/{place}.pdf", version_id="v1", sha256=f"{place:064}", size=1)
    step = machine.step(
        book, BookKind.REISSUED, NOW, Actor.SYSTEM, {"active_version": place, "said": made.said}
    )
    books.reissue(book, step, made, document)


@pytest.mark.req("ver-07")
def test_the_list_says_of_each_version_whether_it_counts() -> None:
    assert tell(1) == "changed"
    assert status(0) is Status.VALID
    reissue(index=5)
    assert tell(3) == "changed"
    assert (status(0), status(5)) == (Status.SUPERSEDED, Status.VALID)
    book = books.get(NUMBER)
    books.commit(book, machine.step(book, BookKind.REVOKED, NOW, Actor.REVIEWER))
    assert tell(4) == "changed"
    assert (status(0), status(5)) == (Status.INVALID, Status.INVALID)


@pytest.mark.req("ver-07", "rel-03")
def test_told_again_or_too_late_nothing_changes() -> None:
    tell(1)
    before = listed()
    assert [tell(1), tell(1)] == ["nothing to change", "nothing to change"]
    assert listed() == before


@pytest.mark.req("ver-07", "rel-03")
def test_of_two_who_change_the_list_at_once_neither_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else revokes a version between the reading and the writing of the list."""
    tell(1)
    reissue(index=5)
    real, meanwhile = clients.s3().put_object, [True]

    def put_object(**named: Any) -> Any:
        if named["Key"] == public.STATUS_LIST and meanwhile:
            meanwhile.pop()
            register._published({9: Status.INVALID})
        return real(**named)

    monkeypatch.setattr(clients.s3(), "put_object", put_object)
    tell(3)
    assert (status(0), status(9)) == (Status.SUPERSEDED, Status.INVALID)


@pytest.mark.req("ver-07")
def test_every_hour_the_list_is_young_again_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(1)
    reissue(index=5)
    tell(3)
    known, first = status_list.read(listed())

    monkeypatch.setattr(register, "datetime", Clock)
    monkeypatch.setattr(Clock, "moment", first + timedelta(hours=1))
    hourly({}, Context())  # type: ignore[arg-type]
    again, second = status_list.read(listed())
    assert again.compressed == known.compressed
    assert second - first == timedelta(hours=1)


@pytest.mark.req("ver-05", "iss-08")
def test_the_list_verifies_with_the_published_key_alone() -> None:
    tell(1)
    (key,) = json.loads(public.read(public.KEYS) or b"")["keys"]
    protected, _, payload, signature = cbor2.loads(listed()).value
    assert cbor2.loads(protected)[4].hex() == key["kid"]
    halves = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    told = signatures.public_key(key["x"], key["y"])
    told.verify(
        encode_dss_signature(*halves), status_list.to_be_signed(protected, payload), ec.ECDSA(hashes.SHA256())
    )


@pytest.mark.req("iss-08", "ver-07")
def test_a_key_that_was_published_once_stays_when_another_one_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    former = coded(version())
    other = clients.kms().create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    monkeypatch.setitem(settings.__dict__, "signing_key", other)
    publish_keys()
    assert len(json.loads(public.read(public.KEYS) or b"")["keys"]) == 2
    asked = Gateway(check, account=None)("GET", f"/v1/check/{former.token}").json
    assert asked["verdict"] != "signature_wrong"


@pytest.mark.req("ver-05")
def test_the_api_gives_what_lies_in_the_public_bucket() -> None:
    anybody = Gateway(check, account=None)
    assert anybody("GET", "/v1/check/revocations").status == 503
    tell(1)
    told = anybody("GET", "/v1/check/revocations").json
    assert told["url"] == "http://portal.test/v/status.cwt"
    assert anybody("GET", "/v1/check/keys").json == json.loads(public.read(public.KEYS) or b"")


def test_a_fault_of_the_storage_is_not_taken_for_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")

    monkeypatch.setattr(clients.s3(), "get_object", down)
    with pytest.raises(ClientError):
        tell(1)
