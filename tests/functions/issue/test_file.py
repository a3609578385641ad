"""The file itself: deterministic, archivable, tagged, readable by everybody (iss-03, iss-05)."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pymupdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from functions.issue.book import render
from functions.issue.press.faces import BOLD, GLYPHS, REGULAR
from shared.domain.version import Version
from tests.functions.issue.reading import poppler_text, run, scan, texts
from tests.functions.issue.specimens import ADDRESS, CODE, NOW, photo, vaccinations, version

TITLE = "Электронная личная медицинская книжка № 7K3M-92QA-B4XC, версия 3"
LARGEST = 130_000


@pytest.fixture
def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


@pytest.fixture(scope="module")
def long_pdf() -> bytes:
    return render(version(vaccinations(30)), photo(), CODE, ADDRESS)


@pytest.mark.req("iss-05", "iss-10")
def test_the_same_version_gives_the_same_bytes(pdf: bytes, book: Version) -> None:
    again = Version.model_validate_json(book.model_dump_json())
    assert render(again, photo(), CODE, ADDRESS) == pdf


@pytest.mark.req("iss-05", "iss-10")
def test_it_gives_them_in_another_process_too(pdf: bytes) -> None:
    """Nothing may depend on the order of a set, which is another in each process."""
    program = (
        "import sys; from tests.functions.issue.specimens import *; "
        "from functions.issue.book import render; "
        "sys.stdout.buffer.write(render(version(), photo(), CODE, ADDRESS))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == pdf


@pytest.mark.req("iss-10")
def test_another_version_or_code_or_address_gives_another_identifier(pdf: bytes, book: Version) -> None:
    later = book.model_copy(update={"prepared_at": NOW + timedelta(seconds=1)})
    files = (
        pdf,
        render(later, photo(), CODE, ADDRESS),
        render(book, photo(), f"{CODE}A", ADDRESS),
        render(book, photo(), CODE, "elsewhere.example"),
    )
    assert len({bytes(pikepdf.open(BytesIO(file)).trailer.ID[0]) for file in files}) == 4


@pytest.mark.req("iss-03")
def test_three_independent_readers_count_the_same_pages(long_pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(long_pdf)
    pages = re.search(r"Pages:\s+(\d+)", run("pdfinfo", tmp_path / "book.pdf"))
    assert pages is not None
    assert int(pages[1]) == len(pikepdf.open(BytesIO(long_pdf)).pages) == len(texts(long_pdf)) > 5
    assert poppler_text(long_pdf, tmp_path).count("\f") == 0


@pytest.mark.req("iss-03")
def test_the_file_has_no_errors(long_pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(long_pdf)
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", tmp_path / "book.pdf")


@pytest.mark.req("iss-03")
def test_a_book_of_ten_pages_is_small() -> None:
    pdf = render(version(vaccinations(70)), photo(), CODE, ADDRESS)
    assert len(texts(pdf)) >= 10
    assert len(pdf) < LARGEST - 40_000  # what a real photo takes, and the signature


@pytest.mark.req("iss-03")
def test_both_faces_are_embedded_as_subsets_with_their_letters(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(pdf)
    faces = run("pdffonts", tmp_path / "book.pdf").splitlines()[2:]
    assert len(faces) == 2
    for face in faces:
        assert re.match(r"[A-Z]{6}\+EMKSans-(Regular|Bold) .* Identity-H +yes yes yes ", face)


def fonts(opened: pikepdf.Pdf) -> Iterator[Any]:
    yield from opened.pages[0].Resources.Font.values()


@pytest.mark.req("iss-03")
def test_a_font_says_what_its_own_file_says(opened: pikepdf.Pdf) -> None:
    """PDF/A wants the widths to agree, glyphs to be numbered plainly, and each to have its letter."""
    for font in fonts(opened):
        [descendant] = font.DescendantFonts
        assert descendant.CIDToGIDMap == "/Identity"
        program = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        widths = [int(width) for width in descendant.W[1]]
        numbers = [program.getGlyphID(name) for name in program.getBestCmap().values()]
        assert [widths[number] for number in numbers] == [
            program["hmtx"][program.getGlyphName(number)][0] for number in numbers
        ]
        listed = re.findall(r"<(\w{4})><(\w{4})>", font.ToUnicode.read_bytes().decode())[1:]
        letters = {chr(int(letter, 16)): int(glyph, 16) for glyph, letter in listed}
        assert letters == GLYPHS
        assert {
            chr(code): program.getGlyphID(name) for code, name in program.getBestCmap().items()
        } == letters


@pytest.mark.req("iss-03")
def test_it_declares_itself_an_archive_copy_and_means_it(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"
    [intent] = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
    assert "/Filter" not in opened.Root.Metadata
    assert not opened.is_encrypted
    used = {str(o.Filter) for o in opened.objects if isinstance(o, pikepdf.Stream) and "/Filter" in o}
    assert used == {"/FlateDecode", "/DCTDecode"}


@pytest.mark.req("iss-03")
def test_it_says_all_of_itself_in_one_place(opened: pikepdf.Pdf) -> None:
    assert "/Info" not in opened.trailer
    ET.fromstring(opened.Root.Metadata.read_bytes())  # noqa: S314 - our own file
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == TITLE
        assert metadata["xmp:CreateDate"] == "2026-11-23T12:30:15Z"
        assert metadata["pdf:Producer"] == "EMK"
    assert opened.Root.Lang == "ru"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.req("iss-03")
def test_nothing_in_it_can_run_or_fetch(pdf: bytes) -> None:
    plain = BytesIO()
    pikepdf.open(BytesIO(pdf)).save(
        plain,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    for name in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert name + b" " not in plain.getvalue()


@pytest.mark.req("iss-03")
def test_every_mark_on_every_page_belongs_to_the_structure(long_pdf: bytes) -> None:
    document = pikepdf.open(BytesIO(long_pdf))
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
def test_every_element_hangs_in_the_tree_under_the_one_that_it_names(long_pdf: bytes) -> None:
    document = pikepdf.open(BytesIO(long_pdf))
    root = document.Root.StructTreeRoot
    waiting, roles = [(root.K, root)], list[str]()
    while waiting:
        element, parent = waiting.pop()
        assert element.P.objgen == parent.objgen
        roles.append(str(element.S))
        waiting += [(kid, element) for kid in element.K if "/S" in kid]
    every = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") and "/K" in o]
    assert len(roles) == len(every)
    assert {*roles} == {"/Document", "/H1", "/H2", "/P", "/Figure", "/Table", "/TR", "/TH", "/TD"}


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
    assert [str(figure.Alt)[:10] for figure in figures] == ["Фотография", "QR-код для"]
    assert sum(element.S == "/Table" for element in elements) == 7
    assert {str(e.A.Scope) for e in elements if e.S == "/TH"} == {"/Column"}


@pytest.mark.req("iss-09", "ver-01", "ver-03")
@pytest.mark.parametrize("dpi", [100, 200])
def test_a_camera_reads_the_code(pdf: bytes, dpi: int) -> None:
    assert scan(pdf, dpi) == [CODE]


@pytest.mark.parametrize("code", ["A", "https://check.example.ru/v1/check/x-_~", "7" * 400, CODE + "B" * 30])
def test_the_code_scans_whatever_it_says(code: str) -> None:
    assert scan(render(version(), photo(), code, ADDRESS)) == [code]


@pytest.mark.parametrize(
    ("size", "format_"),
    [((600, 800), "JPEG"), ((354, 472), "PNG"), ((808, 1060), "PNG"), ((1500, 800), "JPEG")],
)
def test_a_photo_is_brought_to_its_frame(size: tuple[int, int], format_: str) -> None:
    image = portrait(photo("#4080c0", size, format_))
    assert (image.width, image.height) == pytest.approx((354, 472), abs=2)
    assert image.getpixel((3, 3)) == pytest.approx((0x40, 0x80, 0xC0), abs=4)


def test_a_photo_that_fits_stays_as_it_is() -> None:
    for given in (photo(size=(354, 472)), photo(size=(480, 640))):
        with pymupdf.open("pdf", render(version(), given, CODE, ADDRESS)) as document:
            assert document.xref_stream_raw(document[0].get_images()[0][0]) == given


@pytest.mark.req("doc-15")
@pytest.mark.parametrize("mode", ["exif", "comment", "grey", "cmyk"])
def test_of_a_photo_only_the_picture_is_kept(mode: str) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Тверь", 1
    more: dict[str, dict[str, Any]] = {"exif": {"exif": exif}, "comment": {"comment": "Тверь".encode()}}
    colours = {"grey": "L", "cmyk": "CMYK"}
    given = BytesIO()
    Image.new("RGB", (354, 472), "#4080c0").convert(colours.get(mode, "RGB")).save(
        given, "JPEG", **more.get(mode, {})
    )
    image = portrait(given.getvalue())
    assert (image.mode, dict(image.getexif()), image.info.get("comment")) == ("RGB", {}, None)
    assert (image.width, image.height) == (354, 472)


def test_a_photo_that_lies_on_its_side_is_set_upright() -> None:
    exif, given, picture = Image.Exif(), BytesIO(), Image.new("RGB", (472, 354), "#ffffff")
    exif[0x0112] = 6  # to be turned by 90° clockwise
    picture.paste("#ff0000", (0, 0, 236, 354))
    picture.save(given, "JPEG", exif=exif)
    image = portrait(given.getvalue())
    assert image.getpixel((177, 20)) == pytest.approx((255, 0, 0), abs=4)
    assert image.getpixel((177, 450)) == pytest.approx((255, 255, 255), abs=4)


def portrait(given: bytes) -> Image.Image:
    """Take the photo out of a book that was made with it."""
    with pymupdf.open("pdf", render(version(), given, CODE, ADDRESS)) as document:
        picture = document.extract_image(document[0].get_images()[0][0])
    return Image.open(BytesIO(picture["image"]))


def test_letters_that_stand_too_far_apart_are_kerned_and_figures_are_not() -> None:
    assert ")110(" in REGULAR.set("Та").codes
    assert REGULAR.set("Та").width == REGULAR.width("Та") - 110
    assert BOLD.set("Гу").width < BOLD.width("Гу")
    assert {REGULAR.width(figure) for figure in "0123456789"} == {REGULAR.set("1").width}
    assert REGULAR.set("7117.1.77").width == REGULAR.width("7117.1.77")
