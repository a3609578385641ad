"""From the news of an upload to its verdict: once, for one version, whatever the queue does."""

import hashlib
import io
import json
from collections.abc import Callable
from functools import cache, partial
from types import ModuleType
from typing import Any
from urllib.parse import quote_plus

import pytest

from functions.validate_upload.app import handler
from functions.validate_upload.inspection import inspect
from shared.cloud import clients
from shared.domain.application import Actor, File, begin
from shared.domain.documents import DOCUMENTS, DocumentKind, FileStatus
from shared.domain.lifecycle import step
from shared.domain.states import Kind
from shared.settings import settings
from shared.store import applications, files, objects
from tests.builders import FIELDS, HOLDER, NOW, fields, file
from tests.faults import power_cut
from tests.functions.validate_upload.specimens import jpeg, located, page
from tests.queues import deliver

pytestmark = pytest.mark.usefixtures("aws", "_draft")

GOOD, OTHER, TIFF = located(page(800, 700)), jpeg(page(700, 700)), b"II*\0" + b"\0" * 100
NAME = "Паспорт Ивановой.jpg"


CALLS = (files, "get"), (files, "pin"), (objects, "incoming"), (objects, "keep"), (files, "settle")


@pytest.fixture
def _draft() -> None:
    start("a1")


def start(application: str) -> None:
    new = begin(application, HOLDER, "catering", "повар", NOW)
    applications.commit(new, step(new, Kind.STARTED, NOW, Actor.APPLICANT, fields=fields()))


def asked(name: str = "f1", application: str = "a1") -> File:
    """Give out a ticket for a scan of the SNILS card."""
    told = {"id": name, "application_id": application, "file_name": NAME, "status": FileStatus.AWAITING}
    blank = dict.fromkeys(("sha256", "vault_key", "vault_version"))
    ticket = file(DocumentKind.SNILS).model_copy(update={**told, **blank})
    files.add(ticket)
    return ticket


def upload(ticket: File, data: bytes = GOOD) -> str:
    """Put an object into the inbox, and return its version."""
    return clients.s3().put_object(Bucket=settings.inbox_bucket, Key=files.key(ticket), Body=data)[
        "VersionId"
    ]


def news(ticket: File, version: str) -> str:
    """Tell of an upload as object storage does: with the key as a form would encode it."""
    named = {"key": quote_plus(files.key(ticket), safe="/"), "versionId": version, "size": 1}
    described = {"bucket": {"name": settings.inbox_bucket}, "object": named}
    return json.dumps({"Records": [{"eventName": "ObjectCreated:Post", "s3": described}]})


def kept() -> list[bytes]:
    """Read all that has ever been written to the vault."""
    listed = clients.s3().list_object_versions(Bucket=settings.vault_bucket).get("Versions", [])
    read = partial(clients.s3().get_object, Bucket=settings.vault_bucket)
    return [read(Key=one["Key"], VersionId=one["VersionId"])["Body"].read() for one in listed]


@cache
def clean(data: bytes) -> bytes:
    """Say what is to be kept of a file."""
    return inspect(data, DOCUMENTS[DocumentKind.SNILS], "image/jpeg").clean or b""


def said(logged: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def require_kept(ticket: File, version: str, data: bytes) -> None:
    """Require that one version was judged, that its bytes and no others are kept, and are described."""
    settled = files.get(ticket.application_id, ticket.id)
    assert (settled.status, settled.inbox_version) == (FileStatus.ACCEPTED, version)
    assert kept() == [clean(data)]
    place = str(settled.vault_key), str(settled.vault_version)
    assert objects.fetch(*place, str(settled.sha256)) == clean(data)
    assert settled.sha256 == hashlib.sha256(clean(data)).hexdigest()
    assert (settled.size, settled.pages, settled.findings) == (len(clean(data)), 1, ())


@pytest.mark.req("doc-21", "doc-15", "iss-11")
def test_a_good_file_is_accepted_and_its_clean_bytes_are_kept() -> None:
    ticket = asked()
    version = upload(ticket)
    assert deliver(handler, news(ticket, version)) == []
    assert clean(GOOD) != GOOD
    require_kept(ticket, version, GOOD)


@pytest.mark.req("doc-19", "sec-12")
def test_a_bad_file_keeps_its_findings_and_nothing_else_and_the_others_stay(logged: io.StringIO) -> None:
    good, bad, empty = asked("good"), asked("bad"), asked("empty")
    version = upload(good)
    told = [news(good, version), news(bad, upload(bad, TIFF)), news(empty, upload(empty, b""))]
    assert deliver(handler, *told) == []
    found = {one.id: (one.status, [finding.code for finding in one.findings]) for one in files.of("a1")}
    assert found["bad"] == (FileStatus.REJECTED, ["FILE_TYPE"])
    assert found["empty"] == (FileStatus.REJECTED, ["FILE_EMPTY"])
    assert files.get("a1", "bad").vault_key is None
    require_kept(good, version, GOOD)
    outcomes = [(line["file_id"], line["message"]) for line in said(logged)]
    assert outcomes == [("good", "accepted"), ("bad", "rejected"), ("empty", "rejected")]
    assert NAME not in str(said(logged))


@pytest.mark.req("doc-21", "rel-03")
@pytest.mark.parametrize("order", [(0, 0, 0), (0, 1), (1, 0), (1, 0, 1, 0), (0, 1, 1, 0)])
def test_of_two_versions_the_first_one_heard_of_counts_however_the_news_come(order: tuple[int, ...]) -> None:
    ticket = asked()
    data = GOOD, OTHER
    versions = [upload(ticket, each) for each in data]
    for place in order:
        assert deliver(handler, news(ticket, versions[place])) == []
        require_kept(ticket, versions[order[0]], data[order[0]])


@pytest.mark.req("doc-21")
@pytest.mark.parametrize("seam", ["pin", "key"])
def test_an_upload_that_is_overwritten_while_it_is_checked_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    ticket = asked()
    version = upload(ticket)
    at(monkeypatch, (files, seam), lambda: upload(ticket, TIFF))
    assert deliver(handler, news(ticket, version)) == []
    require_kept(ticket, version, GOOD)


@pytest.mark.req("rel-03")
def test_when_the_upload_has_vanished_a_later_one_is_taken() -> None:
    ticket = asked()
    gone = upload(ticket, OTHER)
    clients.s3().delete_object(Bucket=settings.inbox_bucket, Key=files.key(ticket), VersionId=gone)
    assert deliver(handler, news(ticket, gone)) == []
    assert files.get("a1", "f1") == ticket
    later = upload(ticket)
    assert deliver(handler, news(ticket, later)) == []
    require_kept(ticket, later, GOOD)


def test_the_greeting_of_object_storage_is_no_upload(logged: io.StringIO) -> None:
    assert (
        deliver(handler, json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "inbox"}))
        == []
    )
    assert logged.getvalue() == ""


