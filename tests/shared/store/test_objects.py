"""Object storage: written once, read back to the bit, and reached only through narrow doors."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from shared.cloud import clients
from shared.settings import settings
from shared.store import objects
from shared.store.objects import Damaged, Kept

pytestmark = pytest.mark.usefixtures("aws")

API: Any = BaseClient
DATA = b"%PDF"
KEY, TYPE = "books/N/0001.pdf", "application/pdf"


def put(bucket: str, key: str, data: bytes) -> str:
    return clients.s3().put_object(Bucket=bucket, Key=key, Body=data)["VersionId"]


def versions() -> list[str]:
    return [
        one["VersionId"]
        for one in clients.s3().list_object_versions(Bucket=settings.vault_bucket)["Versions"]
    ]


def failing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the next call of AWS fail, as storage says it: with a code."""
    real = API._make_api_call

    def call(*_: object) -> None:
        monkeypatch.setattr(API, "_make_api_call", real)
        raise ClientError({"Error": {"Code": code}}, "any")

    monkeypatch.setattr(API, "_make_api_call", call)


@pytest.mark.req("iss-05", "iss-10")
def test_of_two_writes_the_first_one_stays_and_both_are_told_of_it() -> None:
    first = objects.keep(KEY, DATA, TYPE)
    assert first == Kept(KEY, first.version, hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert objects.keep(KEY, b"another", TYPE) == first == objects.kept(KEY)
    assert versions() == [first.version]
    assert objects.fetch(KEY, first.version, first.sha256) == DATA


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_a_write_that_lost_a_race_is_told_of_the_winner(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    winner = objects.keep(KEY, DATA, TYPE)
    failing(monkeypatch, code)
    assert objects.keep(KEY, b"another", TYPE) == winner


@pytest.mark.req("iss-11")
def test_what_is_kept_is_encrypted_under_the_key_of_the_data() -> None:
    objects.keep(KEY, DATA, TYPE)
    head = clients.s3().head_object(Bucket=settings.vault_bucket, Key=KEY)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", settings.data_key)
    assert head["ContentType"] == TYPE


def damaged(data: bytes) -> Iterator[bytes]:
    """Flip each bit, leave something out, and add something."""
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        yield bytes(flipped)
    yield from (b"", data[:-1], data[1:], data + b"\n", data * 2)


@pytest.mark.req("sec-04")
def test_bytes_that_are_not_those_that_were_written_are_never_returned() -> None:
    kept = objects.keep(KEY, DATA, TYPE)
    for forged in damaged(DATA):
        version = put(settings.vault_bucket, KEY, forged)
        with pytest.raises(Damaged, match=KEY):
            objects.fetch(KEY, version, kept.sha256)
    assert objects.fetch(KEY, kept.version, kept.sha256) == DATA


def test_what_is_forgotten_is_gone_and_its_place_is_free() -> None:
    old = objects.keep(KEY, DATA, TYPE)
    objects.forget(KEY)
    with pytest.raises(ClientError, match="404"):
        objects.kept(KEY)
    new = objects.keep(KEY, b"new", TYPE)
    assert new.version != old.version
    assert objects.fetch(KEY, new.version, new.sha256) == b"new"


def test_an_upload_has_arrived_when_it_is_there() -> None:
    assert not objects.arrived("k")
    put(settings.inbox_bucket, "k", DATA)
    assert objects.arrived("k")


@pytest.mark.req("doc-21")
def test_of_an_upload_the_version_that_was_told_of_is_read_and_no_more_than_asked_for() -> None:
    first, second = put(settings.inbox_bucket, "k", b"12345"), put(settings.inbox_bucket, "k", b"abc")
    assert objects.incoming("k", first, 5) == b"12345"
    assert objects.incoming("k", first, 3) == b"1234"
    assert objects.incoming("k", second, 5) == b"abc"
    assert objects.incoming("k", put(settings.inbox_bucket, "k", b""), 5) == b""
    clients.s3().delete_object(Bucket=settings.inbox_bucket, Key="k", VersionId=first)
    assert objects.incoming("k", first, 5) is None
    assert objects.incoming("never", second, 5) is None


@pytest.mark.req("rel-03")
@pytest.mark.parametrize("code", ["AccessDenied", "403", "SlowDown", "InternalError"])
def test_a_fault_of_storage_is_never_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    version = put(settings.inbox_bucket, "k", DATA)
    for call in (
        lambda: objects.arrived("k"),
        lambda: objects.incoming("k", version, 9),
        lambda: objects.keep("k", DATA, TYPE),
    ):
        failing(monkeypatch, code)
        with pytest.raises(ClientError, match=code):
            call()


@pytest.mark.req("doc-21", "doc-22")
def test_a_ticket_is_for_one_key_one_type_and_a_size_up_to_the_limit() -> None:
    form = objects.ticket("files/a1/f1", "image/png", 2_000)
    policy: dict[str, Any] = json.loads(base64.b64decode(form["fields"]["policy"]))
    conditions = policy["conditions"]
    assert ["content-length-range", 1, 2_000] in conditions
    exact = {name: value for one in conditions if isinstance(one, dict) for name, value in one.items()}
    wanted = {
        "bucket": settings.inbox_bucket,
        "key": "files/a1/f1",
        "Content-Type": "image/png",
        "success_action_status": "201",
    }
    assert exact.items() >= wanted.items()
    assert form["fields"].items() >= (wanted.items() - {("bucket", settings.inbox_bucket)})
    left = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15, seconds=1)


@pytest.mark.req("iss-05", "iss-06", "ver-06")
def test_a_link_shows_one_version_under_its_name_for_a_short_time() -> None:
    address = urlsplit(objects.link(KEY, "v1", "Книжка № 1; «а».pdf", TYPE))
    asked = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert address.path.endswith(KEY)
    assert (asked["versionId"], asked["response-content-type"]) == ("v1", TYPE)
    shown, name = asked["response-content-disposition"].split("''")
    assert (shown, unquote(name)) == ("inline; filename*=UTF-8", "Книжка № 1; «а».pdf")
    assert re.fullmatch(r"[\w.%-]+", name, re.ASCII)
    assert (asked["X-Amz-Algorithm"], asked["X-Amz-Expires"]) == ("AWS4-HMAC-SHA256", "300")
