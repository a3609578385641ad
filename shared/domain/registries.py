"""What the state registries answer, and what follows from it (group val)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.model import Model, Moment

RETRY_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
RETRY_LIMIT = timedelta(hours=72)
REUSABLE = timedelta(days=30)


class Registry(StrEnum):
    """A registry, named by its function rather than by its owner (C-22)."""

    IDENTITY = "identity"
    PENSION = "pension"
    TAX = "tax"
    OMS = "oms"
    MEDICAL = "medical"


_PERSON = frozenset({"surname", "name", "patronymic", "birth_date"})
ASKED: dict[Registry, frozenset[str]] = {
    Registry.IDENTITY: _PERSON | {"passport"},
    Registry.PENSION: _PERSON | {"snils"},
    Registry.TAX: _PERSON | {"inn", "passport"},
    Registry.OMS: _PERSON | {"oms_policy", "snils", "inn"},
    Registry.MEDICAL: _PERSON | {"snils"},
}


class Outcome(StrEnum):
    """A registry's answer."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    PENDING = "pending"


class Check(Model):
    """One registry's answer about one application; `fields` are named, never quoted."""

    registry: Registry
    outcome: Outcome = Outcome.PENDING
    fields: tuple[str, ...] = ()
    checked_at: Moment | None = None
    reference: str | None = None


def asked_again(checks: Iterable[Check], changed: Collection[str], since: datetime) -> tuple[Check, ...]:
    """Keep the answers that were green since a moment and are not about changed fields (rej-15)."""
    return tuple(
        check
        if check.outcome is Outcome.MATCH
        and check.checked_at
        and check.checked_at >= since
        and not ASKED[check.registry] & set(changed)
        else Check(registry=check.registry)
        for check in checks
    )


class Lane(StrEnum):
    """Where an application goes once the registries have been asked (C-13)."""

    AUTOMATIC = "automatic"
    REVIEWER = "reviewer"
    DEFERRED = "deferred"


def lane(checks: Iterable[Check], *, sound: bool) -> Lane:
    """Choose the lane: never a refusal, and a human wherever there is doubt (val-16, val-18).

    `sound` says that every file is clean and the examination is filed.
    """
    outcomes = {check.outcome for check in checks}
    if outcomes & {Outcome.UNAVAILABLE, Outcome.PENDING}:
        return Lane.DEFERRED
    return Lane.AUTOMATIC if outcomes == {Outcome.MATCH} and sound else Lane.REVIEWER


def next_attempt(attempts: int, first_at: datetime, now: datetime) -> datetime | None:
    """Say when to ask again after this many failed attempts; None when 72 hours have passed."""
    pause = RETRY_PAUSES[min(attempts, len(RETRY_PAUSES)) - 1]
    return now + pause if now + pause <= first_at + RETRY_LIMIT else None
