"""Ways through the process, by which every row of its tables is taken once at least."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

from shared.domain import terms
from shared.domain.documents import DocumentKind
from shared.domain.states import Kind
from tests.builders import file
from tests.process.cast import DOCTOR, OFFICER, REVIEWER, WRONG, Applicant

Act = Callable[[Applicant], Any]

UNEXAMINED, UNKNOWN = "no_examination", "not_found:pension"
FREE, PAID = "catering", "culture"


@dataclass(frozen=True)
class Walk:
    """What everybody does after the start, and the history that comes of it."""

    acts: tuple[Act, ...]
    kinds: tuple[Kind, ...]
    story: str = "match"
    category: str = FREE

    @property
    def steps(self) -> tuple[Act, ...]:
        """All that everybody does."""
        return (lambda one: one.start(self.category), *self.acts)


def settled(one: Applicant) -> None:
    one.stage.settle()


def due(one: Applicant) -> None:
    """Let the next moment come at which time does something to the application."""
    moment = terms.next_deadline(one.now())
    assert moment, one.kinds()
    one.stage.strike(moment)


def mistaken(one: Applicant) -> None:
    """Send an application whose passport has a wrong number: a reviewer will be asked."""
    one.change(**WRONG)
    one.send()


def corrected(one: Applicant) -> None:
    one.change(passport=one.fields["passport"])
    one.send()


def doubtful(one: Applicant) -> None:
    """Add a paper that only people can judge."""
    one.attach(file(DocumentKind.OTHER_ID))


def down(one: Applicant) -> None:
    one.outside.fail("tax")


def up(one: Applicant) -> None:
    one.outside.fail()


def failing(one: Applicant) -> None:
    one.pay("fail")


def repeated(one: Applicant) -> None:
    """Send a refused application again, without its mistake."""
    one.resubmit()
    corrected(one)


def pointing(*pointers: str) -> Act:
    return lambda one: REVIEWER.return_(one, *pointers)


def answering(decision: str) -> Act:
    return lambda one: OFFICER.answer(one, decision)


def won(one: Applicant) -> None:
    OFFICER.rule(one, won=True)


def lost(one: Applicant) -> None:
    OFFICER.rule(one, won=False)


CONCLUSION = "/documents/medical_conclusion"
refuse, approve, return_ = REVIEWER.refuse, REVIEWER.approve, pointing("/fields/passport")
send, pay, withdraw, appeal = map(methodcaller, ("send", "pay", "withdraw", "appeal"))
discard, prolong, check = map(methodcaller, ("discard", "prolong", "check"))
conclude = DOCTOR.conclude
uphold, dismiss, send_back = (answering(decision) for decision in ("uphold", "dismiss", "return"))

STARTED, SENT = (Kind.STARTED,), (Kind.STARTED, Kind.SUBMITTED)
CHECKED = (*SENT, Kind.CHECKS_STARTED)
DUE = (Kind.STARTED, Kind.SUBMITTED_WITH_FEE)
HELD = (*CHECKED, Kind.MISMATCH_FOUND)
BOOK = (Kind.APPROVED, Kind.SEALED, Kind.PUBLISHED)
REFUSED = (*HELD, Kind.REFUSED)
APPEALED = (*REFUSED, Kind.APPEALED)
AGAIN = (Kind.MISMATCH_FOUND, Kind.REFUSED)
SILENCE = (Kind.APPEAL_TARGET_PASSED, Kind.APPEAL_TERM_NEAR, Kind.APPEAL_LAPSED)
in_review = (mistaken, settled)
on_appeal = (*in_review, refuse, settled, appeal, settled)
lapsing = (return_, settled, due)
LAPSING = (Kind.RETURNED, Kind.CORRECTION_LAPSED)

WALKS: dict[str, Walk] = {
    "a book": Walk((send, settled), (*CHECKED, *BOOK)),
    "a draft thrown away": Walk((discard,), (*STARTED, Kind.DISCARDED)),
    "a draft forgotten": Walk(
        (check, due, due, due),
        (*STARTED, Kind.SNILS_AWAITED, Kind.SNILS_REMINDED, Kind.REMINDED, Kind.LAPSED),
        story=UNKNOWN,
    ),
    "a fee paid at last": Walk(
        (send, failing, failing, pay, settled),
        (*DUE, Kind.FEE_FAILED, Kind.FEE_FAILED, Kind.FEE_PAID, Kind.CHECKS_STARTED, *BOOK),
        category=PAID,
    ),
    "a fee paid and returned": Walk(
        (send, pay, withdraw, settled),
        (*DUE, Kind.FEE_PAID, Kind.WITHDRAWN, Kind.FEE_REFUNDED),
        category=PAID,
    ),
    "a fee never paid": Walk((send, due), (*DUE, Kind.FEE_LAPSED), category=PAID),
    "a fee that failed": Walk((send, failing, due), (*DUE, Kind.FEE_FAILED, Kind.FEE_LAPSED), category=PAID),
    "withdrawn before the fee": Walk((send, withdraw), (*DUE, Kind.WITHDRAWN), category=PAID),
    "withdrawn after a failure": Walk(
        (send, failing, withdraw), (*DUE, Kind.FEE_FAILED, Kind.WITHDRAWN), category=PAID
    ),
    "withdrawn at once": Walk((send, withdraw, settled), (*SENT, Kind.WITHDRAWN)),
    "withdrawn from the review": Walk((*in_review, withdraw, settled), (*HELD, Kind.WITHDRAWN)),
    "withdrawn from the correction": Walk(
        (*in_review, return_, withdraw), (*HELD, Kind.RETURNED, Kind.WITHDRAWN)
    ),
    "a registry that is down": Walk((down, send, settled, up, due), (*CHECKED, Kind.CHECKS_DEFERRED, *BOOK)),
    "a late review": Walk(
        (doubtful, send, settled, due, approve, settled),
        (*CHECKED, Kind.REVIEW_NEEDED, Kind.TERM_PASSED, *BOOK),
    ),
    "a repeated application": Walk(
        (*in_review, refuse, settled, repeated, settled, due, due, approve, settled),
        (*CHECKED, Kind.REVIEW_NEEDED, Kind.TERM_NEAR, Kind.TERM_PASSED, *BOOK),
    ),
    "a conclusion filed": Walk(
        (send, settled, conclude, settled), (*HELD, Kind.CONCLUSION_FILED, *BOOK), story=UNEXAMINED
    ),
    "a correction": Walk(
        (*in_review, return_, prolong, corrected, settled),
        (*HELD, Kind.RETURNED, Kind.PROLONGED, Kind.CORRECTED, *BOOK),
    ),
    "a correction of two": Walk(
        (*in_review, pointing(CONCLUSION, "/fields/passport"), conclude, corrected, settled),
        (*HELD, Kind.RETURNED, Kind.CONCLUSION_FILED, Kind.CORRECTED, *BOOK),
        story=UNEXAMINED,
    ),
    "a correction by the clinic": Walk(
        (send, settled, pointing(CONCLUSION), conclude, settled),
        (*HELD, Kind.RETURNED, Kind.CORRECTED, *BOOK),
        story=UNEXAMINED,
    ),
    "a correction that never came": Walk((*in_review, *lapsing), (*HELD, *LAPSING)),
    "an appeal upheld": Walk(
        (*on_appeal, due, due, uphold, settled),
        (*APPEALED, *SILENCE[:2], Kind.APPEAL_UPHELD, *BOOK[1:]),
    ),
    "refused again after an appeal": Walk(
        (*on_appeal, send_back, settled, refuse, settled), (*APPEALED, Kind.APPEAL_RETURNED, *AGAIN)
    ),
    "uncorrected after an appeal": Walk(
        (*on_appeal, send_back, settled, *lapsing),
        (*APPEALED, Kind.APPEAL_RETURNED, Kind.MISMATCH_FOUND, *LAPSING),
    ),
    "refused again after a court": Walk(
        (*on_appeal, dismiss, won, settled, refuse, settled),
        (*APPEALED, Kind.APPEAL_DISMISSED, Kind.COURT_REOPENED, *AGAIN),
    ),
    "uncorrected after a court": Walk(
        (*on_appeal, due, due, due, won, settled, *lapsing),
        (*APPEALED, *SILENCE, Kind.COURT_REOPENED, Kind.MISMATCH_FOUND, *LAPSING),
    ),
    "lost in court": Walk(
        (*on_appeal, dismiss, lost), (*APPEALED, Kind.APPEAL_DISMISSED, Kind.COURT_CONFIRMED)
    ),
    "lost in court after silence": Walk(
        (*on_appeal, due, due, due, lost), (*APPEALED, *SILENCE, Kind.COURT_CONFIRMED)
    ),
}
