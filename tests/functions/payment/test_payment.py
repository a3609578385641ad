"""Paying the fee: one payment counts, all other money goes back, and only the provider itself is believed."""

import io
import itertools
from typing import Any

import pytest
from urllib3.exceptions import ConnectTimeoutError, ReadTimeoutError

from functions.payment import marks
from functions.payment.app import app
from functions.status.app import app as status
from functions.verify.app import handler as verify
from shared.adapters import payments as adapter
from shared.adapters.yookassa import Opened
from shared.cloud import queues
from shared.domain.audit import Record
from shared.domain.errors import NotFound
from shared.domain.health import Part, State
from shared.domain.payments import MOST_OPEN, Failure, Receipt
from shared.domain.payments import State as AttemptState
from shared.domain.states import Effect, Kind, PaymentState, Status
from shared.store import applications, health, messages, receipts
from tests.builders import FIELDS, HOLDER
from tests.clock import Clock
from tests.functions.payment.desk import FEE, Desk, fee_due, strike, told
from tests.gateway import Gateway, Reply
from tests.local.asgi import send
from tests.providers import Wire
from tests.queues import deliver

Json = dict[str, Any]


def refused(answer: Reply) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def callback(body: Any, **caller: Any) -> Reply:
    return Gateway(app, account=None, **caller)("POST", "/v1/payments/callback", body)


def states(desk: Desk) -> list[AttemptState]:
    """Say where each attempt is, in the order of the alphabet."""
    return sorted(payment.state(desk.now()) for payment in desk.attempts())


def notices() -> list[str]:
    return [message.kind for message in messages.of(HOLDER, limit=20, cursor=None).items]


def back_from(desk: Desk, payment: str) -> str:
    """Pay in a browser, and say where it is sent."""
    form = {"content_type": "application/x-www-form-urlencoded"}
    answer = send(desk.provider, "POST", f"/dev/pay/{payment}", b"outcome=succeed", **form)
    return answer.headers["location"]


@pytest.mark.req("pay-03", "pay-05", "sts-09", "C-30")
def test_the_page_shows_what_is_due_why_and_by_when(desk: Desk) -> None:
    shown = desk.shown()
    assert (shown["status"], shown["next_actor"]) == ("ACCEPTED", "applicant")
    assert "500,00\xa0₽" in shown["next_step"]
    assert shown["due_by"] == shown["payment"]["due_by"] == "2026-12-23T09:00:00.000Z"
    due = shown["payment"]
    assert (due["status"], due["amount"], due["amount_label"], due["currency"]) == (
        "DUE",
        50000,
        "500,00\xa0₽",
        "RUB",
    )
    assert due["basis"].startswith("Образец")
    assert due["fee"]["sample"] is True


@pytest.mark.req("pay-06", "pay-07")
@pytest.mark.parametrize(
    ("method", "kind"), [("card", "bank_card"), ("wallet", "yoo_money"), ("bank", "sbp")]
)
def test_each_method_leads_to_the_providers_page(desk: Desk, method: str, kind: str) -> None:
    begun = desk.ask(method)
    assert (begun.status, begun.json["amount"], begun.json["currency"]) == (201, FEE, "RUB")
    (payment,) = desk.attempts()
    assert begun.json["pay_url"] == f"http://payments.test/dev/pay/{payment.attempt.reference}"
    record = desk.record(payment.attempt.reference)
    assert record["payment_method"] == {"type": kind}
    assert record["amount"] == {"value": "500.00", "currency": "RUB"}
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in str(record)]


@pytest.mark.req("pay-07")
def test_what_somebody_comes_back_with_is_the_payments_id_and_nothing_else(desk: Desk) -> None:
    payment = desk.begin()
    assert back_from(desk, payment) == f"http://portal.test/payments/{payment}"
    shown = Gateway(status)("GET", f"/v1/payments/{payment}").json
    assert (shown["application_id"], shown["status"]) == ("a1", "succeeded")


@pytest.mark.parametrize(
    ("body", "code"), [({}, 422), ({"method": "cash"}, 422), ({"method": "card", "number": "4111"}, 422)]
)
def test_no_other_way_is_taken_and_no_card(desk: Desk, body: Json, code: int) -> None:
    answer = Gateway(app)("POST", f"{desk.path}/payments", body, idempotency_key="k")
    assert (answer.status, desk.attempts()) == (code, [])


