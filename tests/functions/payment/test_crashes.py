"""The cash desk is cut off at every call, or met by somebody quicker: no kopeck is lost or taken twice."""

from collections.abc import Callable

import pytest

from functions.payment.app import app
from shared.cloud import clients
from shared.domain.payments import Receipt
from shared.domain.states import Kind, PaymentState, Status
from shared.settings import settings
from shared.store import messages, receipts
from tests.builders import HOLDER
from tests.faults import after, calls_made, power_cut
from tests.functions.payment.desk import FEE, Desk
from tests.gateway import Gateway

CALLBACK = (
    *("GenerateMac", "GetItem", "Query"),  # whose it is
    "UpdateItem",  # that the provider has answered
    *("Query", "GetItem", "TransactWriteItems"),
    *("GetItem", "SendMessage"),
)
SURPLUS = (*CALLBACK[:-1], "SendMessage", "SendMessage")
CHECKOUT = (
    *("PutItem", "GetItem", "Query", "Query"),
    *("GenerateMac", "UpdateItem", "TransactWriteItems"),
    *("UpdateItem", "SendMessage"),
)
REFUND = (
    *("Query", "GetItem", "UpdateItem", "UpdateItem", "TransactWriteItems"),
    *("Query", "GetItem", "SendMessage"),
)


def tell(desk: Desk, payment: str) -> int:
    return Gateway(app, account=None)("POST", "/v1/payments/callback", desk.notice(payment)).status


def silently_paid(desk: Desk, *, twice: bool = False) -> str:
    """Pay at a provider that says nothing, perhaps after another page; gives the payment."""
    payment, other = desk.begin(), desk.begin("other") if twice else None
    if other:
        desk.press(other)
    desk.order("silent")
    desk.press(payment)
    desk.order("none")
    return payment


def require_paid_once(desk: Desk) -> None:
    assert desk.history().count(Kind.FEE_PAID) == 1
    assert (desk.now().status, desk.now().payment) == (Status.PAID, PaymentState.PAID)
    receipt = receipts.get(desk.name, str(desk.now().receipt_number), Receipt)
    assert receipt
    assert receipt.payment_id == desk.now().paid_by
    while desk.pass_time(days=1):
        continue
    assert sum(payment.kept for payment in desk.attempts()) == desk.held() == FEE


def good_callback(desk: Desk) -> Callable[[], object]:
    notice = desk.notice(silently_paid(desk))
    return lambda: Gateway(app, account=None)("POST", "/v1/payments/callback", notice)


def good_surplus(desk: Desk) -> Callable[[], object]:
    notice = desk.notice(silently_paid(desk, twice=True))
    return lambda: Gateway(app, account=None)("POST", "/v1/payments/callback", notice)


def good_refund(desk: Desk) -> Callable[[], object]:
    desk.pay()
    desk.withdraw()
    news = desk.news()
    return lambda: desk.balance(news)


@pytest.mark.parametrize(
    ("prepared", "calls"),
    [
        (good_callback, CALLBACK),
        (good_surplus, SURPLUS),
        (lambda desk: desk.ask, CHECKOUT),
        (good_refund, REFUND),
    ],
)
def test_the_calls_of_good_runs_are_those_that_are_cut_below(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    prepared: Callable[[Desk], Callable[[], object]],
    calls: tuple[str, ...],
) -> None:
    act = prepared(desk)
    made = calls_made(monkeypatch)
    act()
    assert made == [*calls]


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize(("place", "call"), [*enumerate(CALLBACK)])
def test_a_callback_that_was_cut_off_anywhere_counts_once_when_it_comes_again(
    desk: Desk, place: int, call: str
) -> None:
    payment = silently_paid(desk)
    notice = desk.notice(payment)
    with after(place, power_cut):
        cut = Gateway(app, account=None)("POST", "/v1/payments/callback", notice)
    assert cut.status in (500, 503), call
    assert tell(desk, payment) == 200
    require_paid_once(desk)


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize(("place", "call"), [*enumerate(CALLBACK)])
def test_a_callback_that_was_cut_off_and_never_comes_again_is_made_up_for_by_time(
    desk: Desk, place: int, call: str
) -> None:
    payment = silently_paid(desk)
    notice = desk.notice(payment)
    with after(place, power_cut):
        Gateway(app, account=None)("POST", "/v1/payments/callback", notice)
    assert desk.pass_time(minutes=5) == [], call
    require_paid_once(desk)


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize("place", range(len(SURPLUS)))
def test_a_second_success_whose_callback_was_cut_off_anywhere_goes_back_once(desk: Desk, place: int) -> None:
    notice = desk.notice(silently_paid(desk, twice=True))
    with after(place, power_cut):
        Gateway(app, account=None)("POST", "/v1/payments/callback", notice)
    assert desk.pass_time(minutes=6) == []
    require_paid_once(desk)
    assert desk.refunds() == 1
    assert [each.kind for each in messages.of(HOLDER, limit=9, cursor=None).items] == ["payment_returned"]


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize("place", range(len(CALLBACK)))
def test_two_callbacks_at_once_count_once(desk: Desk, place: int) -> None:
    payment = silently_paid(desk)
    notice, statuses = desk.notice(payment), list[int]()

    def meanwhile() -> None:
        other = Gateway(app, account=None)("POST", "/v1/payments/callback", notice)
        statuses.append(other.status)

    with after(place, meanwhile):
        meanwhile()
    assert statuses == [200, 200]
    require_paid_once(desk)


