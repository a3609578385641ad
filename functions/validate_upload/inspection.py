"""Is this file what was asked for: cheap questions first, decoding last and within bounds."""

from functions.validate_upload import jpeg, legibility, pdf, picture, png, sandbox
from functions.validate_upload.sandbox import LimitExceeded
from functions.validate_upload.signatures import format_of
from functions.validate_upload.verdict import Inspection, Rejected
from shared.domain.documents import MIB, DocumentKind, DocumentRule, Finding, Format, Severity

SECONDS = 8.0
MEMORY = 384 * MIB

_STRUCTURE = {Format.JPEG: jpeg, Format.PNG: png}


def inspect(data: bytes, rule: DocumentRule, declared: str) -> Inspection:
    """Judge one file by its bytes; `declared` is the media type that its upload was announced with.

    Never raises: a file that no stage understands, or that takes more than its time or its
    memory, is corrupt.
    """
    try:
        kind = _recognised(data, rule, declared)
    except Rejected as rejected:
        return Inspection(findings=(rejected.finding,))
    try:
        return sandbox.run(examined, data, rule, kind, seconds=SECONDS, memory=MEMORY)
    except LimitExceeded:
        return Inspection(findings=(Finding(code="FILE_CORRUPT"),), format=kind)


def examined(data: bytes, rule: DocumentRule, kind: Format) -> Inspection:
    """Look inside; runs in the sandbox."""
    try:
        if kind is Format.PDF:
            return _document(data)
        return _image(data, rule, kind)
    except Rejected as rejected:
        return Inspection(findings=(rejected.finding,), format=kind)


def _recognised(data: bytes, rule: DocumentRule, declared: str) -> Format:
    """Decide by size and first bytes (doc-17)."""
    if not data:
        raise Rejected("FILE_EMPTY")
    if len(data) > rule.max_bytes:
        raise Rejected("FILE_TOO_LARGE", limit=rule.max_bytes, actual=len(data))
    kind = format_of(data)
    if kind is None or kind not in rule.formats:
        raise Rejected("FILE_TYPE")
    if kind != declared.replace("image/jpg", Format.JPEG):
        raise Rejected("FILE_TYPE_MISMATCH")
    return kind


def _document(data: bytes) -> Inspection:
    pages = pdf.pages_of(data)
    findings = tuple(pdf.legibility(data))
    return Inspection(findings, Format.PDF, pages, pdf.clean(data))


def _image(data: bytes, rule: DocumentRule, kind: Format) -> Inspection:
    picture.refuse_giant(*_STRUCTURE[kind].size_of(data))
    image = picture.opened(data, kind)
    turned = picture.orientation_of(image) != 1
    width, height = picture.shown_size(image)
    pixels = picture.scaled(image)
    photo = rule.kind is DocumentKind.PHOTO
    judge = legibility.photo_findings if photo else legibility.document_findings
    findings = tuple(judge(width, height, pixels))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Inspection(findings, kind, 1)
    upright = picture.turned_upright(data, kind) if turned else _STRUCTURE[kind].clean(data)
    return Inspection(findings, kind, 1, upright)
