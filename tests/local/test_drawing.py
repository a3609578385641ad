import io

import pymupdf
import pytest
from PIL import Image

from functions.validate_upload.inspection import inspect
from local.drawing import Scan, scans
from local.people import applicant
from shared.domain.documents import DOCUMENTS, DocumentKind

PAPERS = {scan.kind: scan for person in (applicant(4), applicant(5)) for scan in scans(person.fields)}


@pytest.mark.parametrize("scan", PAPERS.values(), ids=PAPERS.keys())
def test_every_drawn_file_is_accepted_without_a_doubt(scan: Scan) -> None:
    inspection = inspect(scan.data, DOCUMENTS[DocumentKind(scan.kind)], scan.content_type)
    assert inspection.findings == ()
    assert inspection.clean is not None


def test_everything_that_an_application_needs_is_drawn() -> None:
    assert PAPERS.keys() == {kind for kind, rule in DOCUMENTS.items() if rule.required}


def test_the_passport_shows_both_pages() -> None:
    with pymupdf.open(stream=PAPERS["passport"].data) as document:
        assert len(document) == 2


def test_the_photo_is_three_by_four_and_in_colour() -> None:
    photo = Image.open(io.BytesIO(PAPERS["photo"].data))
    assert (photo.size, photo.mode) == ((600, 800), "RGB")


def test_the_contract_names_the_person_and_says_that_it_is_a_sample() -> None:
    with pymupdf.open(stream=PAPERS["employment_proof"].data) as document:
        text = " ".join(document[0].get_text().split())
    fields = applicant(5).fields
    assert f"{fields['surname']} {fields['name']} {fields['patronymic']}" in text
    assert "ОБРАЗЕЦ" in text


def test_sizes_are_those_of_real_scans() -> None:
    assert all(50_000 < len(scan.data) < 500_000 for scan in PAPERS.values())
