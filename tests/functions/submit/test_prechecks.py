"""Asking the registries before sending: what to do about each answer, and waiting for a SNILS."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.deadlines.app import handler as deadlines
from functions.submit.app import app
from shared.adapters.http import Unavailable
from shared.domain.account import Level
from shared.domain.calendar import first_moment, local_day, working_days_after
from shared.store import accounts, applications
from tests.builders import FIELDS, HOLDER, profile
from tests.gateway import Context, Gateway, Reply
from tests.providers import Outside, outside

pytestmark = pytest.mark.usefixtures("aws")

MATCH = {"outcome": "match", "reference": "r"}
UNKNOWN = {"outcome": "not_found"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    accounts.add(profile())
    return outside(monkeypatch, **{"": MATCH})


@pytest.fixture
def call(world: Outside) -> Gateway:  # noqa: ARG001 - whom it asks
    return Gateway(app)


def start(call: Gateway, **fields: Any) -> str:
    wanted = {"category": "catering", "fields": {**FIELDS, **fields}}
    return str(call("POST", "/v1/applications", wanted, idempotency_key="k").json["id"])


def check(call: Gateway, draft: str) -> Reply:
    return call("POST", f"/v1/applications/{draft}/checks")


def history(draft: str) -> list[str]:
    return [event.kind for event in applications.history(draft)]


@pytest.mark.req("val-12", "val-15")
def test_each_registry_whose_fields_are_there_answers_and_says_what_to_do(
    call: Gateway, world: Outside
) -> None:
    draft = start(call)
    world.answers = {"tax": {"outcome": "mismatch", "fields": ["inn"]}, "": MATCH}
    items = {item["registry"]: item for item in check(call, draft).json["items"]}
    assert set(items) == {"identity", "pension", "tax", "oms"}
    assert (items["tax"]["outcome"], items["tax"]["fields"]) == ("mismatch", ["inn"])
    assert "ФНС" in items["tax"]["instruction"]
    assert items["identity"]["instruction"] is None
    assert FIELDS["inn"] not in check(call, draft).text


@pytest.mark.req("val-12", "prf-15")
def test_a_registry_is_not_asked_about_fields_that_are_not_there_yet(call: Gateway, world: Outside) -> None:
    draft = start(call, inn=None, oms_policy=None)
    assert {item["registry"] for item in check(call, draft).json["items"]} == {"identity", "pension"}
    assert world.to("tax") == []


@pytest.mark.req("val-08", "val-09")
def test_whoever_has_no_snils_is_told_how_to_get_one_and_reminded_once_after_five_working_days(
    call: Gateway, world: Outside
) -> None:
    draft = start(call)
    world.answers = {"pension": UNKNOWN, "": MATCH}
    (pension,) = [item for item in check(call, draft).json["items"] if item["registry"] == "pension"]
    assert "5 рабочих дней" in pension["instruction"]
    check(call, draft)
    assert history(draft) == ["started", "snils_awaited"]
    days = working_days_after(local_day(datetime.now(UTC)))
    sixth = [next(days) for _ in range(6)][-1]
    moment = first_moment(sixth)
    for at, reminders in ((moment.timestamp() - 1, 0), (moment.timestamp(), 1), (moment.timestamp() + 90, 1)):
        deadlines({"now": datetime.fromtimestamp(at, UTC).isoformat()}, Context())
        assert history(draft).count("snils_reminded") == reminders
    world.answers = {"": MATCH}
    assert {item["outcome"] for item in check(call, draft).json["items"]} == {"match"}


@pytest.mark.req("val-18", "rel-04")
def test_a_registry_that_is_down_stops_nothing(call: Gateway, world: Outside) -> None:
    draft = start(call)
    world.answers = {"pension": Unavailable("down"), "": MATCH}
    said = {item["registry"]: item["outcome"] for item in check(call, draft).json["items"]}
    assert said["pension"] == "unavailable"
    assert history(draft) == ["started"]


@pytest.mark.req("sec-11", "act-01")
def test_nobody_learns_anything_about_anybody_else(call: Gateway, world: Outside) -> None:
    foreign = start(call, surname="Петрова")
    refused = check(call, foreign)
    assert (refused.status, [flaw["pointer"] for flaw in refused.json["errors"]]) == (
        422,
        ["/fields/surname"],
    )
    accounts.add(profile(account="holder2", snils="08765430300", phone="+79000000001", inn=None))
    assert check(Gateway(app, account="holder2"), foreign).status == 404
    known = accounts.get(HOLDER)
    accounts.save(known, known.model_copy(update={"level": Level.BASIC}))
    assert check(call, foreign).json["code"] == "ACCOUNT_NOT_CONFIRMED"
    assert world.calls == []
