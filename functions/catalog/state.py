"""Whether the parts of the service work, as the answers of the last ten minutes say (ntf-04)."""

from shared.domain.health import State
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import health


class Component(Model):
    """A part of the service, and how often it has answered in the last ten minutes, and how often not."""

    code: str
    title: str
    state: State
    well: int | None = None
    badly: int | None = None


class ServiceState(Model):
    """All parts, and when they were asked about."""

    items: tuple[Component, ...]
    checked_at: Moment


def now(caller: Caller) -> ServiceState:
    """Tell how each part has answered lately; the API answers just now, so it works."""
    own = Component(code="api", title=text("components", "api", caller.language), state=State.WORKS)
    outside = tuple(
        Component(
            code=part,
            title=text("components", part, caller.language),
            state=tally.state,
            **tally.model_dump(),
        )
        for part, tally in health.lately(caller.now).items()
    )
    return ServiceState(items=(own, *outside), checked_at=caller.now)