@pytest.mark.req("pay-04")
def test_where_nothing_is_due_nothing_can_be_paid(desk: Desk) -> None:
    desk.pay()
    assert refused(desk.ask(key="k2")) == (409, "NOTHING_TO_PAY")
    desk.withdraw()
    assert refused(desk.ask(key="k3")) == (409, "NOTHING_TO_PAY")


def test_the_same_key_opens_one_payment_and_another_application_has_its_own(desk: Desk) -> None:
    first, second = desk.ask(), desk.ask()
    assert first.text == second.text
    fee_due("a2", "0000-0000-0000")
    other = Desk(desk.provider, desk.books, "a2")
    assert other.begin() != first.json["payment_id"]
    assert (len(desk.attempts()), len(other.attempts())) == (1, 1)


def test_no_more_pages_are_opened_than_anybody_can_use(desk: Desk) -> None:
    for number in range(MOST_OPEN):
        desk.begin(f"k{number}")
    answer = desk.ask(key="more")
    assert refused(answer) == (429, "PAYMENTS_TOO_MANY")
    assert answer.headers["retry-after"]


@pytest.mark.req("pay-08", "pay-09", "sts-07", "C-16")
def test_a_payment_changes_the_status_makes_a_receipt_and_lets_the_checks_begin(desk: Desk) -> None:
    payment = desk.pay()
    after = desk.now()
    assert (after.status, after.payment, after.paid_by) == (Status.PAID, PaymentState.PAID, payment)
    event = applications.history("a1")[-1]
    assert (event.kind, set(event.effects)) == (Kind.FEE_PAID, {Effect.VERIFY, Effect.ISSUE, Effect.NOTIFY})
    receipt = receipts.get("a1", str(after.receipt_number), Receipt)
    assert receipt
    assert (receipt.amount, receipt.payer, receipt.method, receipt.application_number) == (
        FEE,
        "Иванова Анна Сергеевна",
        "card",
        "JQNQ-XHXK-M4W1",
    )
    shown = desk.shown()
    assert (shown["status_label"], shown["next_actor"], shown["due_by"]) == ("Оплачено", "system", None)
    assert desk.look_at() is None, "and nobody has to look again"
    assert deliver(verify, desk.news()) == []
    assert desk.history()[-1] is Kind.CHECKS_STARTED


@pytest.mark.req("pay-01", "sts-07")
def test_before_the_fee_has_been_paid_no_news_starts_a_check(desk: Desk) -> None:
    assert deliver(verify, desk.news()) == []
    assert desk.now().status is Status.ACCEPTED


@pytest.mark.req("pay-10")
@pytest.mark.parametrize(
    ("reason", "failure"),
    [
        ("general_decline", Failure.DECLINED),
        ("insufficient_funds", Failure.INSUFFICIENT_FUNDS),
        ("expired_on_confirmation", Failure.EXPIRED),
        ("something_new", Failure.DECLINED),
    ],
)
def test_a_failed_payment_keeps_the_application_and_says_that_it_can_be_repeated(
    desk: Desk, reason: str, failure: Failure
) -> None:
    desk.press(desk.begin(), "fail", reason=reason)
    assert (desk.now().status, desk.now().payment) == (Status.ACCEPTED, PaymentState.FAILED)
    event = applications.history("a1")[-1]
    assert (event.kind, event.effects) == (Kind.FEE_FAILED, (Effect.NOTIFY,))
    shown = desk.shown()
    assert "Повторите оплату: 500,00\xa0₽" in shown["next_step"]
    history = Gateway(status)("GET", f"{desk.path}/payments").json
    (attempt,) = history["items"]
    assert (attempt["status"], attempt["reason"], attempt["pay_url"]) == ("failed", failure, None)
    assert "овторите оплату" in attempt["detail"]
    desk.pay("k2")
    assert desk.now().payment is PaymentState.PAID
    assert desk.held() == FEE


@pytest.mark.req("pay-10")
def test_of_two_callbacks_one_counts(desk: Desk) -> None:
    desk.order("duplicate")
    payment = desk.pay()
    desk.press(payment, "fail")
    assert [answer.status for _, answer in desk.heard] == [200] * 4
    assert desk.history().count(Kind.FEE_PAID) == 1
    assert (states(desk), desk.held()) == ([AttemptState.SUCCEEDED], FEE)


@pytest.mark.req("pay-10")
@pytest.mark.parametrize("mode", ["out_of_order", "late"])
def test_the_order_in_which_callbacks_come_does_not_matter(desk: Desk, mode: str) -> None:
    desk.order(mode, seconds=0)
    desk.pay()
    assert {answer.status for _, answer in desk.heard} == {200}
    assert desk.history()[-1] is Kind.FEE_PAID


