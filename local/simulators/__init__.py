"""The outside world, over the HTTP contracts that production speaks, and the pages that steer it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.people import DemoPerson
from local.simulators.identity import Identity
from local.simulators.messages import Messages
from local.simulators.openid import Openid
from local.simulators.payments import Payments
from local.simulators.people import People
from local.simulators.registries import Registries
from local.simulators.router import Router
from local.simulators.timestamps import Timestamps


def application(
    state: Path, seed: Callable[[DemoPerson], None], run_deadlines: Callable[[str], Any]
) -> Router:
    """Build the simulators of one state folder; `seed` gives a new demo person an account."""
    router = Router()
    registries = Registries(state / "registries.json")
    registries.mount(router)
    Messages(state / "messages.jsonl").mount(router)
    Openid(state, registries).mount(router)
    Payments(state / "payments.json").mount(router)
    Identity(registries, state / "identity.json").mount(router)
    Timestamps(state / "timestamps").mount(router)
    People(registries, seed).mount(router)
    router.add("POST", "/dev/deadlines", lambda request: run_deadlines(str(request.json["now"])))
    return router
