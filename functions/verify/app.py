"""From «Принято» to a decision by rule, to a wait, or to a reviewer; never to a refusal (C-13)."""

from datetime import UTC, datetime

from shared.adapters import registries
from shared.adapters.registries import Answer
from shared.cloud.queues import News
from shared.domain import lifecycle, numbers
from shared.domain.application import Actor, Application, Deferral
from shared.domain.calendar import local_day
from shared.domain.entries import together
from shared.domain.errors import Conflict
from shared.domain.events import Aggregate
from shared.domain.health import Part
from shared.domain.professions import CATEGORIES
from shared.domain.rating import waits
from shared.domain.registries import Check, Lane, Outcome, Registry, lane, next_attempt
from shared.domain.states import Kind, Status
from shared.domain.validity import examined
from shared.entry.worker import on_news
from shared.store import applications, clinics, files, health

_UNANSWERED = {Outcome.PENDING, Outcome.UNAVAILABLE}


def verify(news: News) -> str:
    """Take the next step of the check that the news calls for, unless it has been taken.

    Somebody may have touched the application without an event meanwhile: then the news comes again.
    """
    application = applications.get(news.id)
    if application.version != news.version:
        return "old news"
    now = datetime.now(UTC)
    try:
        match application.status:
            case Status.ACCEPTED if application.unpaid:
                return "waits for its fee"
            case Status.ACCEPTED | Status.PAID:
                return _commit(application, Kind.CHECKS_STARTED, now)
            case Status.IN_REVIEW:
                asked = _asked(application, now)
                outcome = _decide(asked, application, now)
                _note_waits(asked, application, now)
                return outcome
            case _:
                return "nothing to check"
    except Conflict:
        if applications.get(application.id).version == news.version:
            raise
        return "already done"


def _asked(application: Application, now: datetime) -> Application:
    """Ask the registries that have not answered yet, and note what they say."""
    open_questions = [check.registry for check in application.checks if check.outcome in _UNANSWERED]
    answers = registries.ask(application, open_questions, f"{application.id}-{application.version}")
    for registry, answer in answers.items():
        health.noted(now)(Part(registry), answer.outcome is not Outcome.UNAVAILABLE)
    checks = tuple(
        _noted(answers[check.registry], check.registry, now) if check.registry in answers else check
        for check in application.checks
    )
    medical = answers.get(Registry.MEDICAL)
    entries = together(application.entries, medical.entries if medical else ())
    return application.model_copy(update={"checks": checks, "entries": entries})


def _note_waits(asked: Application, before: Application, now: datetime) -> None:
    """Count how long clinics took with new results (cln-06); it is a statistic, so a crash may lose some."""
    for code, days in waits(entry for entry in asked.entries if entry not in before.entries):
        clinics.note_wait(code, days, now)


def _noted(answer: Answer, registry: Registry, now: datetime) -> Check:
    return Check(
        registry=registry,
        outcome=answer.outcome,
        fields=answer.fields,
        reference=answer.reference,
        checked_at=now,
    )


def _decide(asked: Application, before: Application, now: datetime) -> str:
    clean = not asked.second_look and not any(file.doubtful for file in files.of(asked.id) if file.accepted)
    known = {"checks": asked.checks, "entries": asked.entries}
    fit = examined(CATEGORIES[asked.category], asked.entries, local_day(now))
    match lane(asked.checks, sound=clean and fit):
        case Lane.AUTOMATIC:
            number = numbers.fresh()
            return _commit(before, Kind.APPROVED, now, **known, deferral=None, book_number=number)
        case Lane.DEFERRED if deferral := _deferral(before, now):
            return _commit(before, Kind.CHECKS_DEFERRED, now, **known, deferral=deferral)
        case _:
            differing = {check.outcome for check in asked.checks} & {Outcome.MISMATCH, Outcome.NOT_FOUND}
            kind = Kind.MISMATCH_FOUND if differing else Kind.REVIEW_NEEDED
            return _commit(before, kind, now, **known, deferral=None, reviewer_needed=True)


def _deferral(application: Application, now: datetime) -> Deferral | None:
    earlier = application.deferral
    attempts = earlier.attempts + 1 if earlier else 1
    first_at = earlier.first_at if earlier else now
    retry_at = next_attempt(attempts, first_at, now)
    return Deferral(attempts=attempts, first_at=first_at, retry_at=retry_at) if retry_at else None


def _commit(application: Application, kind: Kind, now: datetime, **changes: object) -> str:
    applications.commit(application, lifecycle.step(application, kind, now, Actor.SYSTEM, **changes))
    return kind


handler = on_news({Aggregate.APPLICATION: verify})
