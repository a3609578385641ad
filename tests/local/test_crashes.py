"""A crash on demand: the right process dies, at the right call, and nobody else is touched."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from local.crashes import Crashes
from local.simulators.router import Router
from tests.local.asgi import call

CALLING = """
import socket, sys
held = socket.socket()
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
held.bind(('127.0.0.1', {own}))
held.connect(('127.0.0.1', {port}))
sys.stdin.read()
"""


class Caller:
    """A process that calls itself a function and holds a connection open."""

    def __init__(self, server: socket.socket, function: str, own: int = 0) -> None:
        self.server = server.getsockname()
        code = CALLING.format(port=self.server[1], own=own)
        environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": function}
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", code], env=environment, stdin=subprocess.PIPE
        )
        self._connection, (_, self.port) = server.accept()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._connection.close()


@pytest.fixture
def callers() -> Iterator[list[Caller]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        both = [Caller(server, "issue"), Caller(server, "notify")]
        yield both
        for caller in both:
            caller.end()


@pytest.fixture
def crashes() -> Crashes:
    return Crashes()


def arm(crashes: Crashes, **calls: list[int]) -> Any:
    router = Router()
    crashes.mount(router)
    return call(router, "PUT", "/dev/crashes", calls).body


def ask(crashes: Crashes, caller: Caller) -> tuple[bool, bool]:
    """Say whether the request had its effect, and whether it was answered."""
    happened: list[bool] = []
    sent: list[Any] = []

    async def app(_: Any, __: Any, send: Any) -> None:
        happened.append(True)
        await send({"type": "http.response.start"})

    async def hear(message: Any) -> None:
        sent.append(message)

    scope = {"client": ("127.0.0.1", caller.port), "server": caller.server}
    asyncio.run(crashes.pass_on(app, scope, None, hear))
    return bool(happened), bool(sent)


def killed(caller: Caller) -> bool:
    return caller.process.wait(10) == -signal.SIGKILL


def test_unless_a_crash_is_to_come_everybody_is_answered(crashes: Crashes, callers: list[Caller]) -> None:
    assert [ask(crashes, caller) for caller in callers] == [(True, True), (True, True)]


def test_a_crash_before_the_first_call_leaves_the_call_undone(
    crashes: Crashes, callers: list[Caller]
) -> None:
    arm(crashes, issue=[0])
    assert ask(crashes, callers[0]) == (False, False)
    assert killed(callers[0])


def test_a_crash_at_a_call_comes_after_its_effect_and_before_its_answer(
    crashes: Crashes, callers: list[Caller]
) -> None:
    arm(crashes, issue=[2])
    assert ask(crashes, callers[0]) == (True, True)
    assert callers[0].process.poll() is None
    assert ask(crashes, callers[0]) == (True, False)
    assert killed(callers[0])


def test_another_function_neither_dies_nor_counts(crashes: Crashes, callers: list[Caller]) -> None:
    arm(crashes, issue=[1])
    assert ask(crashes, callers[1]) == (True, True)
    assert callers[1].process.poll() is None
    assert ask(crashes, callers[0]) == (True, False)


def test_a_function_crashes_as_often_as_ordered_and_counts_anew_after_each(
    crashes: Crashes, callers: list[Caller]
) -> None:
    assert arm(crashes, issue=[1], notify=[1, 2]) == {"issue": [1], "notify": [1, 2]}
    assert [ask(crashes, caller) for caller in callers] == [(True, False)] * 2
    router = Router()
    crashes.mount(router)
    assert call(router, "GET", "/dev/crashes").body == {"notify": [2]}


def test_a_caller_is_known_among_others_that_call_elsewhere_from_the_same_port(
    crashes: Crashes, callers: list[Caller]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(10)
        other = Caller(elsewhere, "relay", callers[0].port)
        arm(crashes, issue=[1], relay=[1])
        assert [ask(crashes, caller) for caller in (callers[0], other)] == [(True, False)] * 2
        assert killed(callers[0])
        assert killed(other)
        other.end()
