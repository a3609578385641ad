"""Registries that are down, slow, broken, or of another opinion: a wait or a human, never a refusal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.registries import Registry
from tests.journeys.site import Applicant, Site, awaited

DAMAGED = {
    Registry.IDENTITY: "unavailable",
    Registry.PENSION: "unavailable",
    Registry.TAX: "slow",
    Registry.OMS: "error",
    Registry.MEDICAL: "unavailable",
}


@pytest.fixture(autouse=True)
def _repaired(site: Site) -> Iterator[None]:
    yield
    for registry in Registry:
        order(site, registry, "none")


def order(site: Site, registry: Registry, mode: str) -> None:
    assert site("PUT", f"/dev/registries/{registry}/fault", {"mode": mode}).status == 200


def outcomes(applicant: Applicant, path: str) -> dict[str, str]:
    return {check["registry"]: check["outcome"] for check in applicant("GET", path).json["checks"]}


def pass_an_hour(site: Site) -> None:
    """Let what is due within the hour happen now."""
    later = datetime.now(UTC) + timedelta(hours=1)
    assert site("POST", "/dev/deadlines", {"now": later.isoformat()}).status == 200


@pytest.mark.req("val-18", "val-16")
def test_an_application_waits_for_every_registry_and_then_goes_on_by_itself(
    site: Site, applicant: Applicant
) -> None:
    for registry, mode in DAMAGED.items():
        order(site, registry, mode)
    path = applicant.ready()
    assert applicant.submit(path).status == 202
    waiting = applicant.until(path, "checks_deferred")
    assert (waiting["status_label"], waiting["result_label"]) == ("На проверке", "в работе")
    assert waiting["next_actor"] == "system"
    assert waiting["next_step"].startswith("Проверка отложена")
    for registry in DAMAGED:
        assert set(outcomes(applicant, path).values()) <= {"match", "unavailable"}
        order(site, registry, "none")
        pass_an_hour(site)
        awaited(lambda: outcomes(applicant, path), lambda told: told[registry] == "match")  # noqa: B023
    applicant.until(path, "published")
    assert not {"refused", "review_needed", "mismatch_found"} & set(applicant.history(path))


@pytest.mark.req("val-01", "val-03", "val-16")
def test_a_reviewer_is_asked_about_the_fields_that_differ(site: Site, applicant: Applicant) -> None:
    fields = applicant.person["fields"]
    known: dict[str, Any] = {**fields, "surname": "Другая", "birth_date": "1970-01-01"}
    assert site("PUT", f"/dev/registries/people/{fields['snils']}", known).status == 200
    path = applicant.ready()
    assert applicant.submit(path).status == 202
    held = applicant.until(path, "mismatch_found")
    assert (held["status_label"], held["next_actor"]) == ("На проверке", "reviewer")
    (pension,) = (check for check in held["checks"] if check["registry"] == "pension")
    assert pension["outcome"] == "mismatch"
    assert set(pension["fields"]) == {"surname", "birth_date"}
    pass_an_hour(site)
    assert applicant.history(path)[0] == "mismatch_found"
