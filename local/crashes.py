"""Crashes on demand: a function's process is killed (`kill -9`) at a chosen one of its outside calls.

Every call of a function comes through the front, which can tell from the connection whose
process is calling. So a test can cut a function off at each step in turn: after the call has
taken effect, and before the function learns of it.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.emulator import AsgiApp
from local.simulators.router import Request, Router

_NAME = b"AWS_LAMBDA_FUNCTION_NAME="
_LOOKS = 5


class Crashes:
    """For each function the crashes that are to come, one after another."""

    def __init__(self) -> None:
        self._calls_left: dict[str, list[int]] = {}

    def mount(self, router: Router) -> None:
        """Add the page of the crashes to come: ``{function: [call, …], …}``.

        Call 0 is before the first one; after a crash calls are counted anew.
        """
        router.add("PUT", "/dev/crashes", self._arm)
        router.add("GET", "/dev/crashes", lambda _: self._calls_left)

    def _arm(self, request: Request) -> dict[str, list[int]]:
        self._calls_left = {function: list(calls) for function, calls in request.json.items()}
        return self._calls_left

    async def pass_on(self, app: AsgiApp, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve a request; if it is the chosen one, its caller does not live to see the answer."""
        caller = self._caller(scope) if self._calls_left else None
        if caller is None:
            await app(scope, receive, send)
            return
        function, process = caller
        calls = self._calls_left[function]
        calls[0] -= 1
        if calls[0] > 0:
            await app(scope, receive, send)
            return
        left = calls.pop(0)
        if not calls:
            del self._calls_left[function]
        if left == 0:
            await app(scope, receive, _nobody_listens)
        os.kill(process, signal.SIGKILL)

    def _caller(self, scope: dict[str, Any]) -> tuple[str, int] | None:
        """Find the armed function, and its process, at the other end of a request's connection."""
        ends = scope["client"][1], scope["server"][1]
        inode = next(filter(None, (_socket_between(*ends) for _ in range(_LOOKS))), None)
        named = ((_function_of(process), process) for process in _processes())
        armed = ((function, process) for function, process in named if function in self._calls_left)
        return next((each for each in armed if inode in _sockets(each[1])), None)


async def _nobody_listens(_: Any) -> None:
    pass


def _socket_between(local: int, remote: int) -> str | None:
    """Find the inode of the socket that connects two ports (proc(5), net/tcp: a read may miss a line).

    One port does not tell a socket: the kernel gives it to as many connections as have other ends.
    """
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        columns = line.split()
        if [int(end.split(":")[1], 16) for end in columns[1:3]] == [local, remote]:
            return columns[9]
    return None


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _function_of(process: int) -> str:
    try:
        variables = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return ""
    return next((each.removeprefix(_NAME).decode() for each in variables if each.startswith(_NAME)), "")


def _sockets(process: int) -> set[str]:
    try:
        targets = [str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir()]
    except OSError:
        return set()
    return {
        target.removeprefix("socket:[").removesuffix("]")
        for target in targets
        if target.startswith("socket:")
    }
