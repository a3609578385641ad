"""Whether the service works, as people have found it in the last ten minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.catalog.app import app
from shared.domain.health import Part
from shared.store import health
from tests.gateway import Gateway


@pytest.fixture
def ask(aws: None) -> Gateway:  # noqa: ARG001 - the counters
    return Gateway(app, account=None)


def answered(part: Part, *, well: int = 0, badly: int = 0, ago: timedelta = timedelta()) -> None:
    report = health.noted(datetime.now(UTC) - ago)
    for good in [True] * well + [False] * badly:
        report(part, good)


def told(ask: Gateway) -> dict[str, str]:
    return {item["code"]: item["state"] for item in ask("GET", "/v1/status").json["items"]}


@pytest.mark.req("ntf-04")
def test_a_part_is_disturbed_when_more_than_a_fifth_of_its_answers_failed(ask: Gateway) -> None:
    answered(Part.SMS, well=8, badly=2)
    answered(Part.EMAIL, well=7, badly=3)
    states = told(ask)
    assert (states["sms"], states["email"]) == ("works", "disturbed")
    assert (states["api"], states["tax"]) == ("works", "unknown")


@pytest.mark.req("ntf-04")
def test_what_is_older_than_ten_minutes_no_longer_counts(ask: Gateway) -> None:
    answered(Part.SMS, badly=5, ago=timedelta(minutes=12))
    answered(Part.SMS, well=1, ago=timedelta(minutes=9))
    (sms,) = [item for item in ask("GET", "/v1/status").json["items"] if item["code"] == "sms"]
    assert (sms["state"], sms["well"], sms["badly"]) == ("works", 1, 0)
