"""The archive holds everything with the right hash, also after a power cut, and brings a claim."""

import hashlib
import io
import zipfile
from typing import Any

import pymupdf
import pytest
from docx import Document

from functions.issue.archives import handler
from functions.status.app import app
from shared.domain import lifecycle
from shared.domain.appeal import Appeal
from shared.domain.application import Actor, Application, begin
from shared.domain.decision import Decision, DecisionKind
from shared.domain.documents import DocumentKind
from shared.domain.reasons import Reason, ReasonCode
from shared.domain.states import Kind
from shared.domain.version import SealedDocument
from shared.store import accounts, applications, archives, decisions, files, objects
from tests import faults
from tests.builders import FIELDS, HOLDER, NOW, fields, file, profile
from tests.gateway import Gateway
from tests.queues import deliver, news_of

pytestmark = pytest.mark.usefixtures("aws")

PAPERS = {"JQNQ-XHXK-M4W1": b"%PDF refusal", "1111-1111-1111": b"%PDF answer"}
CALLS = 15


@pytest.fixture
def application() -> Application:
    """An application that was refused, whose appeal was dismissed, with two files."""
    accounts.add(profile())
    new = begin("a1", HOLDER, "catering", "повар", NOW)
    known = commit(new, Kind.STARTED, fields=fields())
    for number, kind in enumerate((DocumentKind.PASSPORT, DocumentKind.SNILS)):
        kept = objects.keep(f"files/a1/{kind}", f"scan {number}".encode(), "image/jpeg")
        place = {"vault_key": kept.key, "vault_version": kept.version, "sha256": kept.sha256}
        files.add(file(kind).model_copy(update=place))
    known = commit(known, Kind.SUBMITTED, number="JQNQ-XHXK-M4W2", submitted_at=NOW)
    known = commit(known, Kind.CHECKS_STARTED)
    reasons = (Reason(code=ReasonCode.DATA_SNILS_MISMATCH),)
    known = commit(known, Kind.REFUSED, reasons=reasons, decision_number="JQNQ-XHXK-M4W1", decided_at=NOW)
    known = commit(known, Kind.APPEALED, appeals=(appeal(),))
    answered = appeal(answer="Нет.", answer_number="1111-1111-1111", answered_at=NOW)
    return commit(known, Kind.APPEAL_DISMISSED, appeals=(answered,))


def appeal(**changes: Any) -> Appeal:
    known = {
        "number": "2222-2222-2222",
        "channel": "portal",
        "sent_on": "2026-11-24",
        "filed_at": NOW,
        "refused_on": "2026-11-23",
        "arguments": "Номер в заявлении верен.",
    }
    return Appeal.model_validate({**known, **changes}, strict=False)


def commit(before: Application, kind: Kind, **changes: object) -> Application:
    step = lifecycle.step(before, kind, NOW, Actor.SYSTEM, **changes)
    after, also = step.application, []
    if kind is Kind.REFUSED:
        also = [decisions.record(Decision.refusal(after))]
    elif kind is Kind.APPEAL_DISMISSED:
        also = [decisions.record(Decision.on_appeal(DecisionKind.APPEAL_DISMISSED, after))]
    return applications.commit(before, step, *also)


def sign(application: Application) -> None:
    """Sign the decisions, as the issuer does."""
    for decision in decisions.of(application.id):
        kept = objects.keep(f"decisions/{decision.number}.pdf", PAPERS[decision.number], "application/pdf")
        sealed = SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)
        decisions.seal(decision, sealed)


def hear(application: Application) -> list[int]:
    return deliver(handler, news_of(application.id, application.version).model_dump_json())


def opened(application: Application) -> dict[str, bytes]:
    made = archives.of(application.id, application.version)
    assert made
    whole = objects.fetch(made.archive.key, made.archive.version_id, made.archive.sha256)
    assert len(whole) == made.archive.size
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.req("apl-02", "apl-08")
def test_the_archive_holds_every_paper_file_and_event_and_their_hashes(
    application: Application,
) -> None:
    sign(application)
    assert hear(application) == []
    parts = opened(application)
    for number, pdf in PAPERS.items():
        assert parts[f"Решения/Решение {number}.pdf"] == pdf
    assert {data for name, data in parts.items() if name.startswith("Файлы/")} == {b"scan 0", b"scan 1"}
    assert "Номер в заявлении верен." in parts["Возражения/Возражение 1.txt"].decode()
    assert FIELDS["surname"] in parts["Заявление.json"].decode()
    assert "Возражение отклонено" in parts["История.txt"].decode()
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    with pymupdf.open("pdf", parts["Опись.pdf"]) as cover:
        said = "".join("".join(page.get_text() for page in cover).split())
    for name in sums.keys() - {"Опись.pdf", "SHA256SUMS.txt"}:
        assert "".join(name.split()) in said
        assert sums[name] in said
    listed = parts.pop("SHA256SUMS.txt").decode().splitlines()
    assert listed == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in parts.items()]


@pytest.mark.req("apl-08")
def test_the_claim_is_filled_in_and_names_the_papers(application: Application) -> None:
    sign(application)
    hear(application)
    document = Document(io.BytesIO(opened(application)["Исковое заявление.docx"]))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for said in (
        "Истец: Иванова Анна Сергеевна",
        "119002, Москва, Москва, Арбат, 1, 2",
        "№ JQNQ-XHXK-M4W1",
        "решением № 1111-1111-1111 возражение отклонено",
        "СНИЛС не совпадает",
    ):
        assert said in text
    assert "{" not in text


@pytest.mark.req("apl-02")
def test_until_the_court_is_open_there_is_no_claim(application: Application) -> None:
    sign(application)
    reopened = commit(application, Kind.COURT_REOPENED)
    hear(reopened)
    assert "Исковое заявление.docx" not in opened(reopened)


@pytest.mark.req("apl-02")
def test_an_archive_waits_for_the_signature_of_every_decision(application: Application) -> None:
    assert hear(application) == [0]
    sign(application)
    assert hear(application) == []


@pytest.mark.req("apl-02", "rel-03")
@pytest.mark.parametrize("call", range(CALLS))
def test_an_archive_that_was_cut_off_anywhere_is_finished_by_the_same_news(
    application: Application, call: int
) -> None:
    sign(application)
    with faults.after(call, faults.power_cut):
        hear(application)
    assert hear(application) == []
    assert "Исковое заявление.docx" in opened(application)


@pytest.mark.req("apl-02", "act-01")
def test_whoever_asks_is_told_to_wait_and_then_gets_links(application: Application) -> None:
    ask, stranger = Gateway(app), Gateway(app, account="holder2")
    waiting = ask("GET", "/v1/applications/a1/archive")
    assert (waiting.status, waiting.json["code"]) == (409, "ARCHIVE_NOT_READY")
    assert waiting.headers["retry-after"]
    sign(application)
    hear(application)
    ready = ask("GET", "/v1/applications/a1/archive")
    assert ready.status == 200
    assert ready.json["archive"]["file_name"] == "Заявление JQNQ-XHXK-M4W2.zip"
    assert ready.json["claim"]["file_name"].endswith(".docx")
    assert stranger("GET", "/v1/applications/a1/archive").status == 404
    assert HOLDER not in ready.text
