"""A fee that is due, a provider in this process, and a clock that stands until it is moved."""

from pathlib import Path

import pytest

from local.simulators import callbacks
from shared.store import accounts
from tests.builders import profile
from tests.clock import Clock, clock
from tests.functions.payment.desk import HOST, Desk, fee_due
from tests.providers import Wire, payment_provider

__all__ = ["clock"]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Wire:
    """The line to the provider, which can be cut."""
    return payment_provider(monkeypatch, tmp_path, HOST)


@pytest.fixture
def desk(
    aws: None,  # noqa: ARG001
    clock: type[Clock],
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Desk:
    """An application whose fee is due, and everybody whom it takes to pay it."""
    monkeypatch.setattr("functions.payment.balance.datetime", clock)
    monkeypatch.setattr(callbacks, "_PAUSE_SECONDS", 0)
    accounts.add(profile())
    fee_due("a1")
    desk = Desk(wire.app, tmp_path / "payments.json")  # type: ignore[arg-type]
    monkeypatch.setattr(callbacks, "_posted", desk.hear)
    return desk
