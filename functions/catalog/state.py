"""Whether the parts of the service work, as its own alarms say (ntf-04)."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.cloud import clients
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.entry.caller import Caller


class State(StrEnum):
    """What the alarms of a part say; without data nobody knows."""

    WORKS = "works"
    DISTURBED = "disturbed"
    UNKNOWN = "unknown"


class Component(Model):
    """A part of the service."""

    code: str
    title: str
    state: State


class ServiceState(Model):
    """All parts, and when they were asked about."""

    items: tuple[Component, ...]
    checked_at: Moment


_ALARMS = {
    "uploads": ("UploadsDeadLettersAlarm",),
    "checks": ("VerifyDeadLettersAlarm",),
    "issue": ("IssueDeadLettersAlarm",),
    "messages": ("NotifyDeadLettersAlarm",),
    "audit": ("AuditDeadLettersAlarm", "AuditLateAlarm"),
}
_MEANINGS = {"OK": State.WORKS, "ALARM": State.DISTURBED}


_FRESH = timedelta(seconds=30)
_heard: dict[str, State] = {}
_heard_at: list[datetime] = []


def now(caller: Caller) -> ServiceState:
    """Tell what the alarms say, or said half a minute ago; the API answers, so it works."""
    if not _heard_at or caller.now - _heard_at[-1] > _FRESH:
        _heard.update(_said())
        _heard_at[:] = [caller.now]
    said = _heard
    parts = {"api": State.WORKS, **{code: _worst(said, names) for code, names in _ALARMS.items()}}
    items = tuple(
        Component(code=code, title=text("components", code, caller.language), state=state)
        for code, state in parts.items()
    )
    return ServiceState(items=items, checked_at=_heard_at[-1])


def _said() -> dict[str, State]:
    pages = clients.cloudwatch().get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    return {alarm["AlarmName"]: _MEANINGS.get(alarm["StateValue"], State.UNKNOWN) for alarm in alarms}


def _worst(said: dict[str, State], names: tuple[str, ...]) -> State:
    """Put the alarms of a part together; CloudFormation adds to their names, so they are sought inside."""
    states = {state for name in names for full, state in said.items() if name in full}
    gravest = (State.DISTURBED, State.UNKNOWN, State.WORKS)
    return next((state for state in gravest if state in states), State.UNKNOWN)
