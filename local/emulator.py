"""AWS in this process: ministack behind our own front, with state that survives a kill.

Ministack writes its state on a clean stop only, so a snapshot is taken every second in which
something has happened; `SNAPSHOT_SECONDS` sets another time where a kill may lose more, since a
snapshot takes a seventh of a second and longer, while nobody is answered.
"""

import asyncio
import os
import shutil
import signal
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from local.snapshots import Snapshots

HOST = "127.0.0.1"
REGION = "eu-central-1"
ACCOUNT = "000000000000"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

_SNAPSHOT_SECONDS = float(os.environ.get("SNAPSHOT_SECONDS", "1"))
_GRACE_SECONDS = 2.0

AsgiApp = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Emulator:
    """AWS on one loopback port, kept in one folder; construct it before anything imports ministack."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state
        self.address = f"http://{HOST}:{port}"
        self._port = port
        self.snapshots = Snapshots(state / "aws")
        self._changed = False
        self._ready = threading.Event()
        self._settled = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="emulator", daemon=True)
        self._front: AsgiApp | None = None

    def start(self, front: Callable[[AsgiApp], AsgiApp]) -> None:
        """Serve the emulator behind a front, and return when it answers."""
        self._prepare_environment()
        from ministack.app import app  # noqa: PLC0415 - it reads the environment at import

        _spare_the_processors()
        self.snapshots.restore()
        self._front = self._noticing(front(app))
        self._thread.start()
        self._ready.wait()
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """Let running requests end, end the functions, and write the last snapshot.

        Threads of the emulator may still wait for a function or for one another; nothing that
        they could do is needed any more, and they end with the process. Raises what the
        emulator has failed with meanwhile.
        """
        if self._loop and self._stopped and not self._settled.is_set():
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._settled.wait()
        _end_functions()
        shutil.rmtree(self.state / "tmp", ignore_errors=True)
        if self._failure:
            raise self._failure

    def _prepare_environment(self) -> None:
        shutil.rmtree(self.state / "tmp", ignore_errors=True)
        for folder in (self.snapshots.folder, self.state / "objects", self.state / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
        os.environ.update(
            CREDENTIALS,
            AUTH="true",
            AWS_DEFAULT_REGION=REGION,
            AWS_ENDPOINT_URL=self.address,
            BIND_HOST=HOST,
            GATEWAY_PORT=str(self._port),
            IOT_MTLS_ENABLED="0",
            LOG_LEVEL="ERROR",
            MINISTACK_HOST=HOST,
            MINISTACK_REGION=REGION,
            PERSIST_STATE="1",
            S3_DATA_DIR=str(self.state / "objects"),
            S3_PERSIST="1",
            SFTP_ENABLED="0",
            STATE_DIR=str(self.snapshots.folder),
            TMPDIR=str(self.state / "tmp"),
        )

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - told to the thread that waits
            self._failure = failure
            if self._ready.is_set() and not self._settled.is_set():
                os.kill(os.getpid(), signal.SIGTERM)
        finally:
            self._ready.set()
            self._settled.set()

    async def _serve(self) -> None:
        from hypercorn.asyncio import serve  # noqa: PLC0415 - only who serves pays for it
        from hypercorn.config import Config  # noqa: PLC0415
        from ministack.core import hypercorn_compat  # noqa: PLC0415

        hypercorn_compat.install()
        config = Config()
        config.bind = [f"{HOST}:{self._port}"]
        config.keep_alive_timeout = 75
        config.graceful_timeout = _GRACE_SECONDS
        config.loglevel = "ERROR"
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        snapshots = asyncio.create_task(self._take_snapshots())
        serving = asyncio.create_task(serve(self._front, config, shutdown_trigger=self._stopped.wait))
        await asyncio.wait({snapshots, serving}, return_when=asyncio.FIRST_COMPLETED)
        self._stopped.set()
        await asyncio.wait({serving}, timeout=2 * _GRACE_SECONDS)
        _end_functions()
        for ended in {snapshots, serving}:
            if ended.done():
                ended.result()
            ended.cancel()
        self.snapshots.take()
        self._settled.set()

    def _noticing(self, front: AsgiApp) -> AsgiApp:
        """Note that something happened; every change comes through a request."""

        async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "lifespan":
                try:
                    await front(scope, receive, send)
                finally:
                    self._changed = True
                return

            async def told(message: dict[str, Any]) -> None:
                await send(message)
                if message["type"] == "lifespan.startup.complete":
                    self._ready.set()

            await front(scope, receive, told)

        return app

    async def _take_snapshots(self) -> None:
        while True:
            await asyncio.sleep(_SNAPSHOT_SECONDS)
            if self._changed:
                self._changed = False
                self.snapshots.take()


def _spare_the_processors() -> None:
    """Hand a queue's messages to no more processes at once than there are processors to start them."""
    from ministack.services import lambda_svc  # noqa: PLC0415 - it reads the environment at import

    lambda_svc._ESM_SQS_DEFAULT_CONCURRENCY = os.cpu_count() or 1  # noqa: SLF001 - there is no public way


def _end_functions() -> None:
    """Kill the functions' processes: one in the middle of its work would wait for a server that is gone."""
    from ministack.core import lambda_runtime  # noqa: PLC0415 - it reads the environment at import

    lambda_runtime.reset()