@pytest.mark.req("pay-07", "pay-10")
def test_a_callback_without_our_mark_is_refused_and_nobody_is_asked(desk: Desk, wire: Wire) -> None:
    desk.order("wrong_signature")
    payment = desk.pay()
    ((body, answer),) = desk.heard
    assert refused(answer) == (401, "SIGNATURE_WRONG")
    wire.broken = AssertionError("the provider must not be asked")
    other = {**body["object"]["metadata"], "signature": marks.of("0" * 32)}
    unmarked: tuple[Json, ...] = (
        {},
        {"object": {}},
        {"object": None},
        {"object": {**body["object"], "metadata": {}}},
        {"object": {**body["object"], "metadata": {"payment_id": payment}}},
        {"object": {**body["object"], "metadata": {"payment_id": payment, "signature": ""}}},
        {"object": {**body["object"], "metadata": {"payment_id": payment, "signature": "ё"}}},
        {"object": {**body["object"], "metadata": {"payment_id": 7, "signature": 7}}},
        {"object": {**body["object"], "metadata": other}},
    )
    for forged in unmarked:
        assert refused(callback(forged)) == (401, "SIGNATURE_WRONG"), forged
    assert callback("[]").status in (400, 422)
    assert (desk.history()[-1], states(desk)) == (Kind.SUBMITTED_WITH_FEE, [AttemptState.OPEN])


@pytest.mark.req("pay-10")
def test_a_payment_that_is_not_known_is_not_found_without_detail(desk: Desk) -> None:
    payment = desk.begin()
    stranger = {"payment_id": "f" * 32, "signature": marks.of("f" * 32)}
    notice = {"object": {"metadata": stranger, "amount": {"value": "500.00", "currency": "RUB"}}}
    answer = callback(notice)
    assert refused(answer) == (404, "NOT_FOUND")
    assert payment not in answer.text
    with pytest.raises(NotFound):
        applications.get("f" * 32)


@pytest.mark.req("pay-07")
def test_what_a_callback_says_is_not_believed_if_the_provider_says_otherwise(desk: Desk) -> None:
    payment = desk.begin()
    body = desk.notice(payment, status="succeeded", event="payment.succeeded")
    assert refused(callback(body)) == (503, "PAYMENT_UNAVAILABLE")
    assert states(desk) == [AttemptState.OPEN]
    desk.press(payment, "fail")
    assert callback(body).status == 200
    assert (states(desk), desk.now().payment) == ([AttemptState.FAILED], PaymentState.FAILED)


@pytest.mark.req("pay-10")
def test_another_amount_pays_nothing_is_logged_and_goes_back(desk: Desk, logged: io.StringIO) -> None:
    desk.order("other_amount")
    desk.pay()
    assert refused(desk.heard[0][1]) == (422, "AMOUNT_DIFFERS")
    assert (desk.now().status, desk.now().payment) == (Status.ACCEPTED, PaymentState.FAILED)
    assert Kind.FEE_PAID not in desk.history()
    assert "another amount" in logged.getvalue()
    (payment,) = desk.attempts()
    assert (payment.settlement and payment.settlement.failure) is Failure.AMOUNT_DIFFERS
    assert (states(desk), desk.held()) == ([AttemptState.RETURNING], FEE + 100)
    desk.order("none")
    assert desk.balance() == []
    assert (states(desk), desk.held()) == ([AttemptState.RETURNED], 0)
    desk.pay("k2")
    assert desk.held() == FEE


@pytest.mark.req("pay-10")
def test_a_callback_that_names_another_amount_than_the_provider_is_refused(desk: Desk) -> None:
    desk.order("silent")
    payment = desk.pay()
    lie = desk.notice(payment, amount={"value": "1.00", "currency": "RUB"})
    assert refused(callback(lie)) == (422, "AMOUNT_DIFFERS")
    assert states(desk) == [AttemptState.OPEN]
    assert callback(desk.notice(payment)).status == 200
    assert desk.now().payment is PaymentState.PAID


@pytest.mark.req("pay-10")
def test_a_second_success_goes_back_by_itself_and_its_payer_is_told(desk: Desk) -> None:
    first, second = desk.begin("k1"), desk.begin("k2", "wallet")
    desk.press(second)
    paid = desk.now()
    desk.press(first)
    assert desk.now() == paid, "what is on its way to the book is not touched"
    assert (desk.now().paid_by, states(desk)) == (second, [AttemptState.RETURNING, AttemptState.SUCCEEDED])
    assert desk.held() == 2 * FEE
    assert desk.balance() == []
    assert (states(desk), desk.held()) == ([AttemptState.RETURNED, AttemptState.SUCCEEDED], FEE)
    assert notices() == ["payment_returned"]
    assert (desk.history().count(Kind.FEE_PAID), desk.now().payment) == (1, PaymentState.PAID)
    assert desk.look_at() is None


