"""A refusal on paper, and the ways that lead on from it."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from shared.domain.calendar import local_day
from tests.gateway import Reply
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Json, Site, awaited, papers
from tests.journeys.staff import Staff, refused_application
from tests.journeys.test_book import pdfsig

ARGUMENTS = "Номер паспорта в заявлении исправлен, скан страницы приложен к возражению."


@pytest.fixture
def path(site: Site, applicant: Applicant) -> str:
    return refused_application(site, applicant)


def decision_of(applicant: Applicant, path: str) -> Json:
    """Wait until the decision has been signed."""
    link: Reply = awaited(lambda: applicant("GET", f"{path}/decision"), lambda seen: seen.status == 200)
    return dict(link.json)


def appeal(applicant: Applicant, path: str) -> Json:
    scan = next(paper for paper in papers() if paper.kind == "snils")
    (evidence,) = applicant.attach(path, replace(scan, kind="appeal_evidence"))
    decided_at = datetime.fromisoformat(applicant("GET", path).json["decided_at"])
    refused_on = local_day(decided_at).isoformat()
    said = {"refused_on": refused_on, "arguments": ARGUMENTS, "evidence": [evidence["file_id"]]}
    filed = applicant("POST", f"{path}/appeals", said)
    assert filed.status == 201, filed.text
    return dict(filed.json)


def answer(officer: Staff, identifier: str, decision: str) -> Json:
    given: dict[str, Any] = {"decision": decision, "text": "Доводы рассмотрены."}
    answered = officer("POST", f"/v1/review/appeals/{identifier}/decision", given)
    assert answered.status == 200, answered.text
    return dict(answered.json)


@pytest.mark.req("apl-01", "rej-10")
def test_a_refusal_is_a_signed_paper_with_the_words_of_the_cabinet(
    system: Running, applicant: Applicant, path: str, tmp_path: Path
) -> None:
    link = decision_of(applicant, path)
    paper = tmp_path / "decision.pdf"
    paper.write_bytes(pdf := applicant.site.download(link["url"]).data)
    assert len(pdf) == link["size"]
    assert "Signature is Valid." in pdfsig(paper, system, tmp_path)
    shown = applicant("GET", path).json
    assert shown["decision_number"] in link["file_name"]
    assert shown["appeal_until"]
    assert applicant.site.download(decision_of(applicant, path)["url"]).data == pdf


@pytest.mark.req("apl-10", "act-09")
def test_an_upheld_appeal_brings_the_book(site: Site, applicant: Applicant, path: str) -> None:
    filed = appeal(applicant, path)
    assert applicant("GET", path).json["next_actor"] == "reviewer"
    officer = Staff.at_work(site, "appeal_officer")
    assert filed["id"] in {line["id"] for line in officer("GET", "/v1/review/appeals").json["items"]}
    answer(officer, filed["id"], "uphold")
    applicant.until(path, "published")
    (own,) = applicant("GET", f"{path}/appeals").json["items"]
    assert own["status_label"] == "удовлетворено"
    number = own["answer_number"]
    signed = awaited(lambda: applicant("GET", f"{path}/decisions/{number}"), lambda seen: seen.status == 200)
    assert site.download(signed.json["url"]).data.startswith(b"%PDF")


@pytest.mark.req("apl-09", "apl-10")
def test_a_returned_and_a_dismissed_appeal_and_a_ruling_of_the_court(
    site: Site, applicant: Applicant, path: str
) -> None:
    officer, reviewer = Staff.at_work(site, "appeal_officer"), Staff.at_work(site, "reviewer")
    filed = appeal(applicant, path)
    answer(officer, filed["id"], "return")
    applicant.until(path, "mismatch_found")
    reviewer.decide(filed["id"], "refuse", reasons=[{"code": "ID_NOT_VERIFIED"}])
    again = appeal(applicant, path)
    assert again["number"] != filed["number"]
    answer(officer, filed["id"], "dismiss")
    assert applicant("GET", path).json["next_step"].startswith("Отказ оставлен в силе")
    ruling = {"number": "2-17/2026", "decided_on": again["sent_on"], "for_applicant": True}
    ruled = officer("POST", f"/v1/review/appeals/{filed['id']}/ruling", ruling)
    assert ruled.status == 200, ruled.text
    applicant.until(path, "mismatch_found")
    reviewer.decide(filed["id"], "approve")
    applicant.until(path, "published")


@pytest.mark.req("apl-02", "apl-07", "apl-08")
def test_after_silence_the_archive_and_the_claim_are_there(
    site: Site, applicant: Applicant, path: str
) -> None:
    filed = appeal(applicant, path)
    assert site("POST", "/dev/deadlines", {"now": "2027-03-01T00:00:00Z"}).status == 200
    assert applicant("GET", path).json["appealing"] == "DEEMED_DISMISSED"
    asked = awaited(lambda: applicant("GET", f"{path}/archive"), lambda seen: seen.status == 200)
    link = asked.json["archive"]
    whole = site.download(link["url"]).data
    assert sha256(whole).hexdigest() == link["sha256"]
    with ZipFile(BytesIO(whole)) as packed:
        names = set(packed.namelist())
        for line in packed.read("SHA256SUMS.txt").decode().splitlines():
            digest, name = line.split("  ", 1)
            assert sha256(packed.read(name)).hexdigest() == digest
            names.remove(name)
        assert names == {"SHA256SUMS.txt"}
        assert filed["arguments"] in packed.read("Возражения/Возражение 1.txt").decode()
    assert site.download(asked.json["claim"]["url"]).data.startswith(b"PK")
