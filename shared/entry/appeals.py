"""Appeals as clients see them, applicants as well as staff."""

from datetime import date
from typing import Annotated, Self

from pydantic import StringConstraints

from shared.domain import calendar, terms
from shared.domain.appeal import MAX_ARGUMENTS, MIN_ARGUMENTS, Channel
from shared.domain.application import Application
from shared.domain.archive import TO_COURT
from shared.domain.model import Model, Moment
from shared.domain.states import AppealState
from shared.domain.texts import Language, text

Arguments = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=MIN_ARGUMENTS, max_length=MAX_ARGUMENTS)
]


class AppealView(Model):
    """An appeal, and by when it is answered; `evidence` are files, `papers` what came on paper (apl-06)."""

    id: str
    number: str
    application_number: str | None
    decision_number: str | None
    status: AppealState
    status_label: str
    channel: Channel
    sent_on: date
    filed_at: Moment
    refused_on: date
    arguments: str
    evidence: tuple[str, ...]
    papers: tuple[str, ...]
    target_by: Moment
    due_by: Moment
    answer: str | None
    answer_number: str | None
    answered_at: Moment | None
    court_open: bool

    @classmethod
    def of(cls, application: Application, language: Language) -> Self:
        """Show the appeal against an application's last refusal."""
        appeal, state = application.appeals[-1], application.appealing
        return cls(
            id=application.id,
            application_number=application.number,
            decision_number=application.decision_number,
            status=state,
            status_label=text("appeals", state, language),
            target_by=calendar.last_moment(terms.answer_day(appeal, terms.APPEAL_TARGET_DAYS)),
            due_by=calendar.last_moment(terms.answer_day(appeal, terms.APPEAL_LIMIT_DAYS)),
            court_open=state in TO_COURT,
            **{name: getattr(appeal, name) for name in _COPIED},
        )


_COPIED = (
    *("number", "channel", "sent_on", "filed_at", "refused_on", "arguments", "evidence", "papers"),
    *("answer", "answer_number", "answered_at"),
)
