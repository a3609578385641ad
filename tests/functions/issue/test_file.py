"""The file itself: deterministic, archivable, tagged, readable by everybody (iss-03, iss-05)."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pymupdf
import pytest
from PIL import Image

from functions.issue.rendering import render
from shared.domain.version import Version
from tests.functions.issue.reading import poppler_text, run, scan, texts
from tests.functions.issue.specimens import CHECK_URL, NOW, photo, vaccinations, version

TITLE = "Электронная личная медицинская книжка № 7K3M-92QA-B4XC, версия 3"


@pytest.fixture
def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


@pytest.mark.req("iss-05", "iss-10")
def test_the_same_version_gives_the_same_bytes(pdf: bytes, book: Version) -> None:
    again = Version.model_validate_json(book.model_dump_json())
    assert render(again, photo(), CHECK_URL) == pdf


@pytest.mark.req("iss-10")
def test_another_version_gives_another_identifier(pdf: bytes, book: Version) -> None:
    later = book.model_copy(update={"prepared_at": NOW + timedelta(seconds=1)})
    identifiers = {
        bytes(pikepdf.open(BytesIO(file)).trailer.ID[0]) for file in (pdf, render(later, photo(), CHECK_URL))
    }
    assert len(identifiers) == 2


@pytest.mark.req("iss-03")
def test_three_independent_readers_see_the_same_pages(
    pdf: bytes, opened: pikepdf.Pdf, tmp_path: Path
) -> None:
    (tmp_path / "book.pdf").write_bytes(pdf)
    pages = re.search(r"Pages:\s+(\d+)", run("pdfinfo", tmp_path / "book.pdf"))
    assert pages is not None
    assert int(pages[1]) == len(opened.pages) == len(texts(pdf))
    assert poppler_text(pdf, tmp_path).count("\f") == len(opened.pages)


@pytest.mark.req("iss-03")
def test_the_file_has_no_errors(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(pdf)
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", tmp_path / "book.pdf")


@pytest.mark.req("iss-03")
def test_both_faces_are_embedded_as_subsets_with_their_letters(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(pdf)
    faces = run("pdffonts", tmp_path / "book.pdf").splitlines()[2:]
    assert len(faces) == 2
    for face in faces:
        assert re.match(r"[A-Z]{6}\+PT Sans (Regular|Bold) .* Identity-H +yes yes yes ", face)


@pytest.mark.req("iss-03")
def test_it_declares_itself_an_archive_copy_and_means_it(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"
    [intent] = opened.Root.OutputIntents
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
    for font in opened.pages[0].Resources.Font.values():
        assert font.DescendantFonts[0].CIDToGIDMap == "/Identity"
    assert not opened.is_encrypted


@pytest.mark.req("iss-03")
def test_both_kinds_of_metadata_say_the_same(opened: pikepdf.Pdf) -> None:
    ET.fromstring(opened.Root.Metadata.read_bytes())  # noqa: S314 - our own file
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == opened.docinfo["/Title"] == TITLE
        assert metadata["xmp:CreateDate"] == "2026-11-23T12:30:15Z"
        assert metadata["pdf:Producer"] == str(opened.docinfo["/Producer"])
    assert opened.docinfo["/CreationDate"] == "D:20261123123015+00'00"
    assert "/Info" not in opened.Root
    assert opened.Root.Lang == "ru"


@pytest.mark.req("iss-03")
def test_nothing_in_it_can_run_or_fetch(pdf: bytes) -> None:
    plain = BytesIO()
    pikepdf.open(BytesIO(pdf)).save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    for name in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert name + b" " not in plain.getvalue()


@pytest.mark.req("iss-03")
def test_every_mark_on_every_page_belongs_to_the_structure() -> None:
    document = pikepdf.open(BytesIO(render(version(vaccinations(30)), photo(), CHECK_URL)))
    assert bool(document.Root.MarkInfo.Marked)
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    for index, page in enumerate(document.pages):
        operators = pikepdf.parse_content_stream(page)
        marks = [int(i.operands[1].MCID) for i in operators if str(i.operator) == "BDC"]
        assert page.StructParents == numbers[2 * index] == index
        assert marks == list(range(len(numbers[2 * index + 1])))
        assert all(_owns(numbers[2 * index + 1][mark], page, mark) for mark in marks)


def _owns(element: pikepdf.Object, page: pikepdf.Page, mark: int) -> bool:
    return any(kid.get("/MCID") == mark and kid.Pg == page.obj for kid in element.K)


@pytest.mark.req("iss-03")
def test_nothing_is_drawn_outside_marks_and_artifacts(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        inside = 0
        for operation in pikepdf.parse_content_stream(page):
            operator = str(operation.operator)
            inside += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            assert inside == 1 or operator == "EMC"


@pytest.mark.req("iss-03")
def test_pictures_have_a_description_and_tables_have_heads(opened: pikepdf.Pdf) -> None:
    elements = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S")]
    figures = [element for element in elements if element.S == "/Figure"]
    assert [str(figure.Alt)[:10] for figure in figures] == ["Фотография", "QR-код с а"]
    assert sum(element.S == "/Table" for element in elements) == 7
    assert {str(e.A.Scope) for e in elements if e.S == "/TH"} == {"/Column"}


@pytest.mark.req("iss-09", "ver-01")
@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_the_code_leads_to_the_check_of_this_very_version(pdf: bytes, dpi: int) -> None:
    assert scan(pdf, dpi) == [f"{CHECK_URL}/QJ4ZK2M5N7P3R6S2T5U7V3W4X6Y2Z5AB"]


@pytest.mark.parametrize("token", ["A", "7" * 43, "x-_~" * 16])
def test_the_code_scans_whatever_the_token(token: str) -> None:
    pdf = render(version(token=token), photo(), "https://check.example.ru/v1/check")
    assert scan(pdf) == [f"https://check.example.ru/v1/check/{token}"]


@pytest.mark.parametrize(
    ("size", "format_"),
    [((600, 800), "JPEG"), ((354, 472), "PNG"), ((808, 1060), "PNG"), ((1500, 800), "JPEG")],
)
def test_the_photo_fills_its_frame_and_leaves_its_metadata_behind(
    size: tuple[int, int], format_: str
) -> None:
    with pymupdf.open("pdf", render(version(), photo("#4080c0", size, format_), CHECK_URL)) as document:
        picture = document.extract_image(document[0].get_images()[0][0])
    image = Image.open(BytesIO(picture["image"]))
    assert (image.width, image.height) == pytest.approx((354, 472), abs=2)
    assert image.getpixel((3, 3)) == pytest.approx((0x40, 0x80, 0xC0), abs=4)
    assert not image.getexif()
