"""A receipt says who has paid how much, when, how and for what, and is signed once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.issue.app import handler
from functions.issue.assurance import UnassuredError
from functions.issue.receipts import render
from local.authority import Authority
from shared.cloud import clients
from shared.domain.payments import Method
from shared.domain.states import Result
from shared.domain.texts import text
from shared.settings import settings
from shared.store import applications, receipts, table
from tests.builders import receipt
from tests.faults import after, calls_made, power_cut
from tests.functions.issue.reading import dense, poppler_text, run
from tests.functions.issue.test_app import certify, parameters, start_anew
from tests.queues import deliver, news_of
from tests.stored import stored_submission


@pytest.mark.req("pay-08")
@pytest.mark.parametrize("method", Method)
def test_a_receipt_says_number_amount_time_method_and_payer(method: Method, tmp_path: Path) -> None:
    paid_at = datetime(2026, 11, 23, 21, 30, 5, tzinfo=UTC)
    pdf = render(receipt(method=method, paid_at=paid_at, amount=1_234_567_89))
    read = dense(poppler_text(pdf, tmp_path))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "book.pdf")
    for said in (
        *("QJNQ-XHXK-M4W2", "0000-0000-0000", "Иванова Анна Сергеевна", "1 234 567,89 ₽"),
        *("24.11.2026 00:30:05 (МСК)", text("payment_methods", method), "Образец: сумма условная"),
    ):
        assert dense(said) in read, said


def test_the_same_receipt_gives_the_same_bytes() -> None:
    assert render(receipt()) == render(receipt())
    assert render(receipt()) != render(receipt(amount=1))


def test_a_receipt_that_does_not_say_what_was_paid_is_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.issue.press.flow.Flow.field", lambda *_: None)
    with pytest.raises(UnassuredError, match="Сумма"):
        render(receipt())


@pytest.fixture
def paid(aws: None, authority: Authority) -> str:  # noqa: ARG001 - in this order
    """News of an application whose fee has been paid."""
    parameters.cache_clear()
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    application = stored_submission()
    known = application.model_copy(update={"receipt_number": receipt().number})
    applications.save(application, known)
    table.transact(receipts.record(receipt()))
    start_anew()
    return news_of("a1", application.version).model_dump_json()


@pytest.mark.req("pay-08")
def test_when_the_fee_has_been_paid_the_receipt_is_signed_once(paid: str) -> None:
    assert deliver(handler, paid) == []
    document = receipts.document_of("a1", receipt().number)
    assert document
    assert document.key == f"receipts/{receipt().number}.pdf"
    assert deliver(handler, paid, paid) == []
    assert receipts.document_of("a1", receipt().number) == document
    kept = clients.s3().list_object_versions(Bucket=settings.vault_bucket, Prefix="receipts/")
    assert [each["VersionId"] for each in kept["Versions"]] == [document.version_id]


@pytest.mark.req("pay-09", "iss-10")
def test_a_fee_that_has_been_paid_is_not_an_approval(paid: str) -> None:
    deliver(handler, paid)
    assert applications.get("a1").result is Result.IN_WORK
    assert "Contents" not in clients.s3().list_objects_v2(Bucket=settings.vault_bucket, Prefix="books/")


@pytest.mark.req("pay-08", "rel-03")
def test_a_receipt_that_was_cut_off_anywhere_is_made_by_the_same_news(
    paid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as watched:
        made = calls_made(watched)
        deliver(handler, paid)
    for place in range(len(made)):
        start_anew()
        forget_document(receipt().number)
        with after(place, power_cut):
            assert deliver(handler, paid) == [0], made[place]
        assert deliver(handler, paid) == []
        assert receipts.document_of("a1", receipt().number)


def forget_document(number: str) -> None:
    """Let nothing be left of a signed receipt."""
    key = {"PK": {"S": "APPLICATION#a1"}, "SK": {"S": f"RECEIPT_DOCUMENT#{number}"}}
    clients.dynamodb().delete_item(TableName=settings.table, Key=key)
    versions = clients.s3().list_object_versions(Bucket=settings.vault_bucket, Prefix="receipts/")
    for each in versions.get("Versions", []):
        clients.s3().delete_object(Bucket=settings.vault_bucket, Key=each["Key"], VersionId=each["VersionId"])
