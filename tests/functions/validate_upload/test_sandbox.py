"""Work within limits: whatever the child does, the parent goes on."""

import os
import signal
import threading
import time

import pytest

from functions.validate_upload import sandbox
from functions.validate_upload.sandbox import LimitExceeded
from shared.domain.documents import MIB


def sleep() -> None:
    time.sleep(60)


def spin() -> None:
    while True:
        pass


def hoard() -> int:
    return len(bytearray(400 * MIB))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise RuntimeError


def much() -> bytes:
    return b"x" * (20 * MIB)


@pytest.mark.parametrize("function", [sleep, spin])
def test_who_takes_too_long_is_ended(function: object) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitExceeded):
        sandbox.run(function, seconds=0.3, memory=MIB * 100)  # type: ignore[arg-type]
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("function", [hoard, crash, fail])
def test_who_takes_too_much_or_dies_is_noticed(function: object) -> None:
    with pytest.raises(LimitExceeded):
        sandbox.run(function, seconds=5, memory=MIB * 100)  # type: ignore[arg-type]


def test_a_large_answer_comes_through_and_beside_other_threads() -> None:
    waiting = threading.Thread(target=time.sleep, args=(0.5,))
    waiting.start()
    assert sandbox.run(much, seconds=5, memory=MIB * 200) == much()
    waiting.join()


def test_no_child_is_left_behind() -> None:
    sandbox.run(much, seconds=5, memory=MIB * 200)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
