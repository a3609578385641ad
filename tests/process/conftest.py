"""The system on its stage, the world around it, and somebody who applies; documents are stubs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from functions.issue import acceptances, codes, decisions, documents, receipts
from local.clinics import clinics as demo_clinics
from shared.domain.application import File
from shared.domain.staff import Post
from shared.store import clinics, staff
from tests.clock import Clock, clock
from tests.codes import publish_keys
from tests.process import outside as world
from tests.process.cast import Applicant
from tests.process.ledger import Ledger
from tests.process.outside import Outside
from tests.process.stage import Stage, set_up
from tests.stored import stored_photo

__all__ = ["clock"]

Somebody = Callable[..., Applicant]


@pytest.fixture
def stage(
    aws: None,  # noqa: ARG001 - in this order
    clock: type[Clock],  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Stage:
    """The functions between stream and queues, with a clinic, staff and published keys."""
    stage = set_up(monkeypatch)
    stage.ledger = getattr(request, "param", None) and Ledger()
    publish_keys()
    for clinic in demo_clinics():
        if clinic.code in ("77-001", "77-002"):
            clinics.put(clinic)
    staff.appoint(Post(account="clinic-77-001", organisation="Клиника", clinic_code="77-001"))
    return stage


@pytest.fixture
def outside(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Outside:  # noqa: ARG001
    """The simulators of all that is not ours."""
    return world.connect(monkeypatch, tmp_path)


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents be blank and unsigned: what they say is shown in tests/functions/issue."""
    for module in (acceptances, documents, decisions, receipts):
        monkeypatch.setattr(module, "render", lambda *said: repr(said).encode())
    monkeypatch.setattr(documents, "assure", lambda *_: None)
    monkeypatch.setattr(documents, "_signed", lambda pdf, *_: pdf)
    monkeypatch.setattr(codes, "token", lambda version: f"{version.book_number}-{version.number}")


@pytest.fixture
def photo(stage: Stage) -> File:  # noqa: ARG001 - the vault
    """A photograph in the vault; nobody looks at it."""
    return stored_photo()


@pytest.fixture
def somebody(stage: Stage, outside: Outside, photo: File) -> Somebody:
    """Give somebody an account: the person of a number, always the same."""
    return lambda index=1, *story, **changes: Applicant.known(stage, outside, photo, index, *story, **changes)
