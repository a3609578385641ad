"""An application on the desk, under a clock that stands until it is moved."""

import pytest

from shared.domain.application import Application
from shared.domain.registries import Check, Outcome, Registry
from shared.domain.states import Kind
from tests.builders import NOW, examination
from tests.clock import Clock, clock
from tests.functions.review.desk import Reviewer, commit
from tests.stored import stored_submission

__all__ = ["clock"]


@pytest.fixture
def case(aws: None, clock: type[Clock]) -> Application:  # noqa: ARG001 - the table
    """An application whose SNILS the pension registry does not confirm."""
    clock.moment = NOW
    application = commit(stored_submission(), Kind.CHECKS_STARTED)
    checks = tuple(
        Check(registry=registry, outcome=Outcome.MATCH, checked_at=NOW)
        if registry is not Registry.PENSION
        else Check(registry=registry, outcome=Outcome.MISMATCH, fields=("snils",), checked_at=NOW)
        for registry in Registry
    )
    known = {"checks": checks, "entries": (examination(),), "reviewer_needed": True}
    return commit(application, Kind.REVIEW_NEEDED, **known)


@pytest.fixture
def reviewer(case: Application) -> Reviewer:  # noqa: ARG001 - it is on the desk
    return Reviewer()
