"""A published book whose holder has attached the clinic 77-001, and people at work in two clinics."""

import pytest

from functions.records.app import app
from local.clinics import clinics as demo_clinics
from shared.domain.staff import Post
from shared.store import clinics, staff
from tests.clock import clock
from tests.gateway import Gateway
from tests.stored import stored_issue

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _world(aws: None, clock: object) -> None:  # noqa: ARG001 - in this order
    for clinic in demo_clinics():
        clinics.put(clinic)
    for code in ("77-001", "77-002"):
        staff.appoint(Post(account=f"clinic-{code}", organisation=f"Клиника {code}", clinic_code=code))
    stored_issue()


@pytest.fixture
def call() -> Gateway:
    """The attached clinic."""
    return at_work("77-001")


def at_work(code: str) -> Gateway:
    """Somebody who speaks for a clinic."""
    return Gateway(app, account=f"clinic-{code}", roles="clinic")
