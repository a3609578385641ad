"""From «Одобрено» to «выдан», once, whatever breaks on the way (iss-10)."""

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache, partial
from io import BytesIO
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters.constants import DEFAULT_PROVIDERS
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto.dynamodb.models import dynamodb_backends
from pyhanko.pdf_utils.reader import PdfFileReader

from functions.check.app import app as check
from functions.issue import documents as papers
from functions.issue.app import handler
from functions.issue.assurance import assure
from local.authority import Authority
from shared.adapters import timestamps
from shared.adapters.http import Unavailable
from shared.cloud import clients
from shared.domain import numbers
from shared.domain.application import Actor, Application, File, begin
from shared.domain.documents import DocumentKind
from shared.domain.errors import Conflict
from shared.domain.lifecycle import step
from shared.domain.states import Kind, Result, Status
from shared.settings import settings
from shared.store import applications, books, files, objects, table, versions
from tests.builders import FIELDS, NOW, examination, fields, file, medical
from tests.codes import publish_keys
from tests.conftest import TEMPLATE
from tests.faults import after, calls_made, power_cut
from tests.functions.issue.specimens import photo
from tests.functions.issue.stamping import Stamping
from tests.functions.issue.test_signing import accepted
from tests.gateway import Gateway
from tests.queues import deliver, news_of

NUMBER = "JQNQ-XHXK-M4W1"
STARTED, SUBMITTED, REVIEWED, APPROVED, SEALED, PUBLISHED = range(1, 7)

CALLS = (
    *("GetItem", "Query", "GetObject", "GetItem", "UpdateItem", "GetParameter", "Sign", "TransactWriteItems"),
    *("Sign", "PutObject", "TransactWriteItems", "SendMessage"),
    *("GetItem", "GetItem", "GetItem", "Query", "TransactWriteItems", "GenerateMac", "TransactWriteItems"),
    "SendMessage",
)


@pytest.fixture(autouse=True)
def _approved(aws: None, authority: Authority) -> None:  # noqa: ARG001 - in this order
    """Approve an application, and give the issuer a certificate for its key."""
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    publish_keys()
    approve("a1", NUMBER)


def approve(name: str, number: str) -> None:
    """Approve a person's application with a photo; the person is named as the application is."""
    new = begin(name, name, "catering", "повар", NOW)
    application = commit(new, Kind.STARTED, fields=fields())
    files.add(portrait(name))
    for kind in (Kind.SUBMITTED, Kind.CHECKS_STARTED):
        application = commit(application, kind)
    commit(application, Kind.APPROVED, book_number=number, entries=(examination(),))
    start_anew()


def start_anew() -> None:
    """Let the function forget what it remembers from one message to the next: the certificate."""
    for provider in DEFAULT_PROVIDERS.values():
        provider.clear_cache()


def begin_anew() -> None:
    """Let the table forget what was before: moto copies all of it for each write."""
    for account in dynamodb_backends.values():
        account["eu-central-1"].tables[settings.table].items.clear()


@cache
def parameters() -> Any:
    return boto3.client("ssm")


def certify(authority: Authority, public: bytes) -> None:
    chain = b"".join(authority.issue_certificate(public, NOW)).decode()
    parameters().put_parameter(Name=settings.certificate, Value=chain, Type="String", Overwrite=True)


def commit(before: Application, kind: Kind, **changes: object) -> Application:
    return applications.commit(before, step(before, kind, NOW, Actor.SYSTEM, **changes))


def portrait(name: str) -> File:
    kept = objects.keep(f"files/{name}/photo", photo(), "image/jpeg")
    place = {"vault_key": kept.key, "vault_version": kept.version, "sha256": kept.sha256}
    return file(DocumentKind.PHOTO).model_copy(update={"application_id": name, **place})


def hear(*versions: int, name: str = "a1") -> list[int]:
    """Deliver news of an application's events in one batch, and say which came back, by their places."""
    bodies = [news_of(name, version).model_dump_json() for version in versions]
    return deliver(handler, *bodies)


