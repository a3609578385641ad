"""The applicant's decisions and appeals (apl-01, apl-06)."""

from shared.domain.errors import Conflict, NotFound
from shared.domain.links import FileLink
from shared.domain.model import Model
from shared.entry.appeals import AppealView
from shared.entry.caller import Caller
from shared.store import applications, decisions, objects

_SIGNING_SECONDS = 2


class AppealHistory(Model):
    """The appeal against the last refusal, if there is one."""

    items: tuple[AppealView, ...]


def newest(caller: Caller, application_id: str) -> FileLink:
    """Sign a link to the last refusal."""
    number = applications.owned(application_id, caller.account).decision_number
    if number is None:
        raise NotFound
    return numbered(caller, application_id, number)


def numbered(caller: Caller, application_id: str, number: str) -> FileLink:
    """Sign a link to a decision, and note that the applicant has received it."""
    application = applications.owned(application_id, caller.account)
    document = decisions.document_of(application_id, number)
    if document is None:
        raise Conflict("DECISION_NOT_READY", retry_after=_SIGNING_SECONDS)
    if number == application.decision_number:
        applications.note_receipt(application_id, caller.now)
    return objects.link_to(document, f"Решение {number}.pdf", caller.now)


def appeals_of(caller: Caller, application_id: str) -> AppealHistory:
    """Show where the appeal is."""
    application = applications.owned(application_id, caller.account)
    return AppealHistory(items=(AppealView.of(application, caller.language),) if application.appeals else ())
