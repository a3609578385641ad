"""The fee on the deployed system: paid and followed by the book, failed, repeated, told twice, returned."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.gateway import Reply
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Json, Site, awaited
from tests.journeys.test_book import pdfsig

pytestmark = pytest.mark.xdist_group("payment")

FEE, SOON = 500_00, 5.0


class Payer(Applicant):
    """Somebody whose application waits for its fee."""

    path: str

    @classmethod
    def before_the_desk(cls, site: Site) -> "Payer":
        payer = cls.newcomer(site)
        payer.path = payer.ready(category="culture")
        sent = payer.submit(payer.path)
        assert (sent.status, sent.json["payment"]["status"]) == (202, "DUE")
        return payer

    def begin(self, method: str = "card") -> Json:
        begun = self("POST", f"{self.path}/payments", {"method": method})
        assert begun.status == 201, begun.text
        return dict(begun.json)

    def press(self, payment: Json, outcome: str = "succeed") -> Json:
        """Press a button on the provider's page."""
        page = urlsplit(payment["pay_url"]).path
        pressed = self.site("POST", page, {"outcome": outcome})
        assert pressed.status == 200, pressed.text
        return dict(pressed.json)

    def order(self, mode: str) -> None:
        assert self.site("PUT", "/dev/payments/fault", {"mode": mode}).status == 200

    def payments(self) -> Json:
        return dict(self("GET", f"{self.path}/payments").json)

    def states(self) -> list[str]:
        """Say where each attempt is, the oldest first."""
        return [item["status"] for item in reversed(self.payments()["items"])]

    def until_states(self, *states: str) -> None:
        awaited(self.states, lambda seen: seen == [*states])

    def status(self) -> tuple[str, str]:
        shown = self("GET", self.path).json
        return shown["status"], shown["payment"]["status"]


@pytest.fixture
def payer(site: Site) -> Iterator[Payer]:
    payer = Payer.before_the_desk(site)
    yield payer
    payer.order("none")


@pytest.mark.req(
    "pay-01", "pay-03", "pay-05", "pay-06", "pay-07", "pay-08", "pay-09", "sts-07", "C-16", "C-30"
)
def test_the_fee_is_paid_and_the_book_comes_by_itself(system: Running, payer: Payer, tmp_path: Path) -> None:
    waiting = payer("GET", payer.path).json
    assert (waiting["next_actor"], waiting["payment"]["amount"]) == ("applicant", FEE)
    assert "500,00\xa0₽" in waiting["next_step"]
    payment = payer.begin("wallet")
    assert (payment["amount"], payment["currency"]) == (FEE, "RUB")
    assert "500,00 ₽" in payer.site("GET", f"/dev/pay/{payment['payment_id']}").text
    assert payer.press(payment)["delivered"] == [200]
    awaited(payer.status, lambda seen: seen[1] == "PAID", SOON)
    payer.until(payer.path, "published")
    assert payer.history(payer.path)[::-1] == [
        *("started", "submitted_with_fee", "fee_paid", "checks_started", "approved", "sealed", "published")
    ]
    receipt = f"/v1/payments/{payment['payment_id']}/receipt"
    link: Reply = awaited(lambda: payer("GET", receipt), lambda seen: seen.status == 200)
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(payer.site.download(link.json["url"]).data)
    assert paper.stat().st_size == link.json["size"]
    assert "Signature is Valid." in pdfsig(paper, system, tmp_path)
    number = payer("GET", payer.path).json["payment"]["receipt_number"]
    assert payer.payments()["receipts"] == [{"number": number, "href": receipt}]
    told = [message["event"] for message in payer("GET", "/v1/messages").json["items"]]
    assert {"submitted_with_fee", "fee_paid"} <= set(told)


@pytest.mark.req("pay-10")
def test_a_payment_that_failed_is_repeated_and_one_that_succeeded_counts_once(payer: Payer) -> None:
    payer.press(payer.begin(), "fail")
    assert payer.status() == ("ACCEPTED", "FAILED")
    assert "Повторите" in payer("GET", payer.path).json["next_step"]
    payer.order("duplicate")
    paid = payer.begin("bank")
    assert payer.press(paid)["delivered"] == [200, 200]
    payer.order("out_of_order")
    assert payer.press(paid, "fail")["delivered"] == [200, 200]
    payer.until(payer.path, "published")
    assert payer.history(payer.path).count("fee_paid") == 1
    assert payer.states() == ["failed", "succeeded"]


