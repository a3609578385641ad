"""Where an application is, and how it got there."""

from shared.domain import numbers
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.entry.timeline import Timeline
from shared.entry.views import ApplicationView, DocumentView, flaws_of
from shared.store import accounts, applications, decisions, files


class ApplicationList(Model):
    """A page of applications."""

    items: tuple[ApplicationView, ...]
    next_cursor: str | None


def applications_of(caller: Caller, query: PageQuery) -> ApplicationList:
    """Show a page of the caller's applications."""
    page = applications.of(caller.account, limit=query.limit, cursor=query.cursor)
    profile = accounts.get(caller.account)
    shown = []
    for one in page.items:
        attached = files.of(one.id)
        flaws = flaws_of(one, attached, profile, caller.today)
        shown.append(ApplicationView.of(one, attached, flaws, caller.language, caller.now))
    return ApplicationList(items=tuple(shown), next_cursor=page.next_cursor)


def application(caller: Caller, application_id: str) -> ApplicationView:
    """Show one of the caller's applications."""
    found = applications.owned(application_id, caller.account)
    attached = files.of(application_id)
    flaws = flaws_of(found, attached, accounts.get(caller.account), caller.today)
    return ApplicationView.of(found, attached, flaws, caller.language, caller.now)


def timeline(caller: Caller, application_id: str) -> Timeline:
    """Tell what happened to one of the caller's applications."""
    applications.owned(application_id, caller.account)
    history, decided = applications.history(application_id), decisions.of(application_id)
    return Timeline.of(history, decided, caller.language, medical=True)


def numbered_timeline(caller: Caller, number: str) -> Timeline:
    """Tell what happened to the caller's application of this number."""
    application_id = applications.with_number(numbers.read(number) or number)
    caller.about(application_id=application_id)
    return timeline(caller, application_id)


def document(caller: Caller, application_id: str, file_id: str) -> DocumentView:
    """Show one file of the caller's."""
    applications.owned(application_id, caller.account)
    return DocumentView.of(files.get(application_id, file_id), caller.language)
