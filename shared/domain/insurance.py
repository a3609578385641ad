"""OMS policies: which one counts, and what depends on it (group oms)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import ConfigDict

from shared.domain.entries import Day
from shared.domain.fields import Address, PolicyType
from shared.domain.model import Model, Moment
from shared.domain.payments import Method

TRUSTED = timedelta(minutes=5)


class PolicyStatus(StrEnum):
    """Whether a policy counts today."""

    ACTIVE = "active"
    EXPIRED = "expired"


class Policy(Model):
    """A policy as the insurance registry knows it; without an end it counts for ever (part E)."""

    model_config = ConfigDict(extra="ignore")

    number: str
    type: PolicyType
    insurer: str | None = None
    active_from: Day | None = None
    valid_until: Day | None = None

    def status(self, today: date) -> PolicyStatus:
        """Say whether it counts; on its last day it does (oms-06)."""
        ended = self.valid_until is not None and today > self.valid_until
        return PolicyStatus.EXPIRED if ended else PolicyStatus.ACTIVE


class Insurance(Model):
    """What is known of somebody's policies, and when the registry was asked last (oms-05)."""

    policies: tuple[Policy, ...] = ()
    checked_at: Moment

    def stale(self, now: datetime) -> bool:
        """Tell whether the registry has to be asked again."""
        return now - self.checked_at >= TRUSTED

    def active(self, today: date) -> Policy | None:
        """Find a policy that counts today."""
        return next(self._active(today), None)

    def _active(self, today: date) -> Iterator[Policy]:
        return (policy for policy in self.policies if policy.status(today) is PolicyStatus.ACTIVE)


class RequestState(StrEnum):
    """Where an application for a policy is."""

    CONFIRMING = "confirming"
    NOT_CONFIRMED = "not_confirmed"
    ISSUED = "issued"
    REFUSED = "refused"


class PolicyRequest(Model):
    """An application for a policy; `reference` is the payment provider's name for what confirms it."""

    id: str
    residence: Address
    insurer: str
    method: Method
    reference: str
    confirm_url: str
    begun_at: Moment
    state: RequestState = RequestState.CONFIRMING
    policy: Policy | None = None
    revision: int = 0
