"""Which documents an application takes, and what each file must be (requirements A.2).

One table feeds the upload tickets, the validation, the service card and the help.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.model import Model

KIB = 1024
MIB = 1024 * KIB

MAX_FILES = 20
MAX_TOTAL_BYTES = 40 * MIB
MAX_SIDE_PX = 10_000
MAX_PIXELS = 50_000_000
MAX_PDF_PAGES = 20
MIN_DOCUMENT_SIDE_PX = 600
MIN_PHOTO_WIDTH_PX, MIN_PHOTO_HEIGHT_PX = 354, 472
PHOTO_RATIO, PHOTO_RATIO_TOLERANCE = 3 / 4, 0.02


class Format(StrEnum):
    """A file format, by its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


PAPER = (Format.PDF, Format.JPEG, Format.PNG)
PICTURE = (Format.JPEG, Format.PNG)


class DocumentKind(StrEnum):
    """A kind of document."""

    PASSPORT = "passport"
    SNILS = "snils"
    OMS_POLICY = "oms_policy"
    EMPLOYMENT_PROOF = "employment_proof"
    MEDICAL_CERTIFICATE = "medical_certificate"
    PHOTO = "photo"
    LABOUR_BOOK = "labour_book"
    HOUSING_DOCUMENT = "housing_document"
    NAME_CHANGE_CERTIFICATE = "name_change_certificate"
    EMPLOYER_CONSENT = "employer_consent"
    HEALTH_CERTIFICATE = "health_certificate"
    MEDICAL_CONCLUSION = "medical_conclusion"
    OTHER_ID = "other_id"
    APPEAL_EVIDENCE = "appeal_evidence"


class PassportPage(StrEnum):
    """A page of the passport that must be shown (doc-02)."""

    PHOTO = "photo"
    REGISTRATION = "registration"


@dataclass(frozen=True)
class DocumentRule:
    """What a file of one kind may be: its formats, and its size in bytes, inclusive."""

    kind: DocumentKind
    formats: tuple[Format, ...]
    max_bytes: int
    required: bool = False


DOCUMENTS: dict[DocumentKind, DocumentRule] = {
    rule.kind: rule
    for rule in (
        DocumentRule(DocumentKind.PASSPORT, PAPER, 5 * MIB, required=True),
        DocumentRule(DocumentKind.SNILS, PAPER, 2 * MIB, required=True),
        DocumentRule(DocumentKind.OMS_POLICY, PAPER, 3 * MIB, required=True),
        DocumentRule(DocumentKind.EMPLOYMENT_PROOF, PAPER, 5 * MIB, required=True),
        DocumentRule(DocumentKind.MEDICAL_CERTIFICATE, PAPER, 4 * MIB),
        DocumentRule(DocumentKind.PHOTO, PICTURE, 2 * MIB, required=True),
        DocumentRule(DocumentKind.LABOUR_BOOK, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.HOUSING_DOCUMENT, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.NAME_CHANGE_CERTIFICATE, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.EMPLOYER_CONSENT, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.HEALTH_CERTIFICATE, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.MEDICAL_CONCLUSION, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.OTHER_ID, PAPER, 5 * MIB),
        DocumentRule(DocumentKind.APPEAL_EVIDENCE, PAPER, 5 * MIB),
    )
}


class Severity(StrEnum):
    """Whether a finding rejects the file or is only shown to the reviewer."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Model):
    """One thing found in a file: a stable code, the limit and the actual value.

    `limit` and `actual` carry the unit of their code: bytes, pixels, pages, per cent.
    """

    code: str
    severity: Severity = Severity.ERROR
    limit: int | None = None
    actual: int | None = None
    page: int | None = None


class FileStatus(StrEnum):
    """Where a file is between the ticket and the vault."""

    AWAITING = "awaiting"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
