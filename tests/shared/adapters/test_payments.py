"""The contract with the payment provider, against the simulator that speaks it."""

import json
import uuid
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from urllib3.exceptions import ReadTimeoutError

from local.simulators.router import Router
from shared.adapters import confirmations, http, yookassa
from shared.adapters import payments as provider
from shared.adapters.http import Unavailable
from shared.adapters.payments import Order
from shared.adapters.yookassa import Refused
from shared.domain.health import Part
from shared.domain.payments import Failure, Method, Outcome
from tests.local.asgi import call
from tests.providers import Wire, payment_provider

Json = dict[str, Any]

HOST = "payments.test"
KNOWN = {"authorization": f"Basic {b64encode(b'shop:password').decode()}"}
BACK = "https://book.example/payments/1"


class World:
    """The provider, and what has been reported of it."""

    def __init__(self, router: Router, books: Path) -> None:
        self.router, self._books = router, books
        self.reports: list[bool] = []

    def report(self, part: Part, well: bool) -> None:  # noqa: FBT001 - a `Report`
        assert part is Part.PAYMENTS
        self.reports.append(well)

    def press(self, reference: str, outcome: str = "succeed", **more: str) -> Json:
        return dict(call(self.router, "POST", f"/dev/pay/{reference}", {"outcome": outcome, **more}).body)

    def order(self, mode: str, **more: Any) -> None:
        assert call(self.router, "PUT", "/dev/payments/fault", {"mode": mode, **more}).status == 200

    def payments(self) -> list[Json]:
        """Read all payments in the provider's own books."""
        return list(json.loads(self._books.read_text(encoding="utf-8"))["payments"].values())

    def begin(self, payment_id: str = "", **changes: Any) -> yookassa.Opened:
        known = {
            "payment_id": payment_id or uuid.uuid4().hex,
            "method": Method.CARD,
            "amount": 500_05,
            "text": "Пошлина",
            "back_to": BACK,
            "signature": "s",
        }
        return provider.begin(Order.model_validate({**known, **changes}), self.report)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Wire:
    return payment_provider(monkeypatch, tmp_path, HOST)


@pytest.fixture
def world(wire: Wire, tmp_path: Path) -> World:
    return World(wire.app, tmp_path / "payments.json")  # type: ignore[arg-type]


@pytest.mark.req("pay-06")
@pytest.mark.parametrize("method", Method)
def test_a_payment_is_opened_once_under_its_id(world: World, method: Method) -> None:
    opened = world.begin("0" * 32, method=method)
    assert opened.url.startswith("http")
    assert world.begin("0" * 32, method=method) == opened
    assert world.begin("1" * 32, method=method).id != opened.id
    with pytest.raises(Refused):
        world.begin("0" * 32, method=method, amount=1)


@pytest.mark.parametrize(
    ("outcome", "reason", "seen", "failure"),
    [
        ("succeed", "", Outcome.SUCCEEDED, None),
        ("fail", "insufficient_funds", Outcome.FAILED, Failure.INSUFFICIENT_FUNDS),
        ("fail", "expired_on_confirmation", Outcome.FAILED, Failure.EXPIRED),
        ("fail", "3d_secure_failed", Outcome.FAILED, Failure.DECLINED),
    ],
)
def test_the_provider_says_what_became_of_a_payment(
    world: World, outcome: str, reason: str, seen: Outcome, failure: Failure | None
) -> None:
    opened = world.begin()
    before = provider.look(opened.id, world.report)
    assert (before.outcome, before.amount, before.failure) == (None, 500_05, None)
    world.press(opened.id, outcome, reason=reason)
    after = provider.look(opened.id, world.report)
    assert (after.outcome, after.amount, after.failure) == (seen, 500_05, failure)
    assert bool(after.at) is (seen is Outcome.SUCCEEDED)


def test_money_goes_back_once_even_if_the_provider_has_forgotten_the_key(world: World) -> None:
    opened = world.begin()
    world.press(opened.id)
    first = provider.give_back(opened.id, 500_05, world.report)
    assert (first.done, first.failed, first.amount.kopecks) == (True, False, 500_05)
    assert provider.give_back(opened.id, 500_05, world.report) == first
    path = f"/outside/payments/refunds?payment_id={opened.id}"
    assert len(call(world.router, "GET", path, **KNOWN).body["items"]) == 1


