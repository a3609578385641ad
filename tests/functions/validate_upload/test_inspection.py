"""What is accepted, what is refused, and by which code."""

import io

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageDraw, ImageFilter

from functions.validate_upload.inspection import examined, inspect
from functions.validate_upload.verdict import Inspection
from shared.domain.documents import DOCUMENTS, DocumentKind, Format, Severity
from tests.functions.validate_upload import specimens
from tests.functions.validate_upload.specimens import (
    bomb,
    changed,
    jpeg,
    located,
    padded,
    page,
    pdf,
    photo,
    png,
    sepia,
)

PAGE_JPEG, PAGE_PNG, PAGE_PDF, PHOTO = jpeg(page()), png(page()), pdf(2), jpeg(photo())


def look(data: bytes, kind: str = "passport", declared: str = Format.JPEG) -> Inspection:
    return inspect(data, DOCUMENTS[DocumentKind(kind)], declared)


def codes(inspection: Inspection, severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.code for finding in inspection.findings if finding.severity is severity]


@pytest.mark.req("doc-01", "doc-05", "doc-08", "doc-26", "doc-28")
@pytest.mark.parametrize(
    ("data", "kind", "declared", "pages"),
    [
        (PAGE_JPEG, "passport", "image/jpeg", 1),
        (PAGE_JPEG, "snils", "image/jpg", 1),
        (PAGE_PNG, "oms_policy", "image/png", 1),
        (PAGE_PDF, "employment_proof", "application/pdf", 2),
        (PHOTO, "photo", "image/jpeg", 1),
        (png(photo()), "photo", "image/png", 1),
    ],
)
def test_a_good_file_is_kept_without_a_remark(data: bytes, kind: str, declared: str, pages: int) -> None:
    inspection = look(data, kind, declared)
    assert (inspection.findings, inspection.pages) == ((), pages)
    assert inspection.accepted


@pytest.mark.req("doc-01", "doc-03", "doc-04", "doc-05", "doc-07", "doc-08", "doc-25", "doc-26", "doc-27")
@pytest.mark.parametrize("kind", DocumentKind)
def test_the_limit_is_inclusive_to_the_byte(kind: DocumentKind) -> None:
    limit = DOCUMENTS[kind].max_bytes
    good = PHOTO if kind is DocumentKind.PHOTO else PAGE_JPEG
    assert look(padded(good, limit), kind).accepted
    (finding,) = look(padded(good, limit + 1), kind).findings
    assert (finding.code, finding.limit, finding.actual) == ("FILE_TOO_LARGE", limit, limit + 1)


@pytest.mark.req("doc-17")
@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF", "WEBP", "PPM"])
def test_other_formats_are_recognised_under_any_name(kind: str) -> None:
    out = io.BytesIO()
    page(700, 700).save(out, kind)
    assert codes(look(out.getvalue())) == ["FILE_TYPE"]


@pytest.mark.req("doc-17")
@pytest.mark.parametrize(
    "data", [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"PK\x03\x04", b"<html>", b"\0" * 100, b"MZ"]
)
def test_what_is_no_picture_and_no_document_is_refused(data: bytes) -> None:
    assert codes(look(data)) == ["FILE_TYPE"]


@pytest.mark.req("doc-08", "doc-17")
def test_a_pdf_is_no_photo_and_a_png_is_no_jpeg() -> None:
    assert codes(look(PAGE_PDF, "photo", "application/pdf")) == ["FILE_TYPE"]
    assert codes(look(PAGE_PNG, "snils", "image/jpeg")) == ["FILE_TYPE_MISMATCH"]


def test_an_empty_file_is_refused() -> None:
    assert codes(look(b"")) == ["FILE_EMPTY"]


