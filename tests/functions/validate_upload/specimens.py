"""Files for the inspection, drawn here: good ones, and good ones spoilt in one way."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageDraw

from local.drawing.portrait import Looks, draw_portrait

LOCATION = b"GPSLatitude 55.7558"


def page(width: int = 1240, height: int = 874) -> Image.Image:
    """Draw a legible page."""
    image = Image.new("RGB", (width, height), (248, 246, 240))
    pen = ImageDraw.Draw(image)
    for y in range(20, height, 24):
        for x in range(20, width - 20, 18):
            pen.rectangle((x, y, x + (x * y) % 14 + 2, y + 10), fill=(30, 30, 40))
    return image


def photo(width: int = 600, height: int = 800) -> Image.Image:
    """Draw a document photo that keeps all rules."""
    return draw_portrait(Looks.of("specimen", "female")).resize((width, height), Image.Resampling.LANCZOS)


def jpeg(image: Image.Image, **options: object) -> bytes:
    """Write a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def png(image: Image.Image, **options: object) -> bytes:
    """Write a PNG."""
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def located(image: Image.Image, orientation: int = 1) -> bytes:
    """Write a JPEG as a phone does: with a place, a camera and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 20.88)
    return jpeg(image, exif=exif, comment=LOCATION)


def pdf(pages: int = 1) -> bytes:
    """Write a PDF with text on each page."""
    document = pymupdf.open()
    for number in range(pages):
        sheet = document.new_page()
        for line in range(40):
            sheet.insert_text(
                (60, 80 + line * 16), f"page {number + 1}, line {line}: the quick brown fox jumps"
            )
    written: bytes = document.tobytes(deflate=True)
    return written


def changed(change: Callable[[pikepdf.Pdf], None], **options: Any) -> bytes:
    """Write a PDF with one change."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        change(document)
        document.save(out, **options)
    return out.getvalue()


def padded(data: bytes, size: int) -> bytes:
    """Bring a JPEG or a PDF to an exact size, by a comment that readers skip."""
    missing = size - len(data)
    if data.startswith(b"%PDF"):
        end = data.rindex(b"startxref")
        return data[:end] + b"%" + b"x" * (missing - 2) + b"\n" + data[end:]
    filler = b""
    while missing > 0:
        length = min(missing, 65_000 if missing > 65_010 else missing)
        filler += b"\xff\xfe" + (length - 2).to_bytes(2, "big") + b"x" * (length - 4)
        missing -= length
    return data[:2] + filler + data[2:]


def bomb(width: int, height: int) -> bytes:
    """Write a PNG of a few kilobytes that would decode to gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
        )

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def sepia(image: Image.Image) -> Image.Image:
    """Tint a grey picture."""
    grey = np.asarray(image.convert("L"), dtype=np.float32)
    return Image.fromarray(np.stack([grey, grey * 0.86, grey * 0.68], axis=-1).clip(0, 255).astype(np.uint8))


def script() -> Dictionary:
    """Make an action that runs JavaScript."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def opening(document: Pdf) -> None:
    """Run a script when the document is opened."""
    document.Root.OpenAction = script()


def indirect(document: Pdf) -> None:
    """Hide the script behind a reference."""
    document.Root.OpenAction = document.make_indirect(script())


def launching(document: Pdf) -> None:
    """Start a program when a page is shown."""
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def embedding(document: Pdf) -> None:
    """Attach a file to the document."""
    document.attachments["virus.exe"] = b"MZ"


def attaching(document: Pdf) -> None:
    """Attach a file to a page."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))
    document.pages[0].Annots = Array([note])


def submitting(document: Pdf) -> None:
    """Send a form somewhere."""
    document.Root.AcroForm = Dictionary(Fields=Array([Dictionary(A=Dictionary(S=Name.SubmitForm))]))


def naming(document: Pdf) -> None:
    """Name a script for the whole document."""
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))


def forming(document: Pdf) -> None:
    """Carry an XFA form."""
    document.Root.AcroForm = Dictionary(XFA=String("<xdp/>"))


def surfing(document: Pdf) -> None:
    """Open an address when the document is opened."""
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://evil.example"))


def chaining(document: Pdf) -> None:
    """Run a script after a harmless action."""
    document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([0]), Next=script())


ACTIVE = (
    opening,
    indirect,
    launching,
    embedding,
    attaching,
    submitting,
    naming,
    forming,
    surfing,
    chaining,
)
