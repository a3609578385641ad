"""Whether the service works, as its own alarms say."""

from typing import Literal

import pytest

from functions.catalog import state
from functions.catalog.app import app
from shared.cloud import clients
from tests.gateway import Gateway


@pytest.fixture
def ask(aws: None, monkeypatch: pytest.MonkeyPatch) -> Gateway:  # noqa: ARG001 - the alarms
    monkeypatch.setattr(state, "_heard", {})
    monkeypatch.setattr(state, "_heard_at", [])
    return Gateway(app, account=None)


def sound(name: str, said: Literal["ALARM", "OK"]) -> None:
    """Put an alarm into a state, under the name that CloudFormation gives it."""
    full = f"emk-{name}-1A2B3C"
    clients.cloudwatch().put_metric_alarm(
        AlarmName=full,
        Namespace="EMK",
        MetricName="m",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )
    clients.cloudwatch().set_alarm_state(AlarmName=full, StateValue=said, StateReason="test")


def told(ask: Gateway) -> dict[str, str]:
    return {item["code"]: item["state"] for item in ask("GET", "/v1/status").json["items"]}


@pytest.mark.req("ntf-04")
def test_a_part_works_or_is_disturbed_as_the_worst_of_its_alarms_says(ask: Gateway) -> None:
    sound("NotifyDeadLettersAlarm", "ALARM")
    sound("VerifyDeadLettersAlarm", "OK")
    sound("AuditDeadLettersAlarm", "OK")
    sound("AuditLateAlarm", "ALARM")
    states = told(ask)
    assert (states["messages"], states["checks"], states["audit"]) == ("disturbed", "works", "disturbed")
    assert (states["api"], states["issue"]) == ("works", "unknown")


@pytest.mark.req("rel-04")
def test_the_alarms_are_asked_twice_a_minute_at_most(ask: Gateway) -> None:
    sound("VerifyDeadLettersAlarm", "OK")
    assert told(ask)["checks"] == "works"
    sound("VerifyDeadLettersAlarm", "ALARM")
    assert told(ask)["checks"] == "works"
