"""A clock that stands until a test moves it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.entry import caller


class Clock(datetime):
    """The time that a test says it is."""

    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        """Tell the time."""
        return cls.moment.astimezone(tz)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """A clock that stands until it is moved; it reaches all that asks the caller for the time."""
    monkeypatch.setattr(Clock, "moment", Clock.moment)
    monkeypatch.setattr(caller, "datetime", Clock)
    monkeypatch.setattr("functions.challenge.app.datetime", Clock)
    return Clock


def later(clock: type[Clock], **by: float) -> None:
    """Let time pass."""
    clock.moment += timedelta(**by)