def test_a_file_that_nobody_asked_for_is_left_alone(logged: io.StringIO) -> None:
    stray = file(DocumentKind.SNILS, id="stray")
    assert deliver(handler, news(stray, upload(stray))) == []
    assert [line["message"] for line in said(logged)] == ["not awaited"]
    assert (files.of("a1"), kept()) == ([], [])


def test_the_key_in_the_news_is_decoded() -> None:
    start("a b+ц%2B")
    ticket = asked("скан 1+&=", "a b+ц%2B")
    version = upload(ticket)
    assert deliver(handler, news(ticket, version)) == []
    require_kept(ticket, version, GOOD)


@pytest.mark.req("rel-03")
@pytest.mark.parametrize(
    "poison", ["{", '{"Records": [{}]}', '{"Records": [{"s3": {"object": {"key": "x"}}}]}']
)
def test_of_a_batch_only_the_poisoned_message_comes_back(poison: str) -> None:
    tickets = [asked(f"f{number}") for number in range(2)]
    first, last = (news(ticket, upload(ticket)) for ticket in tickets)
    assert deliver(handler, first, poison, last) == [1]
    assert {one.status for one in files.of("a1")} == {FileStatus.ACCEPTED}


@pytest.mark.req("rel-03", "sec-12")
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_a_check_that_was_cut_off_anywhere_is_done_again_and_leaves_one_file(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, call: tuple[ModuleType, str], *, late: bool
) -> None:
    ticket = asked()
    version = upload(ticket)
    at(monkeypatch, call, power_cut, late=late)
    assert deliver(handler, news(ticket, version)) == [0]
    assert deliver(handler, news(ticket, version)) == []
    require_kept(ticket, version, GOOD)
    failed, done = said(logged)
    assert (failed["error"], done["message"] in ("accepted", "settled before")) == ("PowerCut", True)
    assert not [value for value in (NAME, *FIELDS.values()) if str(value) in str((failed, done))]


@pytest.mark.req("rel-03")
@pytest.mark.parametrize("call", CALLS)
def test_two_workers_with_the_same_news_leave_one_file(
    monkeypatch: pytest.MonkeyPatch, call: tuple[ModuleType, str]
) -> None:
    ticket = asked()
    version = upload(ticket)
    at(monkeypatch, call, lambda: deliver(handler, news(ticket, version)))
    assert deliver(handler, news(ticket, version)) == []
    require_kept(ticket, version, GOOD)


def test_a_file_that_was_removed_meanwhile_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = asked()
    at(monkeypatch, (files, "settle"), lambda: files.remove(ticket))
    assert deliver(handler, news(ticket, upload(ticket))) == []
    assert files.of("a1") == []


def at(
    monkeypatch: pytest.MonkeyPatch,
    call: tuple[ModuleType, str],
    act: Callable[[], object],
    *,
    late: bool = False,
) -> None:
    """Let something happen just before the next call of a function, or just after its effect."""
    real = getattr(*call)

    def interrupted(*args: object) -> object:
        monkeypatch.setattr(*call, real)
        result = real(*args) if late else None
        act()
        return result if late else real(*args)

    monkeypatch.setattr(*call, interrupted)
