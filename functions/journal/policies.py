"""Policies as the registry knows them, asked about at most every five minutes (oms-02, oms-05)."""

import secrets
from datetime import date
from typing import Self

from pydantic import model_validator

from shared.adapters import insurance as registry
from shared.adapters.http import Unavailable
from shared.domain import personal
from shared.domain.account import Level, Profile
from shared.domain.errors import Busy, Flaw, Forbidden, Invalid
from shared.domain.fields import PolicyType, ShortText
from shared.domain.health import Part
from shared.domain.insurance import Insurance, Policy, PolicyStatus
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.store import accounts, health
from shared.store import insurance as store

RETRY_SECONDS = 30


class NewPolicy(Model):
    """A policy by its number; that of an old one has no check digit (oms-10)."""

    type: PolicyType
    number: ShortText

    @model_validator(mode="before")
    @classmethod
    def _checked(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("type") in {*PolicyType} - {PolicyType.OLD}:
            return {**given, "number": personal.unified_policy(str(given.get("number")))}
        return given


class PolicyView(Model):
    """A policy, and whether it counts today."""

    number: str
    type: PolicyType
    insurer: str | None
    active_from: date | None
    valid_until: date | None
    status: PolicyStatus

    @classmethod
    def of(cls, policy: Policy, caller: Caller) -> Self:
        """Show a policy."""
        return cls(**dict(policy), status=policy.status(caller.today))


class PolicyList(Model):
    """All that the registry knows."""

    items: tuple[PolicyView, ...]


def own(caller: Caller) -> PolicyList:
    """Show the caller's policies."""
    known = current(caller, confirmed(caller))
    return PolicyList(items=tuple(PolicyView.of(policy, caller) for policy in known.policies))


def bind(caller: Caller, given: NewPolicy) -> PolicyView:
    """Ask the registry anew, and find the policy among its answers."""
    asked = _asked(caller, confirmed(caller))
    for policy in asked.policies:
        if (policy.type, policy.number) == (given.type, given.number):
            return PolicyView.of(policy, caller)
    raise Invalid("POLICY_NOT_FOUND", Flaw("/number", "POLICY_NOT_FOUND"))


def confirmed(caller: Caller) -> Profile:
    """Let only those see medical data who have shown who they are (sec-11)."""
    profile = accounts.get(caller.account)
    if profile.level is not Level.CONFIRMED:
        raise Forbidden("ACCOUNT_NOT_CONFIRMED")
    return profile


def current(caller: Caller, profile: Profile) -> Insurance:
    """Give what the registry says, or said less than five minutes ago."""
    known = store.known(caller.account)
    return _asked(caller, profile) if known is None or known.stale(caller.now) else known


def _asked(caller: Caller, profile: Profile) -> Insurance:
    report = health.noted(caller.now)
    try:
        insurance = registry.look_up(profile, secrets.token_hex(16), caller.now)
    except Unavailable:
        report(Part.OMS, False)
        raise Busy("REGISTRY_UNAVAILABLE", retry_after=RETRY_SECONDS) from None
    report(Part.OMS, True)
    store.keep(caller.account, insurance)
    return insurance