@pytest.mark.req("doc-16")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(16, 10**9), st.sampled_from([PAGE_JPEG, PAGE_PNG, PAGE_PDF]))
def test_a_file_that_was_cut_off_anywhere_is_corrupt(cut: int, whole: bytes) -> None:
    kind = {b"\xff": Format.JPEG, b"\x89": Format.PNG, b"%": Format.PDF}[whole[:1]]
    inspection = examined(whole[: 16 + cut % (len(whole) - 18)], DOCUMENTS[DocumentKind.PASSPORT], kind)
    assert codes(inspection) == ["FILE_CORRUPT"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"]))
def test_noise_is_never_accepted_and_never_breaks_anything(noise: bytes, start: bytes) -> None:
    declared = {b"\xff": Format.JPEG, b"\x89": Format.PNG, b"%": Format.PDF}[start[:1]]
    assert not look(start + noise, declared=declared).accepted


@pytest.mark.req("doc-18")
@pytest.mark.parametrize(
    ("width", "height", "limit", "actual"),
    [(10_001, 100, 10_000, 10_001), (7_750, 7_750, 50, 61), (9_999, 9_999, 50, 100)],
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int, limit: int, actual: int) -> None:
    small = bomb(width, height)
    (finding,) = look(small, "passport", "image/png").findings
    assert len(small) < 100_000
    assert (finding.code, finding.limit, finding.actual) == ("IMAGE_TOO_LARGE", limit, actual)


@pytest.mark.req("doc-18")
@pytest.mark.parametrize("password", ["secret", ""])
def test_an_encrypted_pdf_is_refused_also_with_an_empty_password(password: str) -> None:
    locked = changed(lambda _: None, encryption=pikepdf.Encryption(owner="owner", user=password))
    assert codes(look(locked, declared="application/pdf")) == ["FILE_ENCRYPTED"]


@pytest.mark.req("doc-18")
@pytest.mark.parametrize(
    "change",
    specimens.ACTIVE,
)
@pytest.mark.parametrize("packing", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_a_pdf_that_does_something_is_refused(change: object, packing: pikepdf.ObjectStreamMode) -> None:
    active = changed(change, object_stream_mode=packing)  # type: ignore[arg-type]
    assert codes(look(active, declared="application/pdf")) == ["FILE_ACTIVE_CONTENT"]


@pytest.mark.req("doc-18")
def test_a_name_that_is_escaped_hides_nothing() -> None:
    plain = changed(
        specimens.opening, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )
    escaped = plain.replace(b"/JavaScript", b"/J#61vaScrip#74").replace(b"/JS ", b"/#4aS ")
    assert escaped != plain
    assert "FILE_ACTIVE_CONTENT" in codes(examined(escaped, DOCUMENTS[DocumentKind.PASSPORT], Format.PDF))


@pytest.mark.req("doc-18")
def test_a_view_and_a_link_do_no_harm() -> None:
    def harmless(document: Pdf) -> None:
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(S=Name.URI, URI=String("https://example.ru"))
        document.pages[0].Annots = Array([link])

    assert look(changed(harmless), declared="application/pdf").accepted


@pytest.mark.req("doc-18")
def test_twenty_pages_are_accepted_and_twenty_one_are_not() -> None:
    assert look(pdf(20), declared="application/pdf").pages == 20
    (finding,) = look(pdf(21), declared="application/pdf").findings
    assert (finding.code, finding.limit, finding.actual) == ("FILE_TOO_MANY_PAGES", 20, 21)


@pytest.mark.req("doc-18")
@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04" + b"x" * 50, b"%PDF-1.4", b"<script>alert(1)</script>", b"MZ\x90"]
)
@pytest.mark.parametrize("data", [PAGE_JPEG, PAGE_PNG])
def test_a_picture_that_hides_another_file_is_refused(data: bytes, tail: bytes) -> None:
    declared = Format.JPEG if data is PAGE_JPEG else Format.PNG
    assert codes(look(data + tail, declared=declared)) == ["FILE_ACTIVE_CONTENT"]


@pytest.mark.req("doc-15")
def test_what_a_phone_appends_to_a_picture_is_dropped() -> None:
    inspection = look(PAGE_JPEG + b"SEFH" + b"\0" * 100)
    assert inspection.clean == PAGE_JPEG


@pytest.mark.req("doc-15")
def test_the_place_and_the_camera_are_removed_and_the_pixels_stay() -> None:
    taken = located(page())
    assert b"Phone" in taken
    kept = look(taken).clean
    assert kept
    assert not any(trace in kept for trace in (b"Exif", b"Phone", specimens.LOCATION))
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(taken)).tobytes()
    assert look(kept).clean == kept


