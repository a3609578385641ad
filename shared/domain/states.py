"""The names that the transition tables are written in."""

from enum import StrEnum


class Status(StrEnum):
    """A state of the application (requirements A.1); `NEW` and `DELETED` are never shown."""

    NEW = "NEW"
    DRAFT = "DRAFT"
    ACCEPTED = "ACCEPTED"
    PAID = "PAID"
    IN_REVIEW = "IN_REVIEW"
    CORRECTION = "CORRECTION"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    DELETED = "DELETED"


class Result(StrEnum):
    """A state of the result (sts-08)."""

    NONE = "NONE"
    IN_WORK = "IN_WORK"
    READY = "READY"
    ISSUED = "ISSUED"


class Kind(StrEnum):
    """Something that happened to an application."""

    STARTED = "started"
    SUBMITTED = "submitted"
    SUBMITTED_WITH_FEE = "submitted_with_fee"
    DISCARDED = "discarded"
    REMINDED = "reminded"
    LAPSED = "lapsed"
    FEE_PAID = "fee_paid"
    CHECKS_STARTED = "checks_started"
    CHECKS_DEFERRED = "checks_deferred"
    REVIEW_NEEDED = "review_needed"
    CONCLUSION_FILED = "conclusion_filed"
    TERM_NEAR = "term_near"
    TERM_PASSED = "term_passed"
    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"
    CORRECTED = "corrected"
    PROLONGED = "prolonged"
    CORRECTION_LAPSED = "correction_lapsed"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"
    PUBLISHED = "published"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_RETURNED = "appeal_returned"
    COURT_REOPENED = "court_reopened"


class Effect(StrEnum):
    """A queue that learns of an event."""

    VERIFY = "verify"
    ISSUE = "issue"
    NOTIFY = "notify"
