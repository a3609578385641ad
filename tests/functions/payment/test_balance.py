"""Whatever people, the provider and time do in whatever order: payments less refunds are the fee, or 0."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain import numbers
from shared.domain.states import Kind, PaymentState, Status
from tests.functions.payment.desk import FEE, Desk, fee_due

Act = tuple[Any, ...]

_names = (f"b{number}" for number in itertools.count())
_which = st.integers(0, 3)

ACTS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from(["card", "wallet", "bank"])),
    st.tuples(st.just("press"), _which, st.sampled_from(["succeed", "succeed", "fail"])),
    st.tuples(st.just("tell"), _which),
    st.tuples(st.just("order"), st.sampled_from(["none", "none", "silent", "duplicate", "other_amount"])),
    st.tuples(st.just("order"), st.sampled_from(["out_of_order", "refund_pending", "refund_canceled"])),
    st.tuples(st.just("order"), st.sampled_from(["unavailable", "wrong_signature"])),
    st.tuples(st.just("wait"), st.sampled_from([1, 6, 130])),
    st.tuples(st.just("withdraw")),
)


class Story:
    """One application through a story, with whatever is possible done."""

    def __init__(self, desk: Desk) -> None:
        name = next(_names)
        fee_due(name, numbers.fresh())
        self.desk = Desk(desk.provider, desk.books, name)
        self.begun: list[str] = []
        self.desk.order("none")

    def act(self, act: Act) -> None:
        match act:
            case ("begin", method):
                answer = self.desk.ask(method, f"k{len(self.begun)}")
                if answer.status == 201:
                    self.begun.append(answer.json["payment_id"])
            case ("press", place, outcome) if place < len(self.begun):
                self.desk.press(self.begun[place], outcome)
            case ("tell", place) if place < len(self.begun):
                self.desk.hear(CALLBACK, self.desk.notice(self.begun[place]))
            case ("order", mode):
                self.desk.order(mode)
            case ("wait", minutes):
                assert self.desk.pass_time(minutes=minutes) == []
            case ("withdraw",):
                self.desk.withdraw()

    def end(self) -> None:
        """Let the provider behave, and time pass until nothing is open."""
        self.desk.order("none")
        for payment in self.begun:
            self.desk.press(payment, "fail")
        while self.desk.look_at() or self.desk.pass_time():
            assert self.desk.pass_time(minutes=61) == []

    def require_sense(self) -> None:
        """Require what must hold at every moment."""
        now = self.desk.now()
        assert self.desk.history().count(Kind.FEE_PAID) == (1 if now.paid_by else 0)
        if now.payment is PaymentState.PAID and now.status is not Status.WITHDRAWN:
            assert self.desk.held() >= FEE

    def require_balance(self) -> None:
        now = self.desk.now()
        due = FEE if now.payment is PaymentState.PAID else 0
        assert sum(payment.kept for payment in self.desk.attempts()) == self.desk.held() == due
        assert not any(payment.open or payment.owed(now) for payment in self.desk.attempts())
        assert now.payment is not PaymentState.PAID or now.status is Status.PAID


CALLBACK = "http://payments.test/v1/payments/callback"


@pytest.mark.req("pay-10", "app-18")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=14))
def test_payments_less_refunds_are_the_fee_if_it_is_paid_and_nothing_otherwise(
    desk: Desk, acts: list[Act]
) -> None:
    story = Story(desk)
    for act in acts:
        story.act(act)
        story.require_sense()
    story.end()
    story.require_balance()