def test_a_refund_that_failed_is_asked_for_anew_and_one_under_way_is_not(world: World) -> None:
    opened = world.begin()
    world.press(opened.id)
    world.order("refund_canceled")
    assert provider.give_back(opened.id, 500_05, world.report).failed
    world.order("refund_pending")
    pending = provider.give_back(opened.id, 500_05, world.report)
    assert (pending.done, pending.failed) == (False, False)
    assert provider.give_back(opened.id, 500_05, world.report) == pending
    world.order("none")
    done = provider.give_back(opened.id, 500_05, world.report)
    assert (done.id, done.done) == (pending.id, True)


@pytest.mark.parametrize("amount", [500_06, 0])
def test_no_more_goes_back_than_came(world: World, amount: int) -> None:
    opened = world.begin()
    with pytest.raises(Refused):
        provider.give_back(opened.id, 500_05, world.report)
    world.press(opened.id)
    with pytest.raises(Refused):
        provider.give_back(opened.id, amount, world.report)


@pytest.mark.req("rel-04")
@pytest.mark.parametrize("mode", ["unavailable", "error"])
@pytest.mark.parametrize(
    "asked",
    [
        lambda world: world.begin(),
        lambda world: provider.look("x", world.report),
        lambda world: provider.give_back("x", 1, world.report),
        lambda world: confirmations.begin("k", Method.CARD, BACK, world.report),
        lambda world: confirmations.look("x", Method.CARD, world.report),
    ],
)
def test_a_provider_that_is_down_is_told_from_one_that_says_no(
    world: World, mode: str, asked: Callable[[World], object]
) -> None:
    world.order(mode)
    with pytest.raises(Unavailable):
        asked(world)
    assert world.reports == [False]


def test_what_the_provider_does_not_know_it_refuses_and_that_is_an_answer(world: World) -> None:
    with pytest.raises(Refused):
        provider.look("x", world.report)
    assert world.reports == [True]


@pytest.mark.parametrize("status", [401, 408, 429, 500, 503])
def test_a_no_that_may_become_a_yes_is_no_refusal(
    world: World, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def say_no(*_: Any, **__: Any) -> Json:
        raise Unavailable("no", status)

    monkeypatch.setattr(http, "ask", say_no)
    with pytest.raises(Unavailable):
        provider.look("x", world.report)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"type": "processing", "retry_after": 1800},
        {"status": "succeeded", "amount": {"value": "1.00", "currency": "USD"}},
        {"status": "succeeded", "amount": {"value": "1.005", "currency": "RUB"}},
        {"status": "succeeded", "amount": {"value": "NaN", "currency": "RUB"}},
    ],
)
def test_an_answer_that_is_not_that_of_the_contract_is_none(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: Json
) -> None:
    monkeypatch.setattr(http, "ask", lambda *_, **__: answer)
    with pytest.raises(Unavailable):
        provider.look("x", world.report)
    assert world.reports == [False]


def test_a_line_that_breaks_is_no_answer(world: World, wire: Wire) -> None:
    wire.broken = ReadTimeoutError(None, "", "")  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        world.begin()


@pytest.mark.req("pay-07")
def test_our_password_goes_to_the_provider_and_nowhere_else(
    world: World, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, real = list[Any](), wire.request

    def request(*head: str, **rest: Any) -> Any:
        sent.append((head, rest))
        return real(*head, **rest)

    monkeypatch.setattr(wire, "request", request)
    world.begin()
    ((_, url), rest) = sent[0]
    assert rest["headers"]["authorization"].startswith("Basic ")
    assert "password" not in url + rest["body"].decode()


def test_amounts_are_exact() -> None:
    for kopecks in (1, 99, 100, 50_005, 123_456_789):
        written = yookassa.roubles(kopecks)
        assert Decimal(written["value"]) * 100 == kopecks
        assert yookassa.Amount.model_validate(written).kopecks == kopecks


@pytest.mark.parametrize("body", [{}, {"object": 1}, {"object": {"metadata": {"payment_id": "x" * 32}}}])
def test_what_bears_no_mark_is_not_heard(body: Json) -> None:
    assert provider.heard(body) is None


@pytest.mark.req("oms-08", "C-33")
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("outcome", "yes"), [("succeed", True), ("fail", False)])
def test_a_card_or_a_wallet_is_confirmed_and_no_money_is_taken(
    world: World, method: Method, outcome: str, yes: object
) -> None:
    opened = confirmations.begin("k", method, BACK, world.report)
    assert confirmations.begin("k", method, BACK, world.report) == opened
    assert confirmations.look(opened.id, method, world.report) is None
    world.press(opened.id, outcome)
    for _ in range(2):
        assert confirmations.look(opened.id, method, world.report) is yes
    assert {payment["status"] for payment in world.payments()} <= {"canceled"}
