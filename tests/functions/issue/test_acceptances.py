"""Whoever has sent an application has a signed list of what was sent (app-17)."""

from pathlib import Path

import pytest

from functions.issue.acceptances import render
from functions.issue.app import handler
from functions.issue.assurance import UnassuredError
from functions.status.app import app as status
from local.authority import Authority
from shared.cloud import clients
from shared.domain.acceptance import Acceptance
from shared.settings import settings
from shared.store import files, receipts, table
from tests.builders import scans
from tests.faults import after, calls_made, power_cut
from tests.functions.issue.reading import dense, poppler_text
from tests.functions.issue.test_app import certify, parameters, start_anew
from tests.functions.issue.test_receipts import forget_document
from tests.gateway import Gateway
from tests.queues import deliver, news_of
from tests.stored import stored_submission


@pytest.fixture
def sent(aws: None, authority: Authority) -> tuple[Acceptance, str]:  # noqa: ARG001 - in this order
    """An application that has just been sent, and the news of it."""
    parameters.cache_clear()
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    application = stored_submission()
    acceptance = Acceptance.of(application, files.of(application.id))
    table.transact(receipts.record(acceptance))
    start_anew()
    return acceptance, news_of("a1", application.version).model_dump_json()


@pytest.mark.req("app-17")
def test_each_file_is_listed_with_its_size_its_digest_and_its_time(
    sent: tuple[Acceptance, str], tmp_path: Path
) -> None:
    acceptance, _ = sent
    assert len(acceptance.files) == len(scans())
    read = dense(poppler_text(render(acceptance), tmp_path))
    for said in (acceptance.number, "Иванова Анна Сергеевна", "Общественное питание"):
        assert dense(said) in read
    for file in acceptance.files:
        assert dense(file.name) in read
        assert file.sha256 in read
    assert "12:00:00(МСК)" in read


@pytest.mark.req("app-17")
def test_a_receipt_that_lacks_a_file_is_not_signed(
    sent: tuple[Acceptance, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    acceptance, _ = sent
    monkeypatch.setattr("functions.issue.acceptances._row", lambda *_: ((), (), ()))
    with pytest.raises(UnassuredError, match="file 0"):
        render(acceptance)


@pytest.mark.req("app-17")
def test_it_is_signed_as_soon_as_the_application_is_sent_and_can_be_had_from_then_on(
    sent: tuple[Acceptance, str],
) -> None:
    acceptance, news = sent
    call = Gateway(status)
    early = call("GET", "/v1/applications/a1/receipt")
    assert (early.status, early.json["code"]) == (409, "RECEIPT_NOT_READY")
    assert deliver(handler, news, news) == []
    document = receipts.document_of("a1", acceptance.number)
    assert document
    link = call("GET", "/v1/applications/a1/receipt").json
    assert (link["sha256"], link["file_name"]) == (document.sha256, f"Расписка {acceptance.number}.pdf")


@pytest.mark.req("app-17", "iss-10")
def test_a_receipt_that_was_cut_off_anywhere_is_made_by_the_same_news(
    sent: tuple[Acceptance, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    acceptance, news = sent
    with monkeypatch.context() as watched:
        made = calls_made(watched)
        deliver(handler, news)
    for place in range(len(made)):
        start_anew()
        forget_document(acceptance.number)
        with after(place, power_cut):
            assert deliver(handler, news) == [0], made[place]
        assert deliver(handler, news) == []
        assert receipts.document_of("a1", acceptance.number)


def test_a_draft_has_no_receipt(aws: None) -> None:
    del aws
    assert Gateway(status)("GET", "/v1/applications/a1/receipt").status == 404
