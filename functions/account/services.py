"""Every service of the catalogue, and whether this account can use it now (aut-08)."""

from collections.abc import Iterator
from enum import StrEnum

from shared.domain.account import Profile
from shared.domain.model import Model
from shared.domain.search import SERVICES, Need, Service
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import accounts, insurance


class Availability(StrEnum):
    """What is missing, if anything."""

    AVAILABLE = "available"
    NEEDS_CONFIRMATION = "needs_confirmation"
    NEEDS_POLICY = "needs_policy"


class OwnService(Model):
    """A service as this account sees it."""

    code: str
    title: str
    kind: str
    sections: tuple[str, ...]
    availability: Availability
    availability_label: str


class OwnServices(Model):
    """All services."""

    items: tuple[OwnService, ...]


def listed(caller: Caller) -> OwnServices:
    """List every service with its availability for the caller."""
    return OwnServices(items=tuple(_shown(caller, accounts.get(caller.account))))


def _shown(caller: Caller, profile: Profile) -> Iterator[OwnService]:
    known = insurance.known(profile.account)
    insured = known is None or known.active(caller.today) is not None
    for service in SERVICES:
        availability = _availability(service, profile, insured=insured)
        yield OwnService(
            **service.model_dump(include={"code", "title", "kind", "sections"}),
            availability=availability,
            availability_label=text("availability", availability, caller.language),
        )


def _availability(service: Service, profile: Profile, *, insured: bool) -> Availability:
    """Name the first thing that is missing; a policy that was never asked about is looked up on opening."""
    if Need.CONFIRMATION in service.needs and not profile.trusted:
        return Availability.NEEDS_CONFIRMATION
    if Need.POLICY in service.needs and not insured:
        return Availability.NEEDS_POLICY
    return Availability.AVAILABLE
