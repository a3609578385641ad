"""Fees and payments as applicants see them (pay-03, pay-05)."""

from typing import Literal, Self

from shared.domain import terms
from shared.domain.application import Application
from shared.domain.fees import Fee, FeeEvent
from shared.domain.model import Model, Moment
from shared.domain.payments import Failure, Method, Payment, State
from shared.domain.states import PaymentState
from shared.domain.texts import Language, text


class FeeView(Model):
    """A fee, in kopecks and in words; of a sample everybody is told that it is one."""

    event: FeeEvent
    event_label: str
    category: str
    amount: int
    amount_label: str
    basis: str
    sample: bool

    @classmethod
    def of(cls, fee: Fee, language: Language) -> Self:
        """Show a fee."""
        known = {name: getattr(fee, name) for name in ("event", "category", "amount", "basis", "sample")}
        label = text("fees", fee.event, language)
        return cls(event_label=label, amount_label=_money(fee.amount, language), **known)


class PaymentView(Model):
    """What is or was to be paid for an application, in kopecks, why, and by when."""

    status: PaymentState
    status_label: str
    amount: int
    amount_label: str
    currency: Literal["RUB"] = "RUB"
    fee: FeeView | None
    basis: str | None
    due_by: Moment | None
    paid_at: Moment | None
    receipt_number: str | None

    @classmethod
    def of(cls, application: Application, language: Language) -> Self:
        """Show where the fee of an application is."""
        fee = application.fee
        amount = fee.amount if fee else 0
        return cls(
            status=application.payment,
            status_label=text("payment_states", application.payment, language),
            amount=amount,
            amount_label=_money(amount, language),
            fee=FeeView.of(fee, language) if fee else None,
            basis=fee.basis if fee else None,
            due_by=terms.payment_until(application),
            paid_at=application.paid_at,
            receipt_number=application.receipt_number,
        )


class AttemptView(Model):
    """One attempt to pay; `detail` says what is to be done about it, and an open one has its page."""

    payment_id: str
    application_id: str
    method: Method
    method_label: str
    amount: int
    amount_label: str
    currency: Literal["RUB"] = "RUB"
    status: State
    status_label: str
    reason: Failure | None
    detail: str | None
    pay_url: str | None
    begun_at: Moment
    settled_at: Moment | None
    returned_at: Moment | None

    @classmethod
    def of(cls, payment: Payment, application: Application, language: Language) -> Self:
        """Show an attempt."""
        attempt, settlement, state = payment.attempt, payment.settlement, payment.state(application)
        failure = settlement.failure if settlement else None
        return cls(
            payment_id=attempt.id,
            application_id=attempt.application_id,
            method=attempt.method,
            method_label=text("payment_methods", attempt.method, language),
            amount=attempt.amount,
            amount_label=_money(attempt.amount, language),
            status=state,
            status_label=text("attempt_states", state, language),
            reason=failure,
            detail=text("payment_failures", failure, language) if failure else None,
            pay_url=attempt.pay_url if payment.open and application.unpaid else None,
            begun_at=attempt.begun_at,
            settled_at=settlement.at if settlement else None,
            returned_at=payment.refund.at if payment.refund else None,
        )


def _money(kopecks: int, language: Language) -> str:
    return text("payments", "amount", language, amount=kopecks)
