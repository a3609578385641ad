"""The payment provider's page and its faults; its calls are tried by the adapter's contract test."""

from pathlib import Path
from typing import Any

import pytest

from local import simulators
from local.simulators import callbacks
from local.simulators.router import Router
from tests.local.asgi import call, send

Json = dict[str, Any]

HOST = "here.test:9"
CLIENT = {"authorization": "Basic c2hvcDpwYXNzd29yZA==", "host": HOST}
ASKED: Json = {
    "amount": {"value": "500.00", "currency": "RUB"},
    "capture": True,
    "payment_method_data": {"type": "bank_card"},
    "confirmation": {"type": "redirect", "return_url": "http://back.test/1"},
    "metadata": {"payment_id": "p1", "signature": "s"},
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Json]]:
    heard: list[tuple[str, Json]] = []

    def posted(to: str, body: Json) -> int:
        heard.append((to, body))
        return 200

    monkeypatch.setattr(callbacks, "_posted", posted)
    return heard


@pytest.fixture
def world(tmp_path: Path, told: list[tuple[str, Json]]) -> Router:  # noqa: ARG001 - nothing leaves this process
    return simulators.application(tmp_path, print, print)


def begin(world: Router, key: str = "k", path: str = "payments", **changes: Any) -> Any:
    asked = {**ASKED, **changes}
    return call(world, "POST", f"/outside/payments/{path}", asked, idempotence_key=key, **CLIENT)


def press(world: Router, name: str, outcome: str = "succeed") -> Any:
    return call(world, "POST", f"/dev/pay/{name}", {"outcome": outcome})


def order(world: Router, mode: str, **more: Any) -> None:
    assert call(world, "PUT", "/dev/payments/fault", {"mode": mode, **more}).status == 200


@pytest.mark.req("pay-07")
def test_the_page_is_found_by_either_name_and_sends_a_browser_back(
    world: Router, told: list[tuple[str, Json]]
) -> None:
    made = begin(world).body
    assert made["confirmation"]["confirmation_url"] == f"http://{HOST}/dev/pay/{made['id']}"
    for name in (made["id"], "p1"):
        page = call(world, "GET", f"/dev/pay/{name}").data.decode()
        assert "500,00 ₽" in page
        assert "value='succeed'" in page
    form = {"content_type": "application/x-www-form-urlencoded"}
    answer = send(world, "POST", "/dev/pay/p1", b"outcome=succeed", **form)
    assert (answer.status, answer.headers["location"]) == (303, "http://back.test/1")
    ((to, notice),) = told
    assert to == f"http://{HOST}/v1/payments/callback"
    assert (notice["event"], notice["object"]["status"]) == ("payment.succeeded", "succeeded")
    assert notice["object"]["metadata"] == ASKED["metadata"]
    assert not {"kind", "notify", "return_url"} & notice["object"].keys()


def test_what_has_ended_stays_so_and_is_told_once_more(world: Router, told: list[tuple[str, Json]]) -> None:
    begin(world)
    assert press(world, "p1", "fail").body["status"] == "canceled"
    assert press(world, "p1", "succeed").body["status"] == "canceled"
    assert [notice["event"] for _, notice in told] == ["payment.canceled"] * 2


@pytest.mark.parametrize(
    ("mode", "statuses"),
    [
        ("none", ["succeeded"]),
        ("duplicate", ["succeeded"] * 2),
        ("out_of_order", ["succeeded", "waiting_for_capture"]),
        ("late", ["succeeded"]),
        ("silent", []),
        ("wrong_signature", ["succeeded"]),
        ("other_amount", ["succeeded"]),
    ],
)
def test_news_comes_as_ordered(
    world: Router, told: list[tuple[str, Json]], mode: str, statuses: list[str]
) -> None:
    made = begin(world).body
    order(world, mode, seconds=0)
    assert press(world, made["id"]).body["delivered"] == [200] * len(statuses)
    assert [notice["object"]["status"] for _, notice in told] == statuses
    for _, notice in told:
        assert (notice["object"]["metadata"]["signature"] == "s") is (mode != "wrong_signature")
        assert (notice["object"]["amount"]["value"] == "500.00") is (mode != "other_amount")


def test_payments_faults_and_keys_outlive_a_restart(world: Router, tmp_path: Path) -> None:
    made = begin(world).body
    order(world, "unavailable")
    again = simulators.application(tmp_path, print, print)
    assert begin(again, "k2").status == 503
    order(again, "none")
    assert begin(again).body["id"] == made["id"]


@pytest.mark.parametrize(
    ("method", "target", "body", "headers", "status"),
    [
        ("POST", "/outside/payments/payments", ASKED, {}, 401),
        ("POST", "/outside/payments/payments", ASKED, {"authorization": "Basic !"}, 401),
        ("POST", "/outside/payments/payments", ASKED, CLIENT, 400),
        ("POST", "/outside/payments/payments", ASKED, {**CLIENT, "idempotence_key": "k" * 65}, 400),
        ("POST", "/outside/payments/payments", {}, {**CLIENT, "idempotence_key": "k"}, 400),
        ("GET", "/outside/payments/payments/x", None, CLIENT, 404),
        ("GET", "/outside/payments/payments/x", None, {}, 401),
        ("POST", "/outside/payments/payments/x/cancel", {}, {**CLIENT, "idempotence_key": "k"}, 404),
        ("GET", "/dev/pay/x", None, {}, 404),
        ("POST", "/dev/pay/x", {"outcome": "succeed"}, {}, 404),
        ("PUT", "/dev/payments/fault", {"mode": "sleepy"}, {}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: Router, method: str, target: str, body: object, headers: dict[str, str], status: int
) -> None:
    assert call(world, method, target, body, **headers).status == status


def test_a_button_that_the_page_does_not_have_cannot_be_pressed(world: Router) -> None:
    begin(world)
    assert press(world, "p1", "steal").status == 400
