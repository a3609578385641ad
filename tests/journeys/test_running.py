"""Starting, stopping, being killed, and starting again over the same folder."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site, awaited

AT_MOST_LOST_SECONDS = 1
AT_MOST_STOPPING_SECONDS = 15


@pytest.mark.req("rel-03")
def test_a_kill_and_a_restart_lose_nothing_older_than_a_second(tmp_path: Path) -> None:
    with Running(tmp_path / "state") as system:
        site = Site(system.address)
        applicant = Applicant.newcomer(site)
        application = applicant.issued()
        book = applicant.book(application["book_number"])
        draft = applicant.ready(birth_place="Тверь")
        time.sleep(2 * AT_MOST_LOST_SECONDS)
        system.kill()
        awaited(system.processes, lambda left: not left)

        system.__enter__()
        again = Applicant.signed_in(site, applicant.person)
        assert again("GET", f"/v1/applications/{application['id']}").json == application
        assert again.book(application["book_number"]) == book
        assert again("GET", draft).json["fields"]["birth_place"] == "Тверь"
        assert {file["status"] for file in again("GET", draft).json["documents"]} == {"accepted"}
        assert again.submit(draft).status == 202
        again.until(draft, "published")
        assert "незавершена" not in system.output, "the demonstration is for a fresh state only"
        before = again("GET", "/v1/applications").json

        _leave_in_the_middle(site, Applicant.newcomer(site))
        pressed = time.monotonic()
        assert system.stop() == 0
        assert time.monotonic() - pressed < AT_MOST_STOPPING_SECONDS
        assert system.output.rstrip().endswith("остановлено")
        awaited(system.processes, lambda left: not left, seconds=3)
        assert not (system.state / "tmp").exists()
        assert not [left for folder in system.elsewhere.values() for left in Path(folder).iterdir()]

        system.__enter__()
        assert Applicant.signed_in(site, applicant.person)("GET", "/v1/applications").json == before


def _leave_in_the_middle(site: Site, applicant: Applicant) -> None:
    """Let a function wait for a registry that is long in answering."""
    registry = "/dev/registries/pension/fault"
    assert site("PUT", registry, {"mode": "slow", "seconds": 60}).status == 200
    path = applicant.ready()
    assert applicant.submit(path).status == 202
    applicant.until(path, "checks_started")


def test_a_port_that_is_taken_is_named_and_another_is_proposed(system: Running, tmp_path: Path) -> None:
    second = Running(tmp_path / "state", system.port)
    second.start()
    assert second.wait() == 1
    assert f"Порт {system.port} занят" in second.output
    assert "PORT=" in second.output
    assert not second.state.exists()


def test_the_demonstration_runs_again_on_the_running_system(system: Running) -> None:
    mine = {"STATE": str(system.state), "PORT": str(system.port), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "local", "demo"]
    shown = subprocess.run(
        command, cwd=ROOT, env=mine, capture_output=True, text=True, timeout=60, check=True
    )
    for label in ("незавершена", "Принято", "На проверке", "Одобрено", "в работе", "готов к выдаче", "выдан"):
        assert label in shown.stdout
    assert (ROOT / "out" / "medical-book.pdf").read_bytes().startswith(b"%PDF")
    assert (ROOT / "out" / "medical-book.png").read_bytes().startswith(b"\x89PNG")
