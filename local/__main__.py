"""`python -m local`: run the system, show it once more, or write what is generated."""

import argparse
import os
import signal
import socket
import sys
import threading
import urllib.request
from functools import partial
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError

from rich.console import Console

from local.emulator import HOST
from local.translation import ROOT

PORT = int(os.environ.get("PORT", "8000"))
STATE = Path(os.environ.get("STATE", ROOT / ".state"))
ADDRESS = f"http://{HOST}:{PORT}"

console = Console(highlight=False)
_LOOK_SECONDS = 1.0  # a signal that another thread receives does not wake the one that handles it


def run(*, demonstration: bool = True) -> None:
    """Start the system; on a fresh state show the main job; serve until stopped."""
    from local import demo, people  # noqa: PLC0415 - other commands start without it
    from local.system import System  # noqa: PLC0415

    _require_free_port()
    stopped = _stop_signal()
    with System(STATE, PORT) as system:
        console.print(f"готово за {system.ready_after:.1f} с — {system.address}")
        if system.fresh and demonstration:
            demo.carry(system.address, console)
        console.print(f"\n[bold]Адрес[/]      {system.address}\n[bold]Состояние[/]  {system.state}\n")
        for person in people.PEOPLE:
            console.print(f"  {person.role:15} {person.login}  {person.password}  {person.story}")
        console.print("\nCtrl-C останавливает; данные остаются.")
        while not stopped.wait(_LOOK_SECONDS):
            continue
    console.print("остановлено")


def show() -> None:
    """Carry one more application through the running system, starting it if need be."""
    from local import demo  # noqa: PLC0415 - other commands start without it

    if _answers():
        demo.carry(ADDRESS, console)
        return
    from local.system import System  # noqa: PLC0415

    _require_free_port()
    _stop_signal()
    with System(STATE, PORT) as system:
        demo.carry(system.address, console)


def write() -> None:
    """Write the generated documents."""
    from local import documents  # noqa: PLC0415 - other commands start without it

    documents.write()


def _stop_signal() -> threading.Event:
    """Turn Ctrl-C and SIGTERM into an event; a second one ends at once."""
    stopped = threading.Event()

    def stop(number: int, _: object) -> None:
        if stopped.is_set():
            os._exit(128 + number)
        stopped.set()
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped


def _require_free_port() -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, PORT)) == 0:
            sys.exit(f"Порт {PORT} занят. Остановите другую программу или выберите порт: PORT=9000 make run")


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}/dev/people", timeout=2):  # noqa: S310 - our own address
            return True
    except (URLError, OSError):
        return False


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = {"run": run, "demo": show, "docs": write}
    parser.add_argument("command", nargs="?", default="run", choices=commands)
    parser.add_argument(
        "--no-demonstration", action="store_true", help="start on an empty state, and leave it so"
    )
    given = parser.parse_args()
    if given.no_demonstration:
        commands["run"] = partial(run, demonstration=False)
    try:
        commands[given.command]()
    except KeyboardInterrupt:
        console.print("\nостановлено")
    _leave()


def _leave() -> NoReturn:
    """End at once: all is on disk, and the interpreter would wait for the emulator's threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
