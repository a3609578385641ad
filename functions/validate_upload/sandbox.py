"""Work on hostile bytes in a forked child with limits on time and memory.

A fork has all modules loaded, so it costs milliseconds; a pipe carries the result, since
Lambda has no shared memory.
"""

import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_CHUNK = 1 << 20
_PAGE = resource.getpagesize()


class LimitExceeded(Exception):
    """The child took too long, too much memory, or died."""


def run(function: Callable[..., T], *args: object, seconds: float, memory: int) -> T:
    """Call a function in a child that gets `seconds` of time and `memory` bytes beyond what is mapped.

    The result must be picklable. Raises `LimitExceeded`; an exception of the function counts
    as one, since it met something that it was not made for.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work(writer, function, args, seconds, memory)
    os.close(writer)
    try:
        answer = _read(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not answer:
        raise LimitExceeded(function.__name__)
    result: T = pickle.loads(answer)  # noqa: S301 - our own child wrote it
    return result


def _work(
    writer: int, function: Callable[..., T], args: tuple[object, ...], seconds: float, memory: int
) -> None:
    """Run in the child, and leave without the parent's clean-up; no answer means failure."""
    try:
        mapped = int(_statm().split()[0]) * _PAGE
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        answer = memoryview(pickle.dumps(function(*args)))
        while answer:
            answer = answer[os.write(writer, answer) :]
    finally:
        os._exit(0)


def _statm() -> str:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed in a fork
        return file.read()


def _read(reader: int, deadline: float) -> bytes:
    answer = bytearray()
    while (left := deadline - time.monotonic()) > 0 and select.select([reader], [], [], left)[0]:
        chunk = os.read(reader, _CHUNK)
        if not chunk:
            return bytes(answer)
        answer += chunk
    return b""
