"""The ticket that an application offers at one click (sts-13, rej-13)."""

from shared.domain.application import Application
from shared.domain.states import AppealState, Status
from shared.domain.ticket import Subject


def offered(application: Application) -> Subject | None:
    """Say what there is to ask: why the review is late, or why it ended in a second refusal."""
    if application.overdue and application.status is Status.IN_REVIEW:
        return Subject.OVERDUE_REVIEW
    return Subject.REFUSAL_DETAILS if _refused_again(application) else None


def _refused_again(application: Application) -> bool:
    """Tell whether the refusal that stands is not the first; of the appeals only the last may be about it."""
    first = application.appeals if application.appealing is AppealState.NONE else application.appeals[:-1]
    return application.status is Status.REJECTED and (application.repeated or bool(first))
