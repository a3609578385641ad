"""A decision on paper: numbered, signed, and kept for ever (apl-01)."""

from enum import StrEnum
from typing import Self

from shared.domain.application import Application
from shared.domain.model import Model, Moment
from shared.domain.professions import CATEGORIES
from shared.domain.reasons import Reason


class DecisionKind(StrEnum):
    """What was decided."""

    REFUSAL = "refusal"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_RETURNED = "appeal_returned"
    APPEAL_DISMISSED = "appeal_dismissed"


class Decision(Model):
    """What a signed decision says; it is stored with the decision itself, before anything is signed."""

    number: str
    kind: DecisionKind
    holder: str
    application_id: str
    application_number: str
    applicant: str
    category: str
    occupation: str | None = None
    submitted_at: Moment
    decided_at: Moment
    reasons: tuple[Reason, ...] = ()
    appeal_number: str | None = None
    answer: str | None = None

    @classmethod
    def refusal(cls, refused: Application) -> Self:
        """Put a refusal down."""
        return cls._about(
            refused,
            kind=DecisionKind.REFUSAL,
            number=refused.decision_number,
            decided_at=refused.decided_at,
            reasons=refused.reasons,
        )

    @classmethod
    def on_appeal(cls, kind: DecisionKind, answered: Application) -> Self:
        """Put the answer to an appeal down."""
        appeal = answered.appeals[-1]
        return cls._about(
            answered,
            kind=kind,
            number=appeal.answer_number,
            decided_at=appeal.answered_at,
            appeal_number=appeal.number,
            answer=appeal.answer,
        )

    @classmethod
    def _about(cls, application: Application, **said: object) -> Self:
        return cls.model_validate(
            {
                "holder": application.holder,
                "application_id": application.id,
                "application_number": application.number,
                "applicant": application.fields.full_name,
                "category": CATEGORIES[application.category].title,
                "occupation": application.occupation,
                "submitted_at": application.submitted_at,
                **said,
            }
        )