@pytest.mark.req("app-18", "pay-10")
@pytest.mark.parametrize("place", range(len(CALLBACK)))
def test_a_withdrawal_in_the_middle_of_a_callback_leaves_nobody_out_of_pocket(desk: Desk, place: int) -> None:
    payment = silently_paid(desk)
    notice = desk.notice(payment)
    with after(place, desk.withdraw):
        told = Gateway(app, account=None)("POST", "/v1/payments/callback", notice)
    assert told.status == 200
    assert desk.balance(desk.news()) == []
    assert (desk.now().status, desk.held()) == (Status.WITHDRAWN, 0)
    assert desk.now().payment in (PaymentState.REFUNDED, PaymentState.NOT_REQUIRED)
    assert sum(each.kept for each in desk.attempts()) == 0


@pytest.mark.req("pay-06", "rel-03")
@pytest.mark.parametrize("place", range(len(CHECKOUT)))
def test_a_checkout_that_was_cut_off_anywhere_opens_one_page_when_it_is_repeated(
    desk: Desk, place: int
) -> None:
    with after(place, power_cut):
        cut = desk.ask()
    assert cut.status in (500, 503)
    forget_what_was_in_progress()
    again = desk.ask()
    assert again.status == 201, again.text
    (attempt,) = desk.attempts()
    assert (attempt.attempt.id, desk.opened()) == (again.json["payment_id"], 1)


def forget_what_was_in_progress() -> None:
    """Let the hold of a dead request run out, which takes as long as a function may run."""
    for item in clients.dynamodb().scan(TableName=settings.table)["Items"]:
        if item.get("status") == {"S": "INPROGRESS"}:
            key = {name: item[name] for name in ("PK", "SK")}
            clients.dynamodb().delete_item(TableName=settings.table, Key=key)


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize("place", range(len(REFUND)))
def test_a_refund_that_was_cut_off_anywhere_is_made_once(desk: Desk, place: int) -> None:
    desk.pay()
    desk.withdraw()
    news = desk.news()
    with after(place, power_cut):
        assert desk.balance(news) == [0]
    assert desk.balance(news) == []
    assert (desk.now().payment, desk.held(), desk.refunds()) == (PaymentState.REFUNDED, 0, 1)
    assert desk.history().count(Kind.FEE_REFUNDED) == 1


@pytest.mark.req("pay-10", "rel-03")
@pytest.mark.parametrize("place", range(len(REFUND)))
def test_a_refund_that_is_made_by_two_at_once_is_made_once(desk: Desk, place: int) -> None:
    desk.pay()
    desk.withdraw()
    news = desk.news()
    with after(place, lambda: desk.balance(news)):
        desk.balance(news)
    assert desk.balance(news) == []
    assert (desk.now().payment, desk.held(), desk.refunds()) == (PaymentState.REFUNDED, 0, 1)
    assert desk.history().count(Kind.FEE_REFUNDED) == 1
