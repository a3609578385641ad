"""Faults on demand: how a simulated service of the outside world misbehaves."""

import asyncio
from typing import Any

from local.simulators.router import Refused

Fault = dict[str, Any]

NONE: Fault = {"mode": "none"}
_SLOW_SECONDS = 10.0


def chosen(fault: Fault, modes: tuple[str, ...]) -> Fault:
    """Check an order for a fault; raises `Refused`."""
    if fault.get("mode") not in modes:
        raise Refused(400, f"mode must be one of {', '.join(modes)}")
    if not isinstance(fault.get("seconds", 0), int | float):
        raise Refused(400, "seconds must be a number")
    return fault


async def suffer(fault: Fault) -> None:
    """Be down, be broken, or be slow, if so ordered."""
    match fault["mode"]:
        case "unavailable":
            raise Refused(503, "this service has been ordered to be unavailable")
        case "error":
            raise Refused(500, "<html>Internal Server Err", broken=True)
        case "slow":
            await asyncio.sleep(fault.get("seconds", _SLOW_SECONDS))
