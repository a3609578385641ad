"""A published book whose holder has attached the clinic 77-001, and that clinic at work."""

import pytest

from functions.records.app import app
from shared.domain.staff import Post
from shared.store import clinics, staff
from tests.builders import clinic
from tests.clock import clock
from tests.gateway import Gateway
from tests.stored import stored_issue

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _world(aws: None, clock: object) -> None:  # noqa: ARG001 - in this order
    for code in ("77-001", "77-002"):
        clinics.put(clinic(code))
        staff.appoint(Post(account=f"clinic-{code}", clinic_code=code))
    stored_issue()


@pytest.fixture
def call() -> Gateway:
    """The attached clinic."""
    return at("77-001")


def at(code: str) -> Gateway:
    """Somebody at work in a clinic."""
    return Gateway(app, account=f"clinic-{code}", roles="clinic")