def outcomes(logged: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def leaves(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from leaves(value)
    elif isinstance(part, str) and len(part) > 3:
        yield part


def documents(number: str = NUMBER) -> list[str]:
    """List every document that the vault has ever been given of a book, by its version there."""
    listed = clients.s3().list_object_versions(Bucket=settings.vault_bucket, Prefix=f"books/{number}/")
    return [one["VersionId"] for one in listed.get("Versions", [])]


def ways_to(number: str) -> int:
    """Count what leads a stranger to a book: its token, and the digest of its file."""
    found = clients.dynamodb().scan(
        TableName=settings.table,
        FilterExpression="SK = :pointer AND contains(body, :number)",
        ExpressionAttributeValues={":pointer": {"S": "BOOK"}, ":number": {"S": number}},
        Select="COUNT",
    )
    return found["Count"]


def known(token: str) -> bool:
    """Ask as a stranger who scans the code."""
    answer = Gateway(check, account=None)("GET", f"/v1/check/{token}").json
    return bool(answer["verdict"] != "unknown")


def require_issued(authority: Authority, name: str = "a1") -> None:
    """Require one published book with one version and one signed document that says what it says."""
    application = applications.get(name)
    assert (application.status, application.result) == (Status.APPROVED, Result.ISSUED)
    kinds = [event.kind for event in applications.history(name)]
    assert kinds[REVIEWED:] == [Kind.APPROVED, Kind.SEALED, Kind.PUBLISHED]
    (book,) = books.of(name, limit=10, cursor=None).items
    assert (book.number, book.active_version) == (application.book_number, 1)
    version, document = versions.get(book.number, 1), versions.document_of(book.number, 1)
    assert document
    assert documents(book.number) == [document.version_id]
    pdf = objects.fetch(document.key, document.version_id, document.sha256)
    assert len(pdf) == document.size
    assure(pdf, version, papers.code(version), papers.ADDRESS)
    assert accepted(pdf, authority)
    assert versions.with_sha256(document.sha256) == version
    assert ways_to(book.number) == 1


def require_unissued(result: Result = Result.IN_WORK) -> None:
    """Require that the book cannot be seen by its holder, nor be found by a stranger."""
    assert applications.get("a1").result is result
    assert books.of("a1", limit=10, cursor=None).items == []
    assert ways_to(NUMBER) == 0


@pytest.mark.req("sts-08", "iss-02", "iss-08")
def test_the_first_news_seals_the_book_and_the_second_one_shows_it(
    logged: io.StringIO, authority: Authority
) -> None:
    assert hear(APPROVED) == []
    require_unissued(Result.READY)
    token = versions.get(NUMBER, 1).token
    assert (len(documents()), known(token)) == (1, False)
    assert hear(SEALED) == []
    require_issued(authority)
    assert known(token)
    lines = [line for line in outcomes(logged) if line.get("application_id") == "a1"]
    assert [(line["message"], line["version"]) for line in lines] == [("sealed", "4"), ("published", "5")]


def test_the_book_says_what_was_applied_for_and_what_the_clinic_filed() -> None:
    hear(APPROVED, SEALED)
    application, version = applications.get("a1"), versions.get(NUMBER, 1)
    assert version.person.model_dump() == application.fields.model_dump(
        include=set(type(version.person).model_fields)
    )
    assert (version.holder, version.application_id, version.entries) == ("a1", "a1", (examination(),))
    assert (version.category, version.occupation, version.employer) == (
        "catering",
        "повар",
        FIELDS["employer"]["name"],
    )
    kept = files.get("a1", "photo")
    assert (version.photo.key, version.photo.version_id) == (kept.vault_key, kept.vault_version)


@pytest.mark.req("bok-10")
def test_the_book_is_valid_as_long_as_its_latest_examination() -> None:
    application = applications.get("a1")
    earlier = examination(date="2026-03-02", valid_until="2027-03-01")
    entries = (earlier, examination(date="2026-10-01", valid_until="2027-09-30"), *medical()[1:])
    applications.save(application, application.model_copy(update={"entries": entries}))
    hear(APPROVED)
    assert versions.get(NUMBER, 1).valid_until == date(2027, 9, 30)


def test_the_calls_of_a_good_run_are_those_that_are_cut_below(monkeypatch: pytest.MonkeyPatch) -> None:
    made = calls_made(monkeypatch)
    assert hear(APPROVED, SEALED) == []
    assert made == [*CALLS]


@pytest.mark.req("iss-10", "rel-03", "rel-06", "sec-12")
def test_an_issue_that_was_cut_off_anywhere_is_finished_by_the_same_news(
    logged: io.StringIO, authority: Authority
) -> None:
    for place, call in enumerate(CALLS):
        begin_anew()
        name = f"cut-at-{place}-{call}"
        approve(name, numbers.mint(place))
        with after(place, power_cut):
            assert len(hear(APPROVED, SEALED, name=name)) == 1
        assert hear(APPROVED, SEALED, name=name) == []
        require_issued(authority, name)
    assert [line["message"] for line in outcomes(logged)].count("failed") == len(CALLS)
    assert not [value for value in leaves(FIELDS) if value in str(outcomes(logged))]


@pytest.mark.req("iss-10", "rel-03")
def test_two_workers_with_the_same_news_issue_one_book(authority: Authority) -> None:
    for place, call in enumerate(CALLS):
        begin_anew()
        name = f"met-at-{place}-{call}"
        approve(name, numbers.mint(place))
        assert hear_twice(name, place) == ([], [])
        require_issued(authority, name)


def hear_twice(name: str, place: int) -> tuple[list[int], list[int]]:
    """Let another worker do all of the work while this one is at one of its calls."""
    heard = partial(hear, APPROVED, SEALED, name=name)
    with ThreadPoolExecutor() as workers:
        other: list[list[int]] = []
        with after(place, lambda: other.append(workers.submit(heard).result())):
            mine = heard()
    return mine, other[0]


@pytest.mark.req("iss-10")
def test_news_of_any_other_version_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = calls_made(monkeypatch)
    assert hear(STARTED, SUBMITTED, REVIEWED, SEALED, PUBLISHED) == []
    assert set(made) == {"GetItem", "SendMessage"}
    require_unissued()


@pytest.mark.req("iss-10")
def test_when_the_book_is_issued_no_news_changes_anything(
    monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    hear(APPROVED, SEALED)
    history = applications.history("a1")
    made = calls_made(monkeypatch)
    assert hear(APPROVED, SEALED, PUBLISHED, APPROVED) == []
    assert set(made) == {"GetItem", "SendMessage"}
    assert applications.history("a1") == history
    require_issued(authority)


@pytest.mark.req("sec-04", "iss-10")
def test_a_photo_that_is_not_the_one_accepted_is_never_signed(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, authority: Authority
) -> None:
    true = files.get("a1", "photo")
    forged = clients.s3().put_object(
        Bucket=settings.vault_bucket, Key=str(true.vault_key), Body=photo("#c08040")
    )
    replace(true.model_copy(update={"vault_version": forged["VersionId"]}))
    made = calls_made(monkeypatch)
    assert hear(APPROVED) == [0]
    assert not {"Sign", "PutObject"} & set(made)
    assert [line["error"] for line in outcomes(logged)] == ["Damaged"]
    require_unissued()
    replace(true)
    assert hear(APPROVED, SEALED) == []
    require_issued(authority)


def replace(changed: File) -> None:
    table.transact(table.put(files._item(changed), Conflict("CHANGED"), "attribute_exists(PK)"))


@pytest.mark.req("iss-08", "rel-06")
def test_with_the_certificate_of_another_key_nothing_is_issued_until_it_is_put_right(
    logged: io.StringIO, authority: Authority
) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    certify(authority, stranger.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert hear(APPROVED) == [0]
    assert [line["error"] for line in outcomes(logged)] == ["WrongCertificateError"]
    assert documents() == []
    require_unissued()
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    start_anew()
    assert hear(APPROVED, SEALED) == []
    require_issued(authority)


@pytest.fixture
def stamped(monkeypatch: pytest.MonkeyPatch, stamping: Stamping) -> Stamping:
    """Configure a time-stamping authority."""
    monkeypatch.setitem(settings.__dict__, "timestamp_url", "http://stamps.test")
    monkeypatch.setattr(timestamps, "stamp", stamping.stamp)
    return stamping


def away(_: bytes) -> bytes:
    raise Unavailable("status 503", 503)


def stamps() -> int:
    """Count the time stamps in the book's signature."""
    kept = versions.document_of(NUMBER, 1)
    assert kept
    pdf = objects.fetch(kept.key, kept.version_id, kept.sha256)
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return len(signature.signer_info["unsigned_attrs"])


@pytest.mark.req("iss-08")
@pytest.mark.usefixtures("stamped")
def test_with_an_authority_of_time_the_book_is_stamped() -> None:
    assert hear(APPROVED) == []
    assert stamps() == 1


@pytest.mark.req("iss-08", "rel-06")
def test_a_book_waits_for_an_authority_that_is_away_and_is_stamped_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, stamped: Stamping, logged: io.StringIO
) -> None:
    monkeypatch.setattr(timestamps, "stamp", away)
    assert hear(APPROVED) == [0]
    assert [line["error"] for line in outcomes(logged)] == ["Unavailable"]
    require_unissued()
    monkeypatch.setattr(timestamps, "stamp", stamped.stamp)
    assert hear(APPROVED, SEALED) == []
    assert stamps() == 1


@pytest.mark.usefixtures("stamped")
@pytest.mark.req("iss-01", "rel-06")
@pytest.mark.parametrize("answer", [away, lambda _: b"<html>"], ids=["away", "broken"])
def test_an_authority_that_stays_away_does_not_stop_the_book(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    authority: Authority,
    answer: Callable[[bytes], bytes],
) -> None:
    monkeypatch.setattr(timestamps, "stamp", answer)
    assert hear(APPROVED) == [0]
    monkeypatch.setattr(papers, "_PATIENCE", timedelta(0))
    assert hear(APPROVED, SEALED) == []
    assert stamps() == 0
    require_issued(authority)
    assert "issued_without_stamp" in capsys.readouterr().out


@pytest.mark.req("iss-01")
def test_patience_ends_before_the_alarm_that_a_book_is_late() -> None:
    patience = TEMPLATE["Resources"]["IssueQueue"]["Properties"]["VisibilityTimeout"]
    last = next(at for at in range(0, 3600, patience) if timedelta(seconds=at) >= papers._PATIENCE)
    assert last < TEMPLATE["Resources"]["IssueLateAlarm"]["Properties"]["Threshold"]