@pytest.mark.req("pay-07", "pay-10")
def test_nobody_but_the_provider_can_say_that_a_fee_is_paid(payer: Payer) -> None:
    payment = payer.begin()
    payer.order("wrong_signature")
    assert payer.press(payment)["delivered"] == [401]
    marks: dict[str, Any] = {"payment_id": payment["payment_id"], "signature": "f" * 64}
    notice = {"metadata": marks, "amount": {"value": "500.00", "currency": "RUB"}, "status": "succeeded"}
    for forged in ({}, {"object": notice}):
        answer = payer.site("POST", "/v1/payments/callback", forged)
        assert (answer.status, answer.json["code"]) == (401, "SIGNATURE_WRONG")
    assert payer.status() == ("ACCEPTED", "DUE")
    payer.order("none")
    assert payer.press(payment)["delivered"] == [200]
    assert payer.status()[1] == "PAID"


@pytest.mark.req("pay-10")
def test_another_amount_and_a_second_success_go_back(payer: Payer) -> None:
    payer.order("other_amount")
    assert payer.press(payer.begin())["delivered"] == [422]
    assert payer.status() == ("ACCEPTED", "FAILED")
    payer.order("none")
    payer.until_states("returned")
    first, second = payer.begin("card"), payer.begin("wallet")
    payer.press(first)
    payer.press(second)
    payer.until_states("returned", "succeeded", "returned")
    payer.until(payer.path, "published")
    told = [message["event"] for message in payer("GET", "/v1/messages").json["items"]]
    assert told.count("payment_returned") == 2


@pytest.mark.req("app-18", "pay-10")
def test_who_withdraws_gets_the_fee_back_and_what_is_paid_later_too(system: Running, payer: Payer) -> None:
    open_page = payer.begin()
    with system.paused("Verify"):
        payer.press(payer.begin())
        assert payer("POST", f"{payer.path}/withdraw").status == 200
    awaited(payer.status, lambda seen: seen == ("WITHDRAWN", "REFUNDED"))
    assert payer.press(open_page)["delivered"] == [200]
    payer.until_states("returned", "returned")


@pytest.mark.req("pay-10", "rel-06")
def test_when_the_provider_says_nothing_it_is_asked(site: Site, payer: Payer) -> None:
    payer.order("silent")
    assert payer.press(payer.begin())["delivered"] == []
    assert payer.status() == ("ACCEPTED", "DUE")
    later = (datetime.now(UTC) + timedelta(minutes=6)).isoformat()
    assert site("POST", "/dev/deadlines", {"now": later}).json["payments"] >= 1
    payer.until(payer.path, "published")


CALLS_FOR_A_CALLBACK = 12


@pytest.mark.req("pay-10", "rel-03")
def test_the_cash_desk_may_be_killed_at_any_call(system: Running, site: Site, payer: Payer) -> None:
    """The provider tells it again until it is taken; each attempt fails once, and the last one pays once."""
    desk = system.resources()["Payment"]
    crashed = []
    for call in range(CALLS_FOR_A_CALLBACK):
        payment, last = payer.begin(), call == CALLS_FOR_A_CALLBACK - 1
        site("PUT", "/dev/crashes", {desk: [call if not last else 8]})
        assert payer.press(payment, "succeed" if last else "fail")["delivered"] == [200]
        crashed.append(site("GET", "/dev/crashes").json == {})
        site("PUT", "/dev/crashes", {})
    assert all(crashed[:8])
    payer.until(payer.path, "published")
    assert payer.states() == [*["failed"] * (CALLS_FOR_A_CALLBACK - 1), "succeeded"]
    events = payer.history(payer.path)
    assert (events.count("fee_failed"), events.count("fee_paid")) == (CALLS_FOR_A_CALLBACK - 1, 1)
