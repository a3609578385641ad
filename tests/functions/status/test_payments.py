"""The section «Оплата»: what is due, what has been tried, and the receipt."""

from typing import Any

import pytest

from functions.status.app import app
from shared.domain.application import Actor, Application
from shared.domain.fees import FeeEvent, fee_for
from shared.domain.lifecycle import step
from shared.domain.payments import Attempt, Failure, Outcome, Refund, Settlement
from shared.domain.states import Kind, PaymentState
from shared.domain.version import SealedDocument
from shared.store import applications, payments, receipts, table
from tests.builders import NOW, payment_attempt, receipt
from tests.gateway import Gateway
from tests.stored import stored_submission

Json = dict[str, Any]


@pytest.fixture
def application(aws: None) -> Application:  # noqa: ARG001 - the table
    """An application whose fee is due."""
    sent = stored_submission()
    fee = fee_for(FeeEvent.FIRST_ISSUE, "culture", NOW.date())
    return applications.save(sent, sent.model_copy(update={"fee": fee, "payment": PaymentState.DUE}))


def begun(number: int, **changes: object) -> Attempt:
    attempt = payment_attempt(id=f"{number:032}", reference=f"r{number}", **changes)
    table.transact(*payments.begin(attempt))
    return attempt


def settled(attempt: Attempt, outcome: Outcome, failure: Failure | None = None, received: int = 0) -> None:
    said = Settlement(outcome=outcome, failure=failure, received=received, at=NOW)
    table.transact(payments.settle(attempt, said))


def section(language: str = "ru") -> Json:
    return dict(Gateway(app)("GET", "/v1/applications/a1/payments", accept_language=language).json)


@pytest.mark.req("pay-03", "pay-05")
@pytest.mark.usefixtures("application")
def test_the_section_shows_amount_deadline_attempts_and_no_receipt_yet() -> None:
    settled(begun(1), Outcome.FAILED, Failure.INSUFFICIENT_FUNDS)
    begun(2, method="wallet", begun_at=NOW.replace(hour=10))
    shown = section()
    assert (shown["payment"]["amount_label"], shown["payment"]["due_by"], shown["receipts"]) == (
        "500,00\xa0₽",
        "2026-12-23T09:00:00.000Z",
        [],
    )
    newest, oldest = shown["items"]
    assert (newest["status"], newest["method_label"], newest["pay_url"]) == (
        "open",
        "Электронный кошелёк",
        "http://provider.test/pay",
    )
    assert (oldest["status_label"], oldest["reason"]) == ("не прошло", "insufficient_funds")
    assert "Недостаточно средств" in oldest["detail"]
    assert "not enough money" in section("en")["items"][1]["detail"]


@pytest.mark.req("pay-05", "pay-10")
def test_money_that_goes_back_is_seen_on_its_way(application: Application) -> None:
    first, second = begun(1), begun(2)
    for attempt in (first, second):
        settled(attempt, Outcome.SUCCEEDED, received=500_00)
    known = {"paid_by": first.id, "payment": PaymentState.PAID}
    applications.save(application, application.model_copy(update=known))
    states = {item["payment_id"]: item["status"] for item in section()["items"]}
    assert states == {first.id: "succeeded", second.id: "returning"}
    table.transact(payments.give_back(second, Refund(id="x", amount=500_00, at=NOW)))
    (item,) = (item for item in section()["items"] if item["payment_id"] == second.id)
    assert (item["status"], item["returned_at"]) == ("returned", "2026-11-23T09:00:00.000Z")


@pytest.mark.req("pay-08")
def test_the_receipt_can_be_had_as_soon_as_it_has_been_signed(application: Application) -> None:
    call = Gateway(app)
    paying = begun(1)
    path = f"/v1/payments/{paying.id}/receipt"
    assert call("GET", path).status == 404
    known = {"receipt_number": receipt().number, "payment": PaymentState.PAID, "paid_by": paying.id}
    paid = application.model_copy(update=known)
    applications.save(application, paid)
    early = call("GET", path)
    assert (early.status, early.json["code"], early.headers["retry-after"]) == (409, "RECEIPT_NOT_READY", "2")
    receipts.seal(receipt(), SealedDocument(key="receipts/1.pdf", version_id="v1", sha256="ab", size=7))
    link = call("GET", path).json
    assert (link["file_name"], link["size"]) == (f"Квитанция {receipt().number}.pdf", 7)
    assert section()["receipts"] == [{"number": receipt().number, "href": path}]


@pytest.mark.req("sts-10", "pay-10")
def test_the_timeline_tells_of_payments(application: Application) -> None:
    failed = step(application, Kind.FEE_FAILED, NOW, Actor.SYSTEM)
    applications.commit(application, failed)
    newest = Gateway(app)("GET", "/v1/applications/a1/timeline").json["items"][0]
    assert (newest["event"], newest["text"]) == ("fee_failed", "Оплата не прошла, её можно повторить")


@pytest.mark.usefixtures("application")
def test_a_payment_that_does_not_exist_is_not_found() -> None:
    assert Gateway(app)("GET", f"/v1/payments/{'0' * 32}").status == 404
