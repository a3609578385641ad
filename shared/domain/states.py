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


class AppealState(StrEnum):
    """Where the objection to a refusal is (group apl)."""

    NONE = "NONE"
    FILED = "FILED"
    UPHELD = "UPHELD"
    RETURNED = "RETURNED"
    DISMISSED = "DISMISSED"
    DEEMED_DISMISSED = "DEEMED_DISMISSED"
    COURT_WON = "COURT_WON"
    COURT_LOST = "COURT_LOST"


class PaymentState(StrEnum):
    """Whether the fee of an application has been paid (group pay)."""

    NOT_REQUIRED = "NOT_REQUIRED"
    DUE = "DUE"
    PAID = "PAID"
    FAILED = "FAILED"
    REFUNDED = "REFUNDED"


class Kind(StrEnum):
    """Something that happened to an application."""

    STARTED = "started"
    SUBMITTED = "submitted"
    SUBMITTED_WITH_FEE = "submitted_with_fee"
    DISCARDED = "discarded"
    SNILS_AWAITED = "snils_awaited"
    SNILS_REMINDED = "snils_reminded"
    REMINDED = "reminded"
    LAPSED = "lapsed"
    FEE_PAID = "fee_paid"
    FEE_FAILED = "fee_failed"
    FEE_LAPSED = "fee_lapsed"
    FEE_REFUNDED = "fee_refunded"
    CHECKS_STARTED = "checks_started"
    CHECKS_DEFERRED = "checks_deferred"
    MISMATCH_FOUND = "mismatch_found"
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
    APPEALED = "appealed"
    APPEAL_TARGET_PASSED = "appeal_target_passed"
    APPEAL_TERM_NEAR = "appeal_term_near"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_RETURNED = "appeal_returned"
    APPEAL_DISMISSED = "appeal_dismissed"
    APPEAL_LAPSED = "appeal_lapsed"
    COURT_REOPENED = "court_reopened"
    COURT_CONFIRMED = "court_confirmed"


class Effect(StrEnum):
    """A queue that learns of an event; archives are made when somebody asks for one."""

    VERIFY = "verify"
    ISSUE = "issue"
    NOTIFY = "notify"
    ARCHIVE = "archive"
    REGISTER = "register"
    PAYMENT = "payment"
