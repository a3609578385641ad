"""PDF by its objects (ISO 32000): whole, open, inert, and legible page by page."""

import io
import re
import time
from collections.abc import Iterator

import numpy as np
import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from functions.validate_upload import jpeg
from functions.validate_upload.legibility import page_findings
from functions.validate_upload.picture import refuse_giant
from functions.validate_upload.verdict import Rejected
from shared.domain.documents import MAX_PDF_PAGES, Finding

_TAIL = 2048
_PAGE_LONG_PX = 800
_LEGIBILITY_SECONDS = 3.0
_MAX_DEPTH = 60

_ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent", "/XFA"}
_ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
_ACTIVE_TYPES = {"/EmbeddedFile", "/FileAttachment", "/RichMedia"}
_AUTOMATIC = {"/OpenAction", "/AA"}

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def pages_of(data: bytes) -> int:
    """Count the pages of a PDF that is whole, not encrypted, and does nothing by itself (doc-18)."""
    with _opened(data) as pdf:
        pages = len(pdf.pages)
        if pages == 0:
            raise Rejected("FILE_CORRUPT")
        if pages > MAX_PDF_PAGES:
            raise Rejected("FILE_TOO_MANY_PAGES", limit=MAX_PDF_PAGES, actual=pages)
        for top in (pdf.trailer, *pdf.objects):
            _refuse_active(top)
        return pages


def clean(data: bytes) -> bytes:
    """Drop the place from embedded photographs; without one, the bytes stay as they are (doc-15)."""
    with _opened(data) as pdf:
        changed = [stream for stream in pdf.objects if isinstance(stream, Stream) and _located(stream)]
        if not changed:
            return data
        for stream in changed:
            stream.write(jpeg.clean(stream.read_raw_bytes()), filter=Name.DCTDecode)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def legibility(data: bytes) -> Iterator[Finding]:
    """Draw each page small, and warn of those that are blurred or blank (doc-31)."""
    deadline = time.monotonic() + _LEGIBILITY_SECONDS
    with pymupdf.open("pdf", data) as document:
        for number, page in enumerate(document, start=1):
            if time.monotonic() > deadline:
                return
            long_side = max(page.rect.width, page.rect.height, 1)
            zoom = _PAGE_LONG_PX / long_side
            drawn = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
            pixels = np.frombuffer(drawn.samples, dtype=np.uint8).reshape(drawn.height, drawn.width, 3)
            yield from page_findings(pixels.astype(np.float32), number)


def _opened(data: bytes) -> Pdf:
    """Open a PDF that ends as one: what repair could only guess at is refused."""
    tail = data[-_TAIL:]
    found = re.findall(rb"startxref\s+(\d+)\s+%%EOF", tail)
    if not found or int(found[-1]) >= len(data):
        raise Rejected("FILE_CORRUPT")
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise Rejected("FILE_ENCRYPTED") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Rejected("FILE_CORRUPT") from None
    if pdf.is_encrypted:
        raise Rejected("FILE_ENCRYPTED")
    return pdf


def _refuse_active(top: Object) -> None:
    """Walk an object and everything written inside it; other objects have their own turn."""
    waiting: list[tuple[Object, int]] = [(top, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise Rejected("FILE_CORRUPT")
        if isinstance(each, (Dictionary, Stream)):
            _judge(each)
            waiting += [(value, depth + 1) for value in each.values() if _is_inner(value)]
        elif isinstance(each, Array):
            waiting += [(value, depth + 1) for value in each if _is_inner(value)]


def _judge(each: Object) -> None:
    keys = set(each.keys())
    named = {
        str(each[key]) for key in ("/S", "/Type", "/Subtype") if key in keys and isinstance(each[key], Name)
    }
    if keys & _ACTIVE_KEYS or named & (_ACTIVE_ACTIONS | _ACTIVE_TYPES):
        raise Rejected("FILE_ACTIVE_CONTENT")
    for key in keys & _AUTOMATIC:
        if not _is_plain_view(each[key]):
            raise Rejected("FILE_ACTIVE_CONTENT")
    if named & {"/Image"} and {"/Width", "/Height"} <= keys:
        refuse_giant(int(each["/Width"]), int(each["/Height"]))


def _is_plain_view(action: Object) -> bool:
    """Tell whether an automatic action only shows a place in the document."""
    if isinstance(action, Dictionary):
        return action.get("/S") == Name.GoTo and "/Next" not in action
    return isinstance(action, (Array, Name, pikepdf.String))


def _is_inner(value: object) -> bool:
    return isinstance(value, (Dictionary, Array)) and not value.is_indirect


def _located(stream: Stream) -> bool:
    """Tell whether a stream is a photograph with EXIF data."""
    return stream.get("/Filter") == Name.DCTDecode and b"Exif\0\0" in stream.read_raw_bytes()[: 1 << 16]