@pytest.mark.req("pay-10")
def test_when_nobody_rings_time_finds_the_second_success(desk: Desk) -> None:
    first, second = desk.begin("k1"), desk.begin("k2")
    desk.press(first)
    desk.press(second)
    told(Effect.PAYMENT)
    assert desk.pass_time(minutes=6) == []
    assert desk.held() == FEE


@pytest.mark.req("app-18", "pay-10")
def test_a_withdrawn_application_gets_its_fee_back_once(desk: Desk) -> None:
    desk.pay()
    assert desk.withdraw() == 200
    event = applications.history("a1")[-1]
    assert Effect.PAYMENT in event.effects
    for _ in range(2):
        assert desk.balance(desk.news(), desk.news()) == []
    assert (desk.now().status, desk.now().payment) == (Status.WITHDRAWN, PaymentState.REFUNDED)
    assert desk.history()[-2:] == [Kind.WITHDRAWN, Kind.FEE_REFUNDED]
    assert (states(desk), desk.held()) == ([AttemptState.RETURNED], 0)
    assert desk.shown()["payment"]["status_label"] == "возвращено"


@pytest.mark.req("app-18", "pay-10")
def test_what_is_paid_after_the_withdrawal_goes_back(desk: Desk) -> None:
    payment = desk.begin()
    desk.withdraw()
    assert desk.now().payment is PaymentState.NOT_REQUIRED
    desk.press(payment)
    assert [answer.status for _, answer in desk.heard] == [200]
    assert desk.balance() == []
    assert (states(desk), desk.held(), desk.now().status) == ([AttemptState.RETURNED], 0, Status.WITHDRAWN)
    assert notices() == ["payment_returned"]


@pytest.mark.req("pay-05")
def test_an_application_that_is_not_paid_in_time_is_closed_and_what_comes_later_goes_back(
    desk: Desk, clock: type[Clock]
) -> None:
    desk.order("silent")
    payment = desk.begin()
    desk.pass_time(days=29, hours=23, minutes=59)
    assert desk.now().status is Status.ACCEPTED
    clock.moment = clock.moment.replace(hour=9, minute=0)
    assert strike()["fee_lapsed"] == 1
    assert (desk.now().status, desk.now().payment) == (Status.WITHDRAWN, PaymentState.NOT_REQUIRED)
    desk.press(payment)
    assert desk.pass_time(hours=1) == []
    assert (states(desk), desk.held()) == ([AttemptState.RETURNED], 0)


@pytest.mark.req("pay-10")
def test_when_no_callback_comes_the_provider_is_asked_after_some_minutes(desk: Desk) -> None:
    desk.order("silent")
    desk.pay()
    assert desk.heard == []
    assert desk.pass_time(minutes=4) == []
    assert states(desk) == [AttemptState.OPEN]
    assert desk.pass_time(minutes=1) == []
    assert (states(desk), desk.now().payment) == ([AttemptState.SUCCEEDED], PaymentState.PAID)
    assert strike() == {}


def test_an_open_page_is_looked_at_again_and_again_but_ever_more_rarely(desk: Desk) -> None:
    desk.begin()
    waits = []
    for _ in range(26):
        before = desk.look_at()
        assert before
        Clock.moment = before
        assert desk.pass_time() == []
        after = desk.look_at()
        assert after
        waits.append((after - before).total_seconds() / 60)
    assert waits == [5.0] * 23 + [60.0] * 3


@pytest.mark.req("rel-04", "rel-06")
def test_a_provider_that_is_down_costs_nobody_anything(desk: Desk, wire: Wire, clock: type[Clock]) -> None:
    desk.order("unavailable")
    assert refused(desk.ask()) == (503, "PAYMENT_UNAVAILABLE")
    assert desk.attempts() == []
    desk.order("none")
    payment = desk.begin()
    wire.broken = ConnectTimeoutError()
    desk.press(payment)
    assert refused(desk.heard[-1][1]) == (503, "PAYMENT_UNAVAILABLE")
    assert desk.pass_time(minutes=5) == []
    assert states(desk) == [AttemptState.OPEN]
    wire.broken = None
    assert desk.pass_time(minutes=5) == []
    assert desk.now().payment is PaymentState.PAID
    assert health.lately(clock.moment)[Part.PAYMENTS].state is State.DISTURBED


