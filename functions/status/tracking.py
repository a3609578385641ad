"""Where an application is, and how it got there."""

from shared.domain.application import Actor, Event
from shared.domain.model import Model, Moment
from shared.domain.states import Kind, Result, Status
from shared.domain.texts import Language, text
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.entry.views import ApplicationView, DocumentView, flaws_of
from shared.store import accounts, applications, files


class ApplicationList(Model):
    """A page of applications."""

    items: tuple[ApplicationView, ...]
    next_cursor: str | None


class TimelineEntry(Model):
    """One event, in words."""

    at: Moment
    event: Kind
    status: Status
    status_label: str
    result_status: Result | None
    result_label: str | None
    actor: Actor
    text: str

    @classmethod
    def of(cls, event: Event, language: Language) -> "TimelineEntry":
        """Put an event into words."""
        shown = event.result is not Result.NONE
        return cls(
            at=event.at,
            event=event.kind,
            status=event.status,
            status_label=text("statuses", event.status, language),
            result_status=event.result if shown else None,
            result_label=text("results", event.result, language) if shown else None,
            actor=event.actor,
            text=text("events", event.kind, language),
        )


class Timeline(Model):
    """The history of an application, newest first."""

    items: tuple[TimelineEntry, ...]


def applications_of(caller: Caller, query: PageQuery) -> ApplicationList:
    """Show a page of the caller's applications."""
    page = applications.of(caller.account, limit=query.limit, cursor=query.cursor)
    profile = accounts.get(caller.account)
    shown = []
    for one in page.items:
        attached = files.of(one.id)
        flaws = flaws_of(one, attached, profile, caller.now.date())
        shown.append(ApplicationView.of(one, attached, flaws, caller.language, caller.now))
    return ApplicationList(items=tuple(shown), next_cursor=page.next_cursor)


def application(caller: Caller, application_id: str) -> ApplicationView:
    """Show one of the caller's applications."""
    found = applications.owned(application_id, caller.account)
    attached = files.of(application_id)
    flaws = flaws_of(found, attached, accounts.get(caller.account), caller.now.date())
    return ApplicationView.of(found, attached, flaws, caller.language, caller.now)


def timeline(caller: Caller, application_id: str) -> Timeline:
    """Tell what happened to one of the caller's applications."""
    applications.owned(application_id, caller.account)
    history = reversed(applications.history(application_id))
    return Timeline(items=tuple(TimelineEntry.of(event, caller.language) for event in history))


def document(caller: Caller, application_id: str, file_id: str) -> DocumentView:
    """Show one file of the caller's."""
    applications.owned(application_id, caller.account)
    return DocumentView.of(files.get(application_id, file_id), caller.language)
