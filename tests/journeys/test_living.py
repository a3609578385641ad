"""The book lives: clinics file, versions follow, others look, the holder has the last word."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.chain import GENESIS
from shared.domain.model import rfc3339
from tests.gateway import Reply
from tests.journeys.site import Applicant, Site, awaited
from tests.journeys.staff import Staff

pytestmark = pytest.mark.xdist_group("book")

AT_ONCE, FILERS = 100, 16


@pytest.fixture(scope="module")
def holder(site: Site) -> Applicant:
    return Applicant.newcomer(site)


@pytest.fixture(scope="module")
def path(holder: Applicant) -> str:
    """Where the book of a holder is who has attached the clinic that we speak for."""
    book = f"/v1/books/{holder.issued()['book_number']}"
    assert holder("PUT", f"{book}/clinic", {"clinic_code": "77-001"}).status == 200
    return book


@pytest.fixture(scope="module")
def clinic(site: Site) -> Staff:
    return Staff.at_work(site, "clinic")


def file(clinic: Staff, path: str, number: int, **changes: Any) -> Reply:
    today = datetime.now(UTC).date()
    entry = {
        "document_id": f"2026/{number}",
        "kind": "laboratory",
        "title": f"Мазок № {number}",
        "date": today.isoformat(),
        "result": "не обнаружено",
    }
    return clinic("POST", f"{path}/entries", {**entry, **changes})


def shown(holder: Applicant, path: str) -> Any:
    return holder("GET", path).json


def verdict(site: Site, code: str) -> str:
    return str(site("GET", f"/v1/check/{code.rpartition('/')[2]}").json["verdict"])


def settled(holder: Applicant, path: str, entries: int) -> Any:
    """Wait until the newest version's file says all entries."""
    return awaited(
        lambda: holder("GET", f"{path}/export").json,
        lambda seen: len(seen["entries"]) == entries and not outdated(seen),
    )


def outdated(exported: Any) -> bool:
    kinds = [event["event"] for event in exported["history"]]
    return "reissued" not in kinds[len(kinds) - kinds[::-1].index("entry_filed") :]


@pytest.mark.req("bok-07", "bok-14", "cln-11", "iss-10")
def test_of_a_hundred_entries_filed_at_once_all_are_in_one_chain_and_versions_have_no_gap(
    holder: Applicant, clinic: Staff, path: str
) -> None:
    before = len(shown(holder, path)["entries"])
    with ThreadPoolExecutor(FILERS) as filers:
        answers = list(filers.map(lambda number: patient(clinic, path, number), range(AT_ONCE)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["entry_id"] for answer in answers}) == AT_ONCE
    seen = shown(holder, path)["entries"]
    assert {each["entry_id"] for each in seen} >= {answer.json["entry_id"] for answer in answers}
    exported = settled(holder, path, before + AT_ONCE)
    assert followed(exported["entries"]) == exported["chain"]
    versions = [one["version"] for one in shown(holder, path)["versions"]]
    assert versions == list(range(len(versions), 0, -1))
    assert len(versions) >= 2
    assert {one["state"] for one in shown(holder, path)["versions"][1:]} == {"SUPERSEDED"}


def patient(clinic: Staff, path: str, number: int) -> Reply:
    """File, and try again as a clinic's program does when many wait for their turn."""
    while (answer := file(clinic, path, number)).status in (409, 503):
        assert answer.json["code"] in ("SERVICE_UNAVAILABLE", "CONCURRENT_CHANGE"), answer.text
    return answer


def followed(entries: Any) -> str:
    """Compute the chain anew, as docs/export.md says."""
    previous = GENESIS
    for each in entries:
        said = {name: each[name] for name in ("entry", "filed_at", "corrects")}
        line = json.dumps([each["number"], previous, said], ensure_ascii=False, sort_keys=True)
        previous = hashlib.sha256(line.encode()).hexdigest()
        assert each["hash"] == previous
    return previous


