"""One running system for all stories of a worker."""

from collections.abc import Iterator

import pytest

from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The system on a fresh state; its demonstration is shown by the test of the start."""
    state = tmp_path_factory.mktemp("system") / "state"
    with Running(state, demonstration=False, quick=True) as running:
        yield running


@pytest.fixture(scope="session")
def site(system: Running) -> Site:
    """Its address, for people."""
    return Site(system.address)


@pytest.fixture
def applicant(site: Site) -> Applicant:
    """Somebody new, signed in."""
    return Applicant.newcomer(site)
