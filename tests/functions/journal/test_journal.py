"""The journal opens and closes with the policy, and the registry has the last word every five minutes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.journal.app import app
from shared.adapters.http import Unavailable
from shared.domain.account import Level
from shared.domain.insurance import Policy
from shared.store import accounts
from tests.builders import HOLDER, NOW, examination, profile, vaccination
from tests.clock import Clock, later
from tests.gateway import Gateway, Reply
from tests.providers import Outside, outside

pytestmark = pytest.mark.usefixtures("aws", "clock")

TODAY = NOW.date()
NUMBER = "1234567890123452"
POLICY = {"number": NUMBER, "type": "digital", "insurer": "СМО", "active_from": "2020-01-01"}
SECTIONS = ("examinations", "vaccinations", "laboratory")
FILED = (examination(), vaccination("measles"), examination(kind="laboratory", fitness=None, title="Мазок"))


def policies(*known: dict[str, Any]) -> dict[str, Any]:
    return {"policies": list(known)}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    entries = [entry.model_dump(mode="json", exclude_none=True) for entry in FILED]
    known = outside(monkeypatch)
    known.answers = {"oms/policies": policies(POLICY), "medical": {"outcome": "match", "entries": entries}}
    accounts.add(profile())
    return known


@pytest.fixture
def call(world: Outside) -> Gateway:  # noqa: ARG001 - whom it asks
    return Gateway(app)


def ended(days: int) -> dict[str, Any]:
    return {**POLICY, "valid_until": (TODAY - timedelta(days=days)).isoformat()}


def opened(reply: Reply) -> bool:
    return reply.status == 200 and all(reply.json[section] for section in SECTIONS)


@pytest.mark.req("oms-02", "oms-03", "val-06")
def test_with_an_active_policy_the_journal_opens_at_once(call: Gateway, world: Outside) -> None:
    reply = call("GET", "/v1/journal")
    assert opened(reply)
    assert [entry["kind"] for entry in reply.json["vaccinations"]] == ["vaccination"]
    assert reply.json["record_label"] == "Медицинская карта привязана"
    assert reply.json["policy"]["status"] == "active"
    (asked,) = world.to("oms/policies")
    assert asked["snils"] == "11223344595"


@pytest.mark.req("oms-01", "oms-04", "oms-06")
@pytest.mark.parametrize("known", [[], [ended(1)]])
def test_without_one_nothing_is_shown_and_two_ways_out_are_offered(
    call: Gateway, world: Outside, known: list[dict[str, Any]]
) -> None:
    world.answers["oms/policies"] = policies(*known)
    reply = call("GET", "/v1/journal")
    assert (reply.status, reply.json["code"]) == (403, "OMS_INACTIVE")
    assert [action["title"] for action in reply.json["actions"]] == ["Оформить полис", "Привязать полис"]
    assert "Мазок" not in reply.text
    assert world.to("medical") == []


@pytest.mark.req("oms-05", "oms-06")
def test_a_policy_that_ends_closes_the_journal_and_a_new_one_opens_it_by_itself(
    call: Gateway, world: Outside, clock: type[Clock]
) -> None:
    assert opened(call("GET", "/v1/journal"))
    world.answers["oms/policies"] = policies(ended(1))
    later(clock, minutes=4, seconds=59)
    assert opened(call("GET", "/v1/journal"))
    later(clock, seconds=1)
    assert call("GET", "/v1/journal").json["code"] == "OMS_INACTIVE"
    world.answers["oms/policies"] = policies(ended(1), {**POLICY, "number": "new"})
    later(clock, minutes=5)
    assert opened(call("GET", "/v1/journal"))


@pytest.mark.req("oms-06")
@given(st.integers(-400, 400))
def test_a_policy_counts_up_to_its_last_day(days: int) -> None:
    policy = Policy.model_validate(ended(days), strict=False)
    assert (policy.status(TODAY) == "active") == (days <= 0)


@pytest.mark.req("val-06", "sec-11")
def test_a_medical_record_of_somebody_else_is_not_linked(call: Gateway, world: Outside) -> None:
    world.answers["medical"] = {**world.answers["medical"], "outcome": "mismatch", "fields": ["surname"]}  # type: ignore[dict-item]
    reply = call("GET", "/v1/journal").json
    assert (reply["record"], reply["record_label"]) == ("not_found", "Медицинская карта не найдена")
    assert [reply[section] for section in SECTIONS] == [[], [], []]


@pytest.mark.req("rel-04")
@pytest.mark.parametrize("registry", ["oms/policies", "medical"])
def test_a_registry_that_is_down_is_told_apart_from_a_policy_that_is_missing(
    call: Gateway, world: Outside, registry: str
) -> None:
    world.answers[registry] = Unavailable("down")
    reply = call("GET", "/v1/journal")
    assert (reply.status, reply.json["code"]) == (503, "REGISTRY_UNAVAILABLE")
    assert reply.headers["retry-after"]


@pytest.mark.req("sec-11", "idv-01")
def test_without_a_confirmed_identity_there_is_no_journal(call: Gateway) -> None:
    known = accounts.get(HOLDER)
    accounts.save(known, known.model_copy(update={"level": Level.BASIC}))
    reply = call("GET", "/v1/journal")
    assert (reply.status, reply.json["code"]) == (403, "ACCOUNT_NOT_CONFIRMED")
    assert reply.json["actions"][0]["href"] == "/v1/me/identity"


def bind(call: Gateway, **policy: str) -> Reply:
    return call("POST", "/v1/policies", policy, idempotency_key=str(policy))


@pytest.mark.req("oms-04", "oms-09", "oms-10")
def test_a_policy_is_bound_if_the_registry_knows_it_as_ones_own(call: Gateway, world: Outside) -> None:
    world.answers["oms/policies"] = policies()
    assert call("GET", "/v1/policies").json["items"] == []
    world.answers["oms/policies"] = policies(POLICY, {"number": "АБ 12", "type": "old"})
    bound = bind(call, type="digital", number="1234 5678 9012 3452")
    assert (bound.status, bound.json["number"], bound.json["status"]) == (201, NUMBER, "active")
    assert bind(call, type="old", number="АБ 12").status == 201
    assert len(call("GET", "/v1/policies").json["items"]) == 2
    assert opened(call("GET", "/v1/journal"))


@pytest.mark.req("oms-10")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"type": "digital", "number": "1234567890123453"}, "OMS_CHECKSUM"),
        ({"type": "digital", "number": "123"}, "OMS_FORMAT"),
        ({"type": "old", "number": "АБ 13"}, "POLICY_NOT_FOUND"),
        ({"type": "plastic", "number": NUMBER}, "POLICY_NOT_FOUND"),
    ],
)
def test_a_policy_that_cannot_be_ones_own_is_refused(call: Gateway, given: dict[str, str], code: str) -> None:
    refused = bind(call, **given)
    assert refused.status == 422
    assert [flaw["code"] for flaw in refused.json["errors"]] == [code]
