"""How the tests read a PDF: by the independent readers people use, and as pixels."""

import subprocess
from io import BytesIO
from pathlib import Path

import pymupdf
import pypdf
import zxingcpp
from PIL import Image


def dense(text: str) -> str:
    """Leave the blanks out: where lines break is the layout's business."""
    return "".join(text.split())


def run(tool: str, *arguments: str | Path) -> str:
    """Run one of the system's PDF tools, and insist that it succeeds."""
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=True, timeout=20)
    return done.stdout


def poppler_texts(pdf: bytes, folder: Path) -> list[str]:
    """Read the text of each page as a search engine would."""
    file = folder / "book.pdf"
    file.write_bytes(pdf)
    return run("pdftotext", "-enc", "UTF-8", file, "-").split("\f")[:-1]


def poppler_text(pdf: bytes, folder: Path) -> str:
    """Read all of the text as a search engine would."""
    return "".join(poppler_texts(pdf, folder))


def pypdf_texts(pdf: bytes) -> list[str]:
    """Read the text of each page as a Python program would."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def texts(pdf: bytes) -> list[str]:
    """Read the text of each page as a viewer would."""
    with pymupdf.open("pdf", pdf) as document:
        return [page.get_text() for page in document]


def words(pdf: bytes) -> list[list[tuple[pymupdf.Rect, str]]]:
    """Read each page's words and where they stand."""
    with pymupdf.open("pdf", pdf) as document:
        return [[(pymupdf.Rect(word[:4]), word[4]) for word in page.get_text("words")] for page in document]


def scan(pdf: bytes, dpi: int = 150) -> list[str]:
    """Photograph the first page, and decode the codes on it."""
    with pymupdf.open("pdf", pdf) as document:
        pixels = document[0].get_pixmap(dpi=dpi)
    picture = Image.open(BytesIO(pixels.tobytes("png")))
    return [code.text for code in zxingcpp.read_barcodes(picture)]