@pytest.mark.req("bok-14", "iss-05", "ver-02")
def test_a_new_entry_makes_a_version_that_replaces_the_former_whose_file_stays_the_same(
    holder: Applicant, clinic: Staff, path: str, site: Site
) -> None:
    first, code = holder.book(path.rpartition("/")[2]), holder("GET", f"{path}/presentation").json["qr"]
    count = len(shown(holder, path)["versions"])
    assert verdict(site, code) == "valid"
    assert file(clinic, path, 1000).status == 201
    again = file(clinic, path, 1000)
    assert again.status == 200
    awaited(lambda: shown(holder, path)["versions"], lambda seen: len(seen) > count)
    assert verdict(site, code) == "superseded"
    assert verdict(site, holder("GET", f"{path}/presentation").json["qr"]) == "valid"
    assert holder.book(path.rpartition("/")[2]) == first
    answer = site("POST", "/v1/check/file", {"sha256": hashlib.sha256(first).hexdigest()}).json
    assert answer["verdict"] == "superseded"


@pytest.mark.req("act-04", "act-05", "act-06", "sec-07")
def test_whoever_looks_sees_their_part_and_is_in_the_journal_within_a_minute(
    holder: Applicant, path: str, site: Site
) -> None:
    until = rfc3339(datetime.now(UTC) + timedelta(days=1))
    link = holder("POST", f"{path}/shares", {"profile": "employer", "expires_at": until}).json["url"]
    employer = site.download(link)
    assert (employer.status, "Мазок" in employer.data.decode()) == (200, False)
    code = holder("GET", f"{path}/presentation").json["qr"].rpartition("/")[2]
    for role in ("clinic", "insurer", "authority"):
        seen = Staff.at_work(site, role)("GET", f"/v1/{role}/presented/{code}")
        assert (seen.status, "Мазок" in seen.text) == (200, role == "clinic")
    assert verdict(site, code) == "valid"
    lines = holder("GET", f"{path}/journal?limit=5").json["items"]
    assert [line["view"] for line in lines] == ["verdict", "authority", "insurer", "clinic", "employer"]
    assert all(line["who"] and line["what"] and line["why"] for line in lines)
    (share,) = holder("GET", f"{path}/shares").json["items"]
    assert share["visits"] == 1
    assert holder("DELETE", f"{path}/shares/{share['id']}").status == 204
    assert site.download(link).status == 404


@pytest.mark.req("act-07", "cln-10")
def test_a_clinic_that_is_no_longer_attached_files_and_reads_nothing(
    holder: Applicant, clinic: Staff, path: str
) -> None:
    assert clinic("GET", path.replace("/v1/", "/v1/clinic/")).status == 200
    assert holder("PUT", f"{path}/clinic", {"clinic_code": "77-002"}).status == 200
    for refused in (file(clinic, path, 2000), clinic("GET", path.replace("/v1/", "/v1/clinic/"))):
        assert (refused.status, refused.json["code"]) == (403, "CLINIC_NOT_ATTACHED")
    assert holder("PUT", f"{path}/clinic", {"clinic_code": "77-001"}).status == 200


@pytest.mark.req("iss-09", "ver-02")
def test_a_lost_code_is_refused_at_once_and_a_new_one_takes_its_place_until_the_issuer_revokes_the_book(
    holder: Applicant, path: str, site: Site
) -> None:
    lost = holder("GET", f"{path}/presentation").json
    assert holder("POST", f"{path}/versions/{lost['version']}/withdraw").status == 202
    assert verdict(site, lost["qr"]) == "revoked"
    fresh = awaited(
        lambda: holder("GET", f"{path}/presentation").json, lambda seen: seen["version"] > lost["version"]
    )
    assert verdict(site, fresh["qr"]) == "valid"
    revoke = path.replace("/v1/", "/v1/review/") + "/revoke"
    assert Staff.at_work(site, "reviewer")("POST", revoke, {"ground": "false_documents"}).status == 200
    assert verdict(site, fresh["qr"]) == "revoked"
    assert shown(holder, path)["answer"] == "not_valid"
    told = awaited(
        lambda: [message["event"] for message in holder("GET", "/v1/messages").json["items"]],
        lambda seen: "revoked" in seen,
    )
    assert told.count("version_withdrawn") == told.count("revoked") == 1
