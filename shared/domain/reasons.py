"""Why an application is refused: a closed list, each reason with what it is about (group rej).

Texts and instructions stand in `texts/`, under `reasons` and `instructions`. Failures of the portal or of
somebody else's system are not among them: they never refuse anybody (rej-08).
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.documents import DocumentKind
from shared.domain.model import Model

CATALOGUE = "2026-1"


class Group(StrEnum):
    """What kind of reason it is (S25, S26)."""

    DOCS = "docs"
    DATA = "data"
    PROFESSION = "profession"
    MEDICAL = "medical"
    LEGAL = "legal"
    TERM = "term"


class ReasonCode(StrEnum):
    """A reason, by its code."""

    DOCS_OMS_INACTIVE = "DOCS_OMS_INACTIVE"
    DOCS_EXAM_MISSING = "DOCS_EXAM_MISSING"
    DOCS_EMPLOYER_CONSENT_MISSING = "DOCS_EMPLOYER_CONSENT_MISSING"
    DOCS_UPLOAD_INVALID = "DOCS_UPLOAD_INVALID"
    SNILS_DOC_MISMATCH = "SNILS_DOC_MISMATCH"
    ID_NOT_VERIFIED = "ID_NOT_VERIFIED"
    DATA_NAME_MISMATCH = "DATA_NAME_MISMATCH"
    DATA_BIRTH_DATE_MISMATCH = "DATA_BIRTH_DATE_MISMATCH"
    DATA_INN_MISMATCH = "DATA_INN_MISMATCH"
    DATA_SNILS_MISMATCH = "DATA_SNILS_MISMATCH"
    NOT_ELIGIBLE_PROFESSION = "NOT_ELIGIBLE_PROFESSION"
    OPEN_MEDICAL_RESTRICTION = "OPEN_MEDICAL_RESTRICTION"
    LEGAL_NO_MEDICAL_CONCLUSION = "LEGAL_NO_MEDICAL_CONCLUSION"
    CORRECTION_TERM_PASSED = "CORRECTION_TERM_PASSED"


@dataclass(frozen=True)
class Subject:
    """What a reason is about: the parts of an application that open again, as JSON pointers."""

    group: Group
    opens: tuple[str, ...]


def _documents(*kinds: DocumentKind) -> tuple[str, ...]:
    return tuple(f"/documents/{kind}" for kind in kinds)


_NAME = ("/fields/surname", "/fields/name", "/fields/patronymic")

REASONS: dict[ReasonCode, Subject] = {
    ReasonCode.DOCS_OMS_INACTIVE: Subject(
        Group.DOCS, ("/fields/oms_policy", *_documents(DocumentKind.OMS_POLICY))
    ),
    ReasonCode.DOCS_EXAM_MISSING: Subject(Group.DOCS, _documents(DocumentKind.MEDICAL_CERTIFICATE)),
    ReasonCode.DOCS_EMPLOYER_CONSENT_MISSING: Subject(Group.DOCS, _documents(DocumentKind.EMPLOYER_CONSENT)),
    ReasonCode.DOCS_UPLOAD_INVALID: Subject(Group.DOCS, _documents(*DocumentKind)),
    ReasonCode.SNILS_DOC_MISMATCH: Subject(Group.DOCS, ("/fields/snils", *_documents(DocumentKind.SNILS))),
    ReasonCode.ID_NOT_VERIFIED: Subject(
        Group.DOCS, ("/fields/passport", *_documents(DocumentKind.PASSPORT, DocumentKind.OTHER_ID))
    ),
    ReasonCode.DATA_NAME_MISMATCH: Subject(Group.DATA, _NAME),
    ReasonCode.DATA_BIRTH_DATE_MISMATCH: Subject(Group.DATA, ("/fields/birth_date",)),
    ReasonCode.DATA_INN_MISMATCH: Subject(Group.DATA, ("/fields/inn",)),
    ReasonCode.DATA_SNILS_MISMATCH: Subject(Group.DATA, ("/fields/snils",)),
    ReasonCode.NOT_ELIGIBLE_PROFESSION: Subject(
        Group.PROFESSION, ("/fields/employer", *_documents(DocumentKind.EMPLOYMENT_PROOF))
    ),
    ReasonCode.OPEN_MEDICAL_RESTRICTION: Subject(Group.MEDICAL, _documents(DocumentKind.MEDICAL_CERTIFICATE)),
    ReasonCode.LEGAL_NO_MEDICAL_CONCLUSION: Subject(
        Group.LEGAL, _documents(DocumentKind.MEDICAL_CERTIFICATE)
    ),
    ReasonCode.CORRECTION_TERM_PASSED: Subject(Group.TERM, ()),
}

GIVEN_BY_PEOPLE = frozenset(REASONS) - {ReasonCode.CORRECTION_TERM_PASSED}


class Reason(Model):
    """A reason of a decision: its code, the list that it is from, and what the reviewer adds (rej-09)."""

    code: ReasonCode
    detail: str | None = None
    catalogue: str = CATALOGUE


class Remark(Model):
    """One thing to correct: where it is, and what is wrong there, in words or by a reason's code (rev-01)."""

    pointer: str
    detail: str
    code: ReasonCode | None = None