@pytest.mark.req("rel-04")
def test_a_provider_that_keeps_us_waiting_is_asked_for_the_rest_another_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.order("silent")
    for key in ("k1", "k2", "k3"):
        desk.pay(key)
    hours = itertools.count(0, 3600)
    with monkeypatch.context() as slow:
        slow.setattr("functions.payment.balance.time.monotonic", lambda: next(hours))
        assert desk.balance(desk.news()) == []
    assert states(desk) == [AttemptState.OPEN] * 3
    assert desk.pass_time(minutes=5) == []
    assert states(desk) == [AttemptState.RETURNED, AttemptState.RETURNED, AttemptState.SUCCEEDED]


@pytest.mark.req("rel-04", "pay-10")
def test_an_answer_that_is_lost_on_its_way_opens_no_second_page_and_returns_nothing_twice(
    desk: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = wire.request

    def lost(method: str, url: str, **sent: Any) -> Any:
        answer = real(method, url, **sent)
        if method == "POST":
            raise ReadTimeoutError(None, "", "")  # type: ignore[arg-type]
        return answer

    with monkeypatch.context() as line:
        line.setattr(wire, "request", lost)
        assert refused(desk.ask()) == (503, "PAYMENT_UNAVAILABLE")
    desk.press(desk.begin())
    desk.withdraw()
    with monkeypatch.context() as line:
        line.setattr(wire, "request", lost)
        assert desk.balance(desk.news()) == []
    assert desk.now().payment is PaymentState.PAID
    assert desk.pass_time(minutes=5) == []
    assert desk.now().payment is PaymentState.REFUNDED
    assert (desk.opened(), desk.refunds(), desk.held()) == (1, 1, 0)


@pytest.mark.req("pay-10")
def test_money_on_its_way_back_is_followed_until_it_is_there(desk: Desk) -> None:
    desk.pay()
    desk.withdraw()
    desk.order("refund_pending")
    assert desk.balance(desk.news()) == []
    assert (states(desk), desk.now().payment) == ([AttemptState.RETURNING], PaymentState.PAID)
    assert desk.pass_time(minutes=5) == []
    assert desk.held() == FEE
    desk.order("none")
    assert desk.pass_time(minutes=5) == []
    assert (desk.now().payment, desk.held()) == (PaymentState.REFUNDED, 0)
    assert desk.refunds() == 1


@pytest.mark.req("pay-10")
def test_money_that_cannot_go_back_sounds_an_alarm_until_it_can(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.pay()
    desk.withdraw()
    desk.order("refund_canceled")
    assert desk.balance(desk.news()) == []
    assert '"payments_unbalanced":[1.0]' in capsys.readouterr().out
    desk.order("none")
    assert desk.pass_time(minutes=5) == []
    assert (desk.now().payment, desk.held(), desk.refunds()) == (PaymentState.REFUNDED, 0, 2)


@pytest.mark.req("sec-12", "pay-06")
def test_logs_and_queues_name_payments_and_nothing_else(desk: Desk, logged: io.StringIO) -> None:
    desk.press(desk.begin("k0"), "fail")
    one, other = desk.begin("k1"), desk.begin("k2")
    desk.press(one)
    desk.press(other)
    queued = told(Effect.PAYMENT)
    assert queued
    lines = logged.getvalue() + "".join(queued)
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in lines]
    assert "signature" not in lines
    assert "the password" not in lines


def test_the_providers_word_reaches_us_only_by_its_own_name_for_the_payment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two attempts cannot count on one payment of the provider's."""
    desk.begin("k1")
    (first,) = desk.attempts()
    opened = Opened.model_validate(
        {"id": first.attempt.reference, "confirmation": {"confirmation_url": first.attempt.pay_url}}
    )
    monkeypatch.setattr(adapter, "begin", lambda *_: opened)
    assert refused(desk.ask(key="k2")) == (409, "CONCURRENT_CHANGE")
    assert len(desk.attempts()) == 1


@pytest.mark.req("sec-07")
def test_the_audit_log_knows_which_payment_a_callback_was_about(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Record] = []
    monkeypatch.setattr(queues, "record", kept.append)
    payment = desk.pay()
    (heard,) = (record for record in kept if record.action == "POST /v1/payments/callback")
    assert heard.object == {"payment_id": payment, "application_id": "a1"}
