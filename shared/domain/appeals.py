"""Accepting an appeal: in time, against the right refusal, with all that it needs (apl-03, apl-05)."""

from datetime import date, datetime

from shared.domain import lifecycle, numbers, terms
from shared.domain.appeal import Appeal, Channel
from shared.domain.application import Actor, Application
from shared.domain.calendar import local_day
from shared.domain.errors import Conflict, Flaw, Invalid
from shared.domain.lifecycle import Step
from shared.domain.states import Kind


def file(  # noqa: PLR0913 - an appeal has so many parts
    refused: Application,
    at: datetime,
    actor: Actor,
    *,
    refused_on: date,
    arguments: str,
    channel: Channel = Channel.PORTAL,
    sent_on: date | None = None,
    evidence: tuple[str, ...] = (),
    papers: tuple[str, ...] = (),
) -> Step:
    """Register an appeal against the last refusal; what was sent in time may arrive later."""
    lifecycle.following(refused, Kind.APPEALED)
    if refused.decided_at is None or refused_on != local_day(refused.decided_at):
        raise Invalid("BODY_INVALID", Flaw("/refused_on", "REFUSAL_DATE_WRONG"))
    sent = sent_on or local_day(at)
    if not refused_on <= sent <= local_day(at):
        raise Invalid("BODY_INVALID", Flaw("/sent_on", "SENDING_DATE_WRONG"))
    until = terms.appeal_until(refused)
    if until and sent > local_day(until):
        raise Conflict("APPEAL_LATE")
    appeal = Appeal(
        number=numbers.fresh(),
        channel=channel,
        sent_on=sent,
        filed_at=at,
        refused_on=refused_on,
        arguments=arguments,
        evidence=evidence,
        papers=papers,
    )
    changes = {"appeals": (*refused.appeals, appeal), "received_at": refused.received_at or at}
    return lifecycle.step(refused, Kind.APPEALED, at, actor, **changes)


def answered(appealed: Application, answer: str, at: datetime) -> tuple[Appeal, ...]:
    """Write an answer into the appeal that waits for it."""
    *earlier, last = appealed.appeals
    said = {"answer": answer, "answer_number": numbers.fresh(), "answered_at": at}
    return (*earlier, last.model_copy(update=said))
