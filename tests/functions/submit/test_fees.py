"""Sending an application: free, or with the fee that the table says for whoever sends it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.submit.app import app
from shared.domain.application import Actor
from shared.domain.codes import Purpose
from shared.domain.lifecycle import step
from shared.domain.states import Effect, Kind, PaymentState, Status
from shared.domain.version import SealedDocument
from shared.store import accounts, applications, codes, table, versions
from tests.builders import FIELDS, HOLDER, NOW, profile, version
from tests.functions.submit.test_submit import ready, submit
from tests.gateway import Gateway
from tests.stored import opening

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def call() -> Gateway:
    accounts.add(profile())
    return Gateway(app)


def sent(call: Gateway, category: str, key: str = "k1", **body: Any) -> tuple[str, int]:
    """Send an application; gives the state of its payment, and the amount."""
    answer = submit(call, ready(call, key, category=category, **body), key=f"s{key}")
    assert answer.status == 202, answer.text
    return answer.json["payment"]["status"], answer.json["payment"]["amount"]


def publish(category: str) -> None:
    """Give the holder a book of a category."""
    made = versions.prepare(version(category=category))
    document = SealedDocument(key="books/1.pdf", version_id="v1", sha256="ab" * 32, size=1)
    table.transact(*opening(made, document))


@pytest.mark.req("pay-01", "pay-04", "C-30")
def test_a_free_application_goes_straight_to_the_checks(call: Gateway) -> None:
    assert sent(call, "catering") == ("NOT_REQUIRED", 0)
    (application,) = applications.of(HOLDER, limit=9, cursor=None).items
    event = applications.history(application.id)[-1]
    assert (event.kind, Effect.VERIFY in event.effects, application.fee) == (Kind.SUBMITTED, True, None)


@pytest.mark.req("pay-02", "pay-03", "C-16", "C-30")
def test_a_first_issue_in_culture_waits_for_its_fee(call: Gateway) -> None:
    assert sent(call, "culture") == ("DUE", 500_00)
    (application,) = applications.of(HOLDER, limit=9, cursor=None).items
    event = applications.history(application.id)[-1]
    assert (event.kind, event.effects) == (Kind.SUBMITTED_WITH_FEE, (Effect.ISSUE, Effect.NOTIFY))
    assert application.fee
    assert (application.fee.table, application.fee.event) == ("2026-1", "first_issue")


@pytest.mark.req("pay-02", "C-30")
@pytest.mark.parametrize(
    ("held", "category", "due"),
    [
        ("catering", "catering", ("NOT_REQUIRED", 0)),
        ("catering", "culture", ("DUE", 350_00)),
        ("culture", "catering", ("DUE", 350_00)),
        ("culture", "culture", ("NOT_REQUIRED", 0)),
    ],
)
def test_a_renewal_is_free_and_a_change_of_category_is_not(
    call: Gateway, held: str, category: str, due: tuple[str, int]
) -> None:
    publish(held)
    assert sent(call, category) == due


@pytest.mark.req("pay-02", "rej-12")
def test_the_repetition_of_a_paid_application_is_free_however_often(call: Gateway) -> None:
    assert sent(call, "culture") == ("DUE", 500_00)
    (first,) = applications.of(HOLDER, limit=9, cursor=None).items
    refused = refuse(first.id, PaymentState.PAID)
    for turn in ("a", "b"):
        again = call("POST", f"/v1/applications/{refused}/resubmit", idempotency_key=f"r{turn}").json["id"]
        codes.remember(HOLDER, Purpose.SIGNATURE, FIELDS["phone"], "123456", datetime.now(UTC))
        answer = submit(call, again, key=f"s{turn}").json["payment"]
        assert (answer["status"], answer["amount"]) == ("NOT_REQUIRED", 0)
        refused = refuse(again, PaymentState.NOT_REQUIRED)


def refuse(application_id: str, payment: PaymentState) -> str:
    """Have an application refused; gives its id."""
    application = applications.get(application_id)
    in_review = application.model_copy(update={"status": Status.IN_REVIEW, "payment": payment})
    application = applications.save(application, in_review)
    applications.commit(application, step(application, Kind.REFUSED, NOW, Actor.REVIEWER))
    return application_id


@pytest.mark.req("app-18")
def test_an_application_that_waits_for_its_fee_can_be_withdrawn_and_leaves_its_place(call: Gateway) -> None:
    sent(call, "culture")
    (application,) = applications.of(HOLDER, limit=9, cursor=None).items
    answer = call("POST", f"/v1/applications/{application.id}/withdraw", idempotency_key="w")
    assert (answer.status, answer.json["payment"]["status"]) == (200, "NOT_REQUIRED")
    assert sent(call, "culture", "k2") == ("DUE", 500_00)
