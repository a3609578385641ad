"""An appeal against a refusal: what it says, how it came, and what was answered (group apl)."""

from datetime import date
from enum import StrEnum

from shared.domain.model import Model, Moment

MIN_ARGUMENTS, MAX_ARGUMENTS = 50, 10_000
MAX_EVIDENCE = 10


class Channel(StrEnum):
    """How an appeal came (apl-04); what did not come through the portal is entered by an operator."""

    PORTAL = "portal"
    EMAIL = "email"
    REGISTERED_POST = "registered_post"


class Appeal(Model):
    """One appeal; `evidence` names files of the application, `papers` lists what came on paper.

    `sent_on` is what counts for the applicant's term, `filed_at` for the term of the answer.
    """

    number: str
    channel: Channel
    sent_on: date
    filed_at: Moment
    refused_on: date
    arguments: str
    evidence: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    target_passed: bool = False
    term_near: bool = False
    answer: str | None = None
    answer_number: str | None = None
    answered_at: Moment | None = None


class Ruling(Model):
    """What a court has decided (apl-09)."""

    number: str
    decided_on: date
    for_applicant: bool
    recorded_at: Moment