@pytest.mark.req("doc-15")
@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_a_turned_photo_is_judged_and_kept_upright(orientation: int, turn: int) -> None:
    inspection = look(located(photo().rotate(turn, expand=True), orientation), "photo")
    assert inspection.findings == ()
    kept = Image.open(io.BytesIO(inspection.clean or b""))
    assert kept.size == (600, 800)
    assert not kept.getexif()
    colour = photo().getpixel((300, 780))
    assert isinstance(colour, tuple)
    seen = kept.convert("RGB").getpixel((300, 780))
    assert isinstance(seen, tuple)
    assert max(abs(a - b) for a, b in zip(colour, seen, strict=True)) < 40


@pytest.mark.req("doc-15")
def test_the_place_is_removed_from_a_photograph_inside_a_pdf() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PAGE_PDF)) as document:
        picture = pikepdf.Stream(document, located(page()))
        picture.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=874))
        picture.update(Dictionary(ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode))
        document.pages[0].Resources.XObject = Dictionary(Im0=document.make_indirect(picture))
        document.save(out)
    kept = look(out.getvalue(), declared="application/pdf").clean
    assert kept
    assert specimens.LOCATION in out.getvalue()
    assert specimens.LOCATION not in kept


@pytest.mark.req("doc-15")
def test_a_pdf_without_a_photograph_is_kept_bit_for_bit() -> None:
    assert look(PAGE_PDF, declared="application/pdf").clean == PAGE_PDF


@pytest.mark.req("doc-08")
@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (photo(800, 800), "PHOTO_RATIO"),
        (photo(625, 800), "PHOTO_RATIO"),
        (photo(351, 468), "IMAGE_TOO_SMALL"),
        (photo().convert("L").convert("RGB"), "PHOTO_GREYSCALE"),
        (photo().filter(ImageFilter.GaussianBlur(6)), "IMAGE_UNREADABLE"),
    ],
)
def test_a_photo_that_breaks_a_rule_is_refused_by_its_code(picture: Image.Image, code: str) -> None:
    inspection = look(jpeg(picture), "photo")
    assert codes(inspection) == [code]
    assert inspection.clean is None
    (finding,) = [finding for finding in inspection.findings if finding.severity is Severity.ERROR]
    assert finding.limit is not None
    assert finding.actual is not None


@pytest.mark.req("doc-08")
@pytest.mark.parametrize("size", [(354, 472), (600, 800), (590, 800), (610, 800)])
def test_the_ratio_has_two_per_cent_of_tolerance(size: tuple[int, int]) -> None:
    assert not {"PHOTO_RATIO", "IMAGE_TOO_SMALL"} & set(codes(look(jpeg(photo(*size)), "photo")))


def before(colour: tuple[int, int, int]) -> Image.Image:
    """Paint the background of the photo."""
    picture = photo()
    for corner in ((2, 2), (597, 2)):
        ImageDraw.floodfill(picture, corner, colour, thresh=60)
    return picture


@pytest.mark.req("doc-08")
@pytest.mark.parametrize("colour", [(60, 60, 60), (90, 140, 230), (230, 60, 60)])
def test_a_dark_or_coloured_background_is_refused(colour: tuple[int, int, int]) -> None:
    assert "PHOTO_BACKGROUND" in codes(look(jpeg(before(colour)), "photo"))


@pytest.mark.req("doc-08")
def test_a_sepia_photo_is_left_to_the_reviewer() -> None:
    inspection = look(jpeg(sepia(photo())), "photo")
    assert "PHOTO_GREYSCALE" in codes(inspection, Severity.WARNING)


@pytest.mark.req("doc-16", "doc-31")
@pytest.mark.parametrize(
    "picture",
    [page(599, 800), Image.new("RGB", (1000, 1000), "white"), page().filter(ImageFilter.GaussianBlur(15))],
)
def test_a_scan_that_is_hard_to_read_is_kept_with_a_warning(picture: Image.Image) -> None:
    inspection = look(jpeg(picture))
    assert inspection.accepted
    assert codes(inspection) == []
    assert "IMAGE_UNREADABLE" in codes(inspection, Severity.WARNING)


@pytest.mark.req("doc-31")
def test_the_blank_page_of_a_pdf_is_named() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(2))) as document:
        document.pages[1].Contents = document.make_stream(b"")
        document.save(out)
    findings = look(out.getvalue(), declared="application/pdf").findings
    assert [(finding.code, finding.page) for finding in findings] == [("IMAGE_UNREADABLE", 2)]
