"""What a file is, by its first bytes; its name and its declared type say nothing (doc-17)."""

from shared.domain.documents import Format

_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n\0"
_FOREIGN = (
    b"PK\x03\x04",
    b"%PDF-",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"<!doc",
    b"<html",
    b"<script",
    b"<?php",
    b"<svg",
)


def format_of(data: bytes) -> Format | None:
    """Recognise the three formats that are accepted; everything else is None."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data[:1024].lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return Format.PDF
    return None


def hides_another(trailer: bytes) -> bool:
    """Tell whether what follows the end of an image is a file of another kind (a polyglot)."""
    lower = trailer.lower()
    return any(mark.lower() in lower for mark in _FOREIGN if len(mark) > 2) or lower.startswith(b"mz")  # noqa: PLR2004
