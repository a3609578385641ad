"""Ministack's state on disk, whole at any moment: what a kill loses is at most what came after.

A snapshot is written into a folder of its own, then a link is turned over to it. Code and
keys, which never change, lie beside the snapshots. The stream of the table, which ministack
keeps in memory only, is saved with the rest.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

_STREAM = "emk_stream"
_ORDER = ("lambda", "sqs", "dynamodb", _STREAM, "s3")


class Snapshots:
    """Numbered snapshots in a folder, and the link to the newest whole one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._current = self.folder / "current"

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return self._current.exists()

    def restore(self) -> None:
        """Point ministack, which has been imported but not started, at the newest snapshot."""
        from ministack.core import persistence  # noqa: PLC0415 - it reads the environment at import
        from ministack.services import dynamodb, lambda_svc  # noqa: F401, PLC0415 - settles where code is

        former = self._former()
        for left in set(self.folder.glob("[0-9]*")) - {former}:
            shutil.rmtree(left)
        persistence.STATE_DIR = str(former)
        stream = persistence.load_state(_STREAM) or {"records": {}, "trimmed": {}}
        dynamodb._stream_records.update(stream["records"])  # noqa: SLF001 - there is no public way
        dynamodb._stream_trimmed.update(stream["trimmed"])  # noqa: SLF001

    def take(self) -> None:
        """Write all state beside the former snapshot, then turn the link over (atomic on POSIX)."""
        from ministack.core import persistence  # noqa: PLC0415

        former = self._former()
        folder = self.folder / str(int(former.name) + 1)
        folder.mkdir(exist_ok=True)
        persistence.STATE_DIR = str(folder)
        for name, state_of in _services().items():
            if text := _written(name, state_of):
                (folder / f"{name}.json").write_text(text, encoding="utf-8")
        link = self.folder / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(folder.name)
        link.replace(self._current)
        shutil.rmtree(former, ignore_errors=True)

    def _former(self) -> Path:
        """Find the newest whole snapshot, or the place where the first one would have been."""
        return self._current.resolve() if self.any else self.folder / "0"


def _written(service: str, state_of: Callable[[], Any]) -> str | None:
    """Write what a service knows as ministack reads it back; ministack's own writer takes ten times as long.

    Its threads go on changing it: what changed under our eyes is looked at again.
    """
    from ministack.core import persistence  # noqa: PLC0415

    version = persistence._state_format_version(service)  # noqa: SLF001 - there is no public way
    try:
        state = state_of()
        known = {"__ministack_format__": version, "payload": state}
        return None if state is None else json.dumps(known, default=persistence._json_default)  # noqa: SLF001
    except RuntimeError:
        return _written(service, state_of)


def _services() -> dict[str, Any]:
    """Say how each service tells its state, in the order that loses nothing.

    Work goes on meanwhile. A message must be seen before the work that it leads to, and an
    event before its record in the stream; then what happens between the two is done again
    after a restart, and not forgotten.
    """
    from ministack import app  # noqa: PLC0415
    from ministack.services import dynamodb  # noqa: PLC0415

    services = app._build_persistence_save_dict()  # noqa: SLF001 - there is no public way
    services[_STREAM] = lambda: {
        "records": dynamodb._stream_records,  # noqa: SLF001
        "trimmed": dynamodb._stream_trimmed,  # noqa: SLF001
    }
    last = [name for name in _ORDER if name in services]
    return {name: services[name] for name in (*(services.keys() - set(last)), *last)}
