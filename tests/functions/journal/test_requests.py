"""Applying for a policy: nothing is charged, one policy is made, and it is listed at once (oms-07…09)."""

from pathlib import Path
from typing import Any

import pytest

from functions.journal.app import app
from shared.domain import personal
from shared.domain.account import Level
from shared.settings import settings
from shared.store import accounts
from tests.builders import FIELDS, profile
from tests.clock import Clock, later
from tests.faults import after, calls_made, power_cut
from tests.gateway import Gateway, Reply
from tests.local.asgi import call as press_at
from tests.providers import Wire, payment_provider

pytestmark = pytest.mark.usefixtures("aws", "clock")

HOST = "outside.test"
REQUEST = {"residence": {"region": "Москва", "locality": "Москва"}, "insurer": "СМО «Здоровье»"}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Wire:
    """The registries and the payment provider, as the local system has them."""
    line = payment_provider(monkeypatch, tmp_path, HOST)
    monkeypatch.setitem(settings.__dict__, "registries_url", f"http://{HOST}/outside/registries")
    accounts.add(profile())
    record = {name: value for name, value in FIELDS.items() if name != "oms_policy"}
    assert press_at(line.app, "PUT", f"/dev/registries/people/{FIELDS['snils']}", record).status == 200
    return line


@pytest.fixture
def call(wire: Wire) -> Gateway:  # noqa: ARG001 - whom it asks
    return Gateway(app)


def apply(call: Gateway, key: str = "k1", **changes: Any) -> Reply:
    return call("POST", "/v1/policies/requests", {**REQUEST, **changes}, idempotency_key=key)


def press(wire: Wire, begun: Reply, outcome: str = "succeed") -> None:
    page = begun.json["confirm_url"].removeprefix(f"http://{HOST}")
    assert press_at(wire.app, "POST", page, {"outcome": outcome}).status == 200


def confirm(call: Gateway, begun: Reply) -> Reply:
    return call("POST", f"/v1/policies/requests/{begun.json['request_id']}/confirm")


@pytest.mark.req("oms-07", "oms-08", "oms-09", "C-33")
@pytest.mark.parametrize("method", ["card", "wallet", "bank"])
def test_a_confirmed_request_becomes_a_policy_that_is_listed_and_opens_the_journal(
    call: Gateway, wire: Wire, method: str
) -> None:
    assert call("GET", "/v1/journal").json["code"] == "OMS_INACTIVE"
    begun = apply(call, method=method)
    assert (begun.status, begun.json["state"], begun.json["policy"]) == (201, "confirming", None)
    assert confirm(call, begun).json["state"] == "confirming"
    press(wire, begun)
    done = confirm(call, begun).json
    assert (done["state"], done["confirm_url"]) == ("issued", None)
    (listed,) = call("GET", "/v1/policies").json["items"]
    assert listed == done["policy"]
    assert (listed["status"], listed["insurer"]) == ("active", "СМО «Здоровье»")
    assert personal.unified_policy(listed["number"]) == listed["number"]
    assert call("GET", "/v1/journal").status == 200


@pytest.mark.req("oms-08")
def test_what_is_not_confirmed_becomes_no_policy(call: Gateway, wire: Wire) -> None:
    begun = apply(call)
    press(wire, begun, "fail")
    assert confirm(call, begun).json["state"] == "not_confirmed"
    press(wire, begun)
    assert confirm(call, begun).json["state"] == "not_confirmed"
    assert call("GET", "/v1/policies").json["items"] == []


@pytest.mark.req("oms-09")
def test_however_often_it_is_confirmed_there_is_one_policy(call: Gateway, wire: Wire) -> None:
    begun = apply(call)
    assert apply(call).json == begun.json
    press(wire, begun)
    assert confirm(call, begun).json == confirm(call, begun).json
    assert len(call("GET", "/v1/policies").json["items"]) == 1


@pytest.mark.req("oms-09")
def test_a_function_killed_at_any_call_makes_no_second_policy(
    call: Gateway, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = apply(call)
    press(wire, begun)
    made = calls_made(monkeypatch)
    confirm(call, begun)
    for place in range(1, len(made) + 1):
        begun = apply(call, key=f"k{place + 1}")
        press(wire, begun)
        with after(place, power_cut):
            confirm(call, begun)
        assert confirm(call, begun).json["state"] == "issued"
        assert len(call("GET", "/v1/policies").json["items"]) == place + 1


@pytest.mark.req("oms-07")
def test_an_insurer_may_refuse(call: Gateway, wire: Wire) -> None:
    begun = apply(call, insurer="Отказ")
    press(wire, begun)
    assert confirm(call, begun).json["state"] == "refused"


@pytest.mark.req("rel-04", "oms-09")
@pytest.mark.parametrize(
    ("place", "code"),
    [("/dev/payments/fault", "PAYMENT_UNAVAILABLE"), ("/dev/registries/oms/fault", "REGISTRY_UNAVAILABLE")],
)
def test_while_somebody_outside_is_silent_nothing_is_lost(
    call: Gateway, wire: Wire, place: str, code: str
) -> None:
    begun = apply(call)
    press(wire, begun)
    press_at(wire.app, "PUT", place, {"mode": "unavailable"})
    answer = confirm(call, begun)
    assert (answer.status, answer.json["code"]) == (503, code)
    press_at(wire.app, "PUT", place, {"mode": "none"})
    assert confirm(call, begun).json["state"] == "issued"


@pytest.mark.req("oms-07")
@pytest.mark.parametrize("missing", ["region", "locality"])
def test_residence_and_insurer_are_asked_for(call: Gateway, missing: str) -> None:
    residence = {name: value for name, value in REQUEST["residence"].items() if name != missing}  # type: ignore[attr-defined]
    answer = apply(call, residence=residence)
    assert answer.json["errors"][0]["pointer"] == f"/residence/{missing}"
    assert apply(call, insurer=" ").status == 422


@pytest.mark.req("sec-11", "act-01")
def test_only_whoever_is_confirmed_applies_and_nobody_sees_anothers(
    call: Gateway, clock: type[Clock]
) -> None:
    begun = apply(call).json["request_id"]
    other = profile(account="holder2", snils="08765430300", phone="+79000000001", inn=None, level=Level.BASIC)
    accounts.add(other)
    stranger = Gateway(app, account="holder2")
    assert apply(stranger).json["code"] == "ACCOUNT_NOT_CONFIRMED"
    assert stranger("GET", f"/v1/policies/requests/{begun}").status == 404
    assert stranger("POST", f"/v1/policies/requests/{begun}/confirm").status == 404
    later(clock, days=1)
    assert call("GET", f"/v1/policies/requests/{begun}").json["state"] == "confirming"
