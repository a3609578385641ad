"""Real files through real forms: what object storage refuses itself, and what the check refuses after it."""

import io
from typing import Any

import pikepdf
import pytest

from local.drawing import Scan
from shared.domain.documents import DOCUMENTS, DocumentKind
from tests.functions.validate_upload import specimens
from tests.functions.validate_upload.specimens import bomb, changed, jpeg, padded, page, pdf, photo
from tests.journeys.site import CREATED, Applicant, Site

TOO_LARGE = 400
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
PAGE, PHOTO = jpeg(page()), jpeg(photo())


@pytest.fixture(scope="module")
def uploader(site: Site) -> Applicant:
    return Applicant.newcomer(site)


def renamed(format_: str) -> bytes:
    """Write a picture in a format that is not taken."""
    out = io.BytesIO()
    page(700, 700).save(out, format_)
    return out.getvalue()


def locked(password: str) -> bytes:
    return changed(lambda _: None, encryption=pikepdf.Encryption(owner="owner", user=password))


HOSTILE: dict[str, tuple[str, bytes, str, tuple[str, int | None, int | None]]] = {
    "TIFF": ("snils", renamed("TIFF"), JPEG, ("FILE_TYPE", None, None)),
    "BMP": ("snils", renamed("BMP"), JPEG, ("FILE_TYPE", None, None)),
    "GIF": ("snils", renamed("GIF"), JPEG, ("FILE_TYPE", None, None)),
    "WebP": ("snils", renamed("WEBP"), JPEG, ("FILE_TYPE", None, None)),
    "HEIC": ("snils", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", JPEG, ("FILE_TYPE", None, None)),
    "cut off": ("snils", PAGE[: len(PAGE) // 2], JPEG, ("FILE_CORRUPT", None, None)),
    "locked": ("snils", locked("secret"), PDF, ("FILE_ENCRYPTED", None, None)),
    "locked with nothing": ("snils", locked(""), PDF, ("FILE_ENCRYPTED", None, None)),
    "script": ("snils", changed(specimens.opening), PDF, ("FILE_ACTIVE_CONTENT", None, None)),
    "program": ("snils", changed(specimens.launching), PDF, ("FILE_ACTIVE_CONTENT", None, None)),
    "attachment": ("snils", changed(specimens.embedding), PDF, ("FILE_ACTIVE_CONTENT", None, None)),
    "21 pages": ("snils", pdf(21), PDF, ("FILE_TOO_MANY_PAGES", 20, 21)),
    "60 megapixels": ("snils", bomb(7_750, 7_750), PNG, ("IMAGE_TOO_LARGE", 50, 61)),
    "grey": ("photo", jpeg(photo().convert("L")), JPEG, ("PHOTO_GREYSCALE", 2, 0)),
    "square": ("photo", jpeg(photo(600, 600)), JPEG, ("PHOTO_RATIO", 75, 100)),
}


@pytest.mark.req("doc-01", "doc-03", "doc-04", "doc-05", "doc-07", "doc-08", "doc-25", "doc-22")
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_form_takes_the_limit_and_not_a_byte_more_or_nothing(
    uploader: Applicant, kind: DocumentKind
) -> None:
    limit = DOCUMENTS[kind].max_bytes
    good = padded(PHOTO if kind is DocumentKind.PHOTO else PAGE, limit)
    path = uploader.draft()
    ticket = uploader.ticket(path, Scan(kind, "scan.jpg", JPEG, good))
    assert uploader.site.send(ticket["upload"], good + b"x") == TOO_LARGE
    assert uploader.site.send(ticket["upload"], b"") == TOO_LARGE
    assert uploader("GET", f"{path}/documents/{ticket['file_id']}").json["status"] == "awaiting"
    assert uploader.site.send(ticket["upload"], good) == CREATED
    assert uploader.judged(path, ticket["file_id"])["status"] == "accepted"


@pytest.mark.req("doc-22")
def test_a_form_takes_no_other_type_and_no_other_place(uploader: Applicant) -> None:
    path = uploader.draft()
    form = uploader.ticket(path, Scan("snils", "scan.jpg", JPEG, PAGE))["upload"]
    for name, value in (("Content-Type", "text/html"), ("key", "uploads/somewhere/else")):
        other = {**form, "fields": {**form["fields"], name: value}}
        assert uploader.site.send(other, PAGE) == 403


@pytest.mark.req("doc-15", "doc-16", "doc-17", "doc-18", "doc-19", "doc-26", "doc-28")
def test_each_bad_file_is_refused_with_its_reason_and_the_good_one_stays(uploader: Applicant) -> None:
    path = uploader.draft()
    bad = [Scan(kind, name, type_, data) for name, (kind, data, type_, _) in HOSTILE.items()]
    good, *refused = uploader.attach(path, Scan("snils", "good.jpg", JPEG, PAGE), *bad)
    assert {file["file_name"]: reason(file) for file in refused} == {
        name: reason for name, (*_, reason) in HOSTILE.items()
    }
    assert uploader("GET", f"{path}/documents/{good['file_id']}").json == good
    assert good["status"] == "accepted"


def reason(file: dict[str, Any]) -> tuple[str, int | None, int | None]:
    """Give the one reason of a refusal, which the text must name with its numbers, in Russian."""
    assert file["status"] == "rejected"
    (problem,) = (problem for problem in file["problems"] if problem["severity"] == "error")
    assert problem["detail"][0] in "ИФВНЭС"
    for number in (problem["limit"], problem["actual"]):
        assert number is None or str(number) in problem["detail"]
    return problem["code"], problem["limit"], problem["actual"]
