"""From an application to a book that independent tools believe."""

import base64
import hashlib
import io
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import zxingcpp
from fhir.resources.R4B.bundle import Bundle
from PIL import Image

from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site, awaited

pytestmark = pytest.mark.xdist_group("book")


@pytest.fixture(scope="module")
def holder(site: Site) -> Applicant:
    return Applicant.newcomer(site)


@pytest.fixture(scope="module")
def application(holder: Applicant) -> Any:
    return holder.issued()


@pytest.fixture(scope="module")
def book(holder: Applicant, application: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.pdf"
    path.write_bytes(holder.book(application["book_number"]))
    return path


def tool(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def pdfsig(book: Path, system: Running, folder: Path) -> str:
    """Ask poppler, which trusts the issuer's certificate as an inspector would."""
    trust = str(folder / "nss")
    Path(trust).mkdir(exist_ok=True)
    tool("certutil", "-N", "-d", trust, "--empty-password")
    root = str(system.state / "authority" / "root.pem")
    tool("certutil", "-A", "-d", trust, "-n", "root", "-t", "CT,C,C", "-i", root)
    return tool("pdfsig", "-nssdir", trust, str(book))


@pytest.mark.req("sts-01", "sts-08", "sts-11", "val-16")
def test_an_application_passes_every_status_up_to_the_book(holder: Applicant, application: Any) -> None:
    path = f"/v1/applications/{application['id']}"
    events = holder("GET", f"{path}/timeline").json["items"][::-1]
    shown = [(event["status_label"], event["result_label"]) for event in events]
    assert shown == [
        ("незавершена", None),
        ("Принято", "в работе"),
        ("На проверке", "в работе"),
        ("Одобрено", "в работе"),
        ("Одобрено", "готов к выдаче"),
        ("Одобрено", "выдан"),
    ]
    assert {check["outcome"] for check in application["checks"]} == {"match"}


@pytest.mark.req("iss-05", "iss-06")
def test_the_signature_is_valid_and_covers_the_whole_document(
    book: Path, system: Running, tmp_path: Path
) -> None:
    said = pdfsig(book, system, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "Certificate is Trusted." in said


@pytest.mark.req("iss-05", "ver-02")
def test_one_flipped_byte_is_noticed_by_poppler_and_by_the_public_check(
    book: Path, system: Running, site: Site, tmp_path: Path
) -> None:
    genuine = book.read_bytes()
    forged = bytearray(genuine)
    forged[len(forged) // 3] ^= 1
    changed = tmp_path / "forged.pdf"
    changed.write_bytes(forged)
    assert "Signature is Valid." not in pdfsig(changed, system, tmp_path)
    for data, known, seen in ((genuine, "valid", "valid"), (bytes(forged), "unknown", "signature_wrong")):
        digest, content = hashlib.sha256(data).hexdigest(), base64.b64encode(data).decode()
        assert site("POST", "/v1/check/file", {"sha256": digest}).json["verdict"] == known
        assert site("POST", "/v1/check/document", {"content": content}).json["verdict"] == seen


@pytest.mark.req("iss-03")
def test_the_file_is_sound_searchable_and_carries_its_fonts(book: Path, holder: Applicant) -> None:
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", str(book))
    fields = holder.person["fields"]
    text = tool("pdftotext", "-layout", str(book), "-")
    assert f"{fields['surname']} {fields['name']} {fields['patronymic']}" in text
    fonts = tool("pdffonts", str(book)).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], "embedded, subset, with Unicode"


@pytest.mark.req("iss-04", "ver-01", "ver-02")
def test_a_stranger_reads_the_code_and_learns_that_the_book_is_valid(book: Path, site: Site) -> None:
    with pymupdf.open(book) as document:
        seen = Image.open(io.BytesIO(document[0].get_pixmap(dpi=150).tobytes("png")))
    (code,) = zxingcpp.read_barcodes(seen)
    page, _, token = code.text.partition("/V/")
    assert page == site.address.upper()
    told = site("GET", f"/v1/check/{token}")
    assert (told.status, told.json["verdict"]) == (200, "valid")
    said = {"initials", "category", "number", "version", "issued_on", "valid_until"}
    assert set(told.json) == {"verdict", "advice", "checked_at"} | said


@pytest.mark.req("iss-07", "sec-02")
def test_the_vault_keeps_the_book_encrypted_and_every_download_is_the_same(
    book: Path, application: Any, holder: Applicant, system: Running
) -> None:
    key, vault = f"books/{application['book_number']}/0001.pdf", system.outputs()["VaultBucket"]
    kept = system.aws("s3").head_object(Bucket=vault, Key=key)
    assert kept["ServerSideEncryption"] == "aws:kms"
    assert kept["SSEKMSKeyId"] == system.outputs()["DataKey"]
    assert holder.book(application["book_number"]) == book.read_bytes()


@pytest.mark.req("bok-08", "act-01")
def test_the_holder_takes_the_book_along_in_both_forms_and_nobody_else_does(
    book: Path, application: Any, holder: Applicant, site: Site
) -> None:
    path = f"/v1/books/{application['book_number']}/export"
    sha256 = hashlib.sha256(book.read_bytes())
    plain, bundle = holder("GET", path), holder("GET", f"{path}/fhir")
    assert [version["sha256"] for version in plain.json["versions"]] == [sha256.hexdigest()]
    assert bundle.headers["content-type"] == "application/fhir+json"
    resources = [entry["resource"] for entry in Bundle.model_validate_json(bundle.text).model_dump()["entry"]]
    named = base64.urlsafe_b64encode(sha256.digest()).decode().rstrip("=")
    assert [one["masterIdentifier"]["value"] for one in resources if "masterIdentifier" in one] == [
        f"ni:///sha-256;{named}"
    ]
    filed = [one for one in resources if one["resourceType"] == "Provenance"]
    assert len(filed) == len(plain.json["entries"]) > 0
    stranger = Applicant.newcomer(site)
    assert {stranger("GET", path).status, stranger("GET", f"{path}/fhir").status} == {404}


@pytest.mark.req("ntf-05", "sts-11")
@pytest.mark.usefixtures("application")
def test_each_status_is_told_once_in_the_cabinet_and_by_mail(holder: Applicant) -> None:
    told = [message["event"] for message in holder("GET", "/v1/messages").json["items"]][::-1]
    assert told == ["submitted", "checks_started", "approved", "sealed", "published"]
    letters = holder.site.messages(holder.person["fields"]["email"], "email")
    assert len(letters) == len(told)
    for letter in letters:
        assert holder.person["fields"]["surname"] not in letter["subject"] + letter["text"]


@pytest.mark.req("bok-11", "ntf-05")
def test_a_week_before_the_book_ends_its_holder_is_reminded_once(
    holder: Applicant, site: Site, application: Any
) -> None:
    until = date.fromisoformat(holder("GET", f"/v1/books/{application['book_number']}").json["valid_until"])
    for minute in (1, 2):
        now = f"{until - timedelta(days=7)}T06:0{minute}:00Z"
        assert site("POST", "/dev/deadlines", {"now": now}).status == 200
    told = awaited(lambda: newest(holder), lambda seen: seen["event"] == "due_soon")
    assert (told["book_number"], "через 7 дней" in told["subject"]) == (application["book_number"], True)
    assert f"{until:%d.%m.%Y}" in told["text"]
    address = holder.person["fields"]["email"]
    letter = awaited(lambda: site.messages(address, "email")[0], lambda seen: "срок" in seen["subject"])
    assert "осмотр" not in letter["subject"] + letter["text"]
    events = [message["event"] for message in holder("GET", "/v1/messages").json["items"]]
    assert events.count("due_soon") == 1


def newest(holder: Applicant) -> Any:
    return holder("GET", "/v1/messages").json["items"][0]
