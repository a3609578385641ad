"""Appeals: the officers' queue, the answer, and what a court has said (apl-04, apl-06…10)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from functions.review.cases import CaseView, DocumentLink, document_link
from shared.domain import appeals, lifecycle, numbers
from shared.domain.appeal import Channel, Ruling
from shared.domain.application import Actor, Application
from shared.domain.calendar import local_day
from shared.domain.decision import Decision, DecisionKind
from shared.domain.errors import Conflict, Flaw, Forbidden, Invalid, NotFound
from shared.domain.fields import ShortText
from shared.domain.model import Model
from shared.domain.personal import wrong
from shared.domain.professions import CATEGORIES
from shared.domain.registries import REUSABLE, asked_again
from shared.domain.states import AppealState, Kind
from shared.domain.validity import examined
from shared.entry.appeals import AppealView, Arguments
from shared.entry.caller import Caller
from shared.entry.paging import PageQuery
from shared.store import applications, decisions, files

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def _not_the_portal(channel: Channel) -> Channel:
    if channel is Channel.PORTAL:
        raise wrong("VALUE_UNKNOWN")
    return channel


class AppealOnPaper(Model):
    """An appeal that came by e-mail or by registered post, entered by an operator (apl-04)."""

    application_number: str
    channel: Annotated[Channel, AfterValidator(_not_the_portal)]
    sent_on: date
    refused_on: date
    arguments: Arguments
    papers: Annotated[tuple[_Line, ...], Field(min_length=1, max_length=50)]


class Outcome(StrEnum):
    """What an officer can do with an appeal."""

    UPHOLD = "uphold"
    DISMISS = "dismiss"
    RETURN = "return"


class Answer(Model):
    """An answer, and the words that go with it."""

    decision: Outcome
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class CourtRuling(Model):
    """A ruling that has come into force."""

    number: ShortText
    decided_on: date
    for_applicant: bool


class AppealList(Model):
    """A page of the officers' queue."""

    items: tuple[AppealView, ...]
    next_cursor: str | None


class AppealCase(Model):
    """An appeal beside the application that was refused."""

    appeal: AppealView
    case: CaseView


def register(caller: Caller, given: AppealOnPaper) -> AppealView:
    """Enter an appeal that came on paper; the day on which it was sent counts (apl-05)."""
    number = numbers.read(given.application_number)
    if number is None:
        raise Invalid("BODY_INVALID", Flaw("/application_number", "NUMBER_WRONG"))
    refused = applications.get(applications.with_number(number))
    known = {name: value for name, value in given if name != "application_number"}
    step = appeals.file(refused, caller.now, Actor.OPERATOR, **known)
    return AppealView.of(applications.commit(refused, step), caller.language)


def queue(caller: Caller, query: PageQuery) -> AppealList:
    """Show what waits for an answer, the nearest term first."""
    page = applications.to_answer(limit=query.limit, cursor=query.cursor)
    items = tuple(AppealView.of(application, caller.language) for application in page.items)
    return AppealList(items=items, next_cursor=page.next_cursor)


def case(caller: Caller, application_id: str) -> AppealCase:
    """Show an appeal with all that its answer needs."""
    return _shown(caller, _appealed(caller, application_id))


def document(caller: Caller, application_id: str, file_id: str) -> DocumentLink:
    """Sign a link to a document of an application that was appealed for."""
    _appealed(caller, application_id)
    return document_link(caller, application_id, file_id)


def answer(caller: Caller, application_id: str, given: Answer) -> AppealCase:
    """Answer an appeal; the officer is not the one who refused (act-09)."""
    before = _appealed(caller, application_id)
    kind, paper, changes = _CONSEQUENCES[given.decision](before, caller)
    said = appeals.answered(before, given.text, caller.now)
    step = lifecycle.step(before, kind, caller.now, Actor.APPEAL_OFFICER, appeals=said, **changes)
    decision = Decision.on_appeal(paper, step.application)
    return _shown(caller, applications.commit(before, step, decisions.record(decision)))


def rule(caller: Caller, application_id: str, given: CourtRuling) -> AppealCase:
    """Record what a court has decided; a ruling for the applicant opens the application again (apl-09)."""
    before = _appealed(caller, application_id)
    if given.decided_on > local_day(caller.now):
        raise Invalid("BODY_INVALID", Flaw("/decided_on", "DATE_IN_FUTURE"))
    kind = Kind.COURT_REOPENED if given.for_applicant else Kind.COURT_CONFIRMED
    ruling = Ruling(**dict(given), recorded_at=caller.now)
    again = _looked_at_again(before, caller) if given.for_applicant else {}
    step = lifecycle.step(before, kind, caller.now, Actor.COURT, ruling=ruling, **again)
    return _shown(caller, applications.commit(before, step))


def _appealed(caller: Caller, application_id: str) -> Application:
    application = applications.get(application_id)
    if application.appealing is AppealState.NONE:
        raise NotFound
    if application.holder == caller.account:
        raise Forbidden("OWN_APPLICATION")
    if application.decided_by == caller.account:
        raise Forbidden("OWN_REFUSAL")
    return application


def _upheld(before: Application, caller: Caller) -> tuple[Kind, DecisionKind, dict[str, Any]]:
    if not examined(CATEGORIES[before.category], before.entries, caller.today):
        raise Conflict("EXAMINATION_MISSING")
    return Kind.APPEAL_UPHELD, DecisionKind.APPEAL_UPHELD, {"book_number": numbers.fresh()}


def _returned(before: Application, caller: Caller) -> tuple[Kind, DecisionKind, dict[str, Any]]:
    return Kind.APPEAL_RETURNED, DecisionKind.APPEAL_RETURNED, _looked_at_again(before, caller)


def _dismissed(_before: Application, _caller: Caller) -> tuple[Kind, DecisionKind, dict[str, Any]]:
    return Kind.APPEAL_DISMISSED, DecisionKind.APPEAL_DISMISSED, {}


_CONSEQUENCES = {Outcome.UPHOLD: _upheld, Outcome.RETURN: _returned, Outcome.DISMISS: _dismissed}


def _looked_at_again(before: Application, caller: Caller) -> dict[str, Any]:
    """Send an application back to the checks, and from there to a person: rules have had their say."""
    checks = asked_again(before.checks, set(), caller.now - REUSABLE)
    return {"checks": checks, "second_look": True, "reviewer_needed": False}


def _shown(caller: Caller, application: Application) -> AppealCase:
    shown = CaseView.of(application, files.of(application.id), caller)
    return AppealCase(appeal=AppealView.of(application, caller.language), case=shown)
