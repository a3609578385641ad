"""A forgotten password: the owner comes back, and nobody else learns anything."""

from types import SimpleNamespace
from typing import Any

import pytest

from functions.account.app import app
from shared.adapters.http import Unavailable
from shared.store import accounts
from tests.builders import FIELDS, HOLDER
from tests.functions.account.conftest import Clock, Door, later
from tests.functions.account.pool import Pool
from tests.gateway import Gateway, Reply

pytestmark = pytest.mark.usefixtures("clock")

NEW = "Новый2026"
NOBODY = "+79990000000"


def begin(door: Door, **by: str) -> Reply:
    return door.call("POST", "/v1/recovery", by or {"phone": FIELDS["phone"]})


def finish(door: Door, begun: Reply, code: str, password: str = NEW) -> Reply:
    given = {"code": code, "password": password}
    return door.call("POST", f"/v1/recovery/{begun.json['recovery_id']}", given)


@pytest.mark.req("aut-06")
@pytest.mark.parametrize(
    ("by", "channel"),
    [({"phone": "8 916 123-45-67"}, "sms"), ({"email": "ANNA@example.ru"}, "email")],
)
def test_phone_and_confirmed_address_lead_back(door: Door, pool: Pool, by: Any, channel: str) -> None:
    begun = begin(door, **by)
    assert (begun.status, set(begun.json)) == (202, {"recovery_id"})
    assert finish(door, begun, door.code(channel)).status == 204
    assert pool.passwords[HOLDER] == NEW
    assert finish(door, begun, door.code(channel)).json["code"] == "CODE_WRONG"
    assert door.enter(password=NEW)["id_token"]


@pytest.mark.req("aut-06", "aut-02")
def test_recovery_ends_all_sessions_and_lifts_the_block(door: Door, pool: Pool) -> None:
    tokens = door.enter()
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"must_set_password": True}))
    for _ in range(4):
        door.sign_in(password="x")
    assert door.sign_in().status == 423
    begun = begin(door)
    assert finish(door, begun, door.code()).status == 204
    assert pool.refresh_tokens == {}
    refreshed = door.call("POST", "/v1/sessions/refresh", {"refresh_token": tokens["refresh_token"]})
    assert refreshed.json["code"] == "SESSION_INVALID"
    assert Gateway(app)("GET", "/v1/sessions").json["items"] == []
    assert door.sign_in(password=NEW).json["must_set_password"] is False


@pytest.mark.req("aut-06")
@pytest.mark.parametrize("by", [{"phone": NOBODY}, {"email": "nobody@example.ru"}])
def test_an_unknown_person_gets_the_same_answers_and_no_message(door: Door, by: Any) -> None:
    begun, known = begin(door, **by), begin(door)
    assert (begun.status, set(begun.json)) == (known.status, set(known.json))
    assert len(door.world.calls) == 1
    refusals = [[finish(door, one, "000000").json["code"] for _ in range(6)] for one in (begun, known)]
    assert refusals[0] == refusals[1] == ["CODE_WRONG"] * 5 + ["CODE_EXHAUSTED"]


@pytest.mark.req("aut-06")
@pytest.mark.parametrize("by", [{"phone": NOBODY}, {"phone": FIELDS["phone"]}])
def test_the_answer_takes_half_a_second_whatever_there_was_to_do(
    door: Door, monkeypatch: pytest.MonkeyPatch, by: Any
) -> None:
    slept: list[float] = []
    seconds = iter((100.0, 100.3))
    clock = SimpleNamespace(monotonic=lambda: next(seconds), sleep=slept.append)
    monkeypatch.setattr("functions.account.recovery.time", clock)
    begin(door, **by)
    assert slept == [pytest.approx(0.2)]


@pytest.mark.req("aut-06")
def test_that_a_provider_is_down_does_not_tell_who_exists(door: Door) -> None:
    door.world.answers = {"sms": Unavailable("down"), "email": Unavailable("down")}
    ways: list[dict[str, str]] = [{"phone": NOBODY}, {"phone": FIELDS["phone"]}, {"email": FIELDS["email"]}]
    assert [begin(door, **by).status for by in ways] == [202] * 3


@pytest.mark.req("aut-06")
def test_a_code_is_good_for_half_an_hour(door: Door, clock: type[Clock]) -> None:
    begun = begin(door)
    later(clock, minutes=30)
    assert finish(door, begun, door.code()).json["code"] == "CODE_EXPIRED"


@pytest.mark.req("reg-02")
def test_a_bad_password_costs_nothing(door: Door) -> None:
    begun = begin(door)
    refused = finish(door, begun, door.code(), "short")
    assert refused.json["errors"][0] == {
        "pointer": "/password",
        "code": "PASSWORD_LENGTH",
        "detail": refused.json["errors"][0]["detail"],
    }
    assert finish(door, begun, door.code()).status == 204


@pytest.mark.parametrize("by", [{}, {"phone": NOBODY, "email": "a@example.ru"}])
def test_one_way_must_be_chosen(door: Door, by: Any) -> None:
    refused = door.call("POST", "/v1/recovery", by)
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "PHONE_OR_EMAIL")


@pytest.mark.req("aut-06")
def test_a_mailbox_that_moved_to_another_account_leads_there(door: Door) -> None:
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"email": "other@example.ru"}))
    begin(door, email=FIELDS["email"])
    assert door.world.calls == []
    begin(door, email="other@example.ru")
    assert len(door.world.to("email")) == 1


def test_an_address_that_asks_for_everybody_is_stopped(door: Door) -> None:
    statuses = [begin(door, phone=f"+7900000{number:04}").status for number in range(101)]
    assert (set(statuses[:100]), statuses[100]) == ({202}, 423)
