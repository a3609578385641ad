"""A published book in the hands of its holder, and clinics to choose from."""

import pytest

from functions.holder.app import app
from local.clinics import clinics as demo_clinics
from shared.domain.version import Version
from shared.store import clinics
from tests.clock import Clock, clock
from tests.gateway import Gateway
from tests.stored import stored_issue

__all__ = ["clock"]


@pytest.fixture
def made(aws: None, clock: type[Clock]) -> Version:  # noqa: ARG001 - in this order
    for clinic in demo_clinics():
        clinics.put(clinic)
    return stored_issue()[1]


@pytest.fixture
def call(made: Version) -> Gateway:  # noqa: ARG001 - there is a book
    return Gateway(app)
