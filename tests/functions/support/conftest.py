"""A table, people, and a clock that stands until it is moved."""

import pytest

from tests.builders import NOW
from tests.clock import Clock, clock
from tests.functions.support.people import Person, support

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _now(aws: None, clock: type[Clock]) -> None:  # noqa: ARG001 - the table
    clock.moment = NOW


@pytest.fixture
def holder() -> Person:
    return Person()


@pytest.fixture
def desk() -> Person:
    return support()
