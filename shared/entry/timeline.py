"""The history of an application as people read it: status, time, actor, reason (sts-10)."""

from collections.abc import Iterator
from typing import Self

from shared.domain.application import Actor, Event
from shared.domain.decision import Decision, DecisionKind
from shared.domain.model import Model, Moment
from shared.domain.reasons import REASONS, Group, ReasonCode
from shared.domain.states import Kind, Result, Status
from shared.domain.texts import Language, text

_REFUSALS = (Kind.REFUSED, Kind.CORRECTION_LAPSED)


class TimelineEntry(Model):
    """One event, in words; a refusal comes with its reasons, as the catalogue names them."""

    at: Moment
    event: Kind
    status: Status
    status_label: str
    result_status: Result | None
    result_label: str | None
    actor: Actor
    text: str
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, event: Event, reasons: tuple[str, ...], language: Language) -> Self:
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
            reasons=reasons,
        )


class Timeline(Model):
    """The history of an application, newest first."""

    items: tuple[TimelineEntry, ...]

    @classmethod
    def of(
        cls, history: list[Event], decisions: list[Decision], language: Language, *, medical: bool
    ) -> Self:
        """Put a history, and the refusals in it, into words; `medical` lets medical reasons be named."""
        items = [
            TimelineEntry.of(event, tuple(_reasons(event, decisions, language, medical=medical)), language)
            for event in reversed(history)
        ]
        return cls(items=tuple(items))


def _reasons(event: Event, decisions: list[Decision], language: Language, *, medical: bool) -> Iterator[str]:
    """Find the reasons of a refusal: its decision was put down at the moment of the event."""
    if event.kind not in _REFUSALS:
        return
    for decision in decisions:
        if decision.kind is DecisionKind.REFUSAL and decision.decided_at == event.at:
            yield from (_named(reason.code, language, medical=medical) for reason in decision.reasons)


def _named(code: ReasonCode, language: Language, *, medical: bool) -> str:
    hidden = REASONS[code].group is Group.MEDICAL and not medical
    return text("timeline", "medical_reason", language) if hidden else text("reasons", code, language)
