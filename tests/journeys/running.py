"""The whole system in a process of its own, as `make run` starts it, and its AWS."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
import pytest

from local.deployment import STACK
from tests.conftest import ROOT

_PATIENCE_SECONDS = 90.0
_SERVING = "Ctrl-C"


class Running:
    """`python -m local run` over one state folder, with or without its demonstration.

    `quick` leaves out the snapshots: a kill would lose everything, and nobody waits for them.
    """

    def __init__(
        self, state: Path, port: int | None = None, *, demonstration: bool = True, quick: bool = False
    ) -> None:
        self.state = state
        self._seldom = {"SNAPSHOT_SECONDS": "3600"} if quick else {}
        self._options = [] if demonstration else ["--no-demonstration"]
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.elsewhere = {name: str(state.with_suffix(f".{name}")) for name in ("HOME", "TMPDIR")}
        self._log = state.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """Start it, and wait until it serves."""
        self.start()
        while _SERVING not in self.output:
            if self._process is None or self._process.poll() is not None or time.monotonic() > self._end:
                pytest.fail(f"the system did not come up:\n{self.output[-3000:]}")
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it as Ctrl-C does."""
        self.stop()

    def start(self) -> None:
        """Start it without waiting."""
        self._end = time.monotonic() + _PATIENCE_SECONDS
        surroundings = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        for folder in self.elsewhere.values():
            Path(folder).mkdir(exist_ok=True)
        mine = {"STATE": str(self.state), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        mine |= {"PYTHONFAULTHANDLER": "1", **self.elsewhere, **self._seldom}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local", "run", *self._options],
                cwd=ROOT,
                env=surroundings | mine,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> int | None:
        """Press Ctrl-C, and give the exit code; stopped already, nothing happens."""
        return self._end_by(signal.SIGINT)

    def kill(self) -> None:
        """`kill -9` the process; its functions notice that nobody speaks to them any more."""
        self._end_by(signal.SIGKILL)

    def wait(self) -> int:
        """Wait for an end of its own accord."""
        if self._process is None:
            pytest.fail("not started")
        return self._process.wait(_PATIENCE_SECONDS)

    def _end_by(self, number: signal.Signals) -> int | None:
        if self._process is None:
            return None
        self._process.send_signal(number)
        try:
            code = self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGABRT)
            self._process.wait(_PATIENCE_SECONDS)
            pytest.fail(f"the system did not end; its threads then:\n{self.output[-20_000:]}")
        self._process = None
        return code

    @property
    def output(self) -> str:
        """Everything it has printed since its last start."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def aws(self, service: str) -> Any:
        """Give a client of its AWS; answers are plain data."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service, endpoint_url=self.address)  # type: ignore[call-overload]
        return self._clients[service]

    def outputs(self) -> dict[str, str]:
        """Read the stack's outputs."""
        (stack,) = self.aws("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def resources(self) -> dict[str, str]:
        """Read the physical ids of the stack's resources by their logical ids."""
        pages = self.aws("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        found = (each for page in pages for each in page["StackResourceSummaries"])
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def processes(self) -> list[int]:
        """Find the functions' processes, which run from files in the state folder."""
        commands = Path("/proc").glob("[0-9]*/cmdline")
        return [int(each.parent.name) for each in commands if str(self.state).encode() in _read(each)]

    def waiting(self, queue: str) -> int:
        """Count the messages that wait on a queue, or are being worked on."""
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        url = self.resources()[queue]
        asked = self.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=counts)
        return sum(map(int, asked["Attributes"].values()))

    @contextmanager
    def paused(self, function: str) -> Iterator[None]:
        """Keep a function from hearing of anything; what comes for it waits."""
        aws, name = self.aws("lambda"), self.resources()[function]
        (mapping,) = aws.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        aws.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            aws.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
