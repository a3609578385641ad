"""The notice board says what the other doors do, to anybody."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from functions.catalog import app as catalog
from functions.catalog.app import app
from functions.submit.app import app as submit
from local.clinics import clinics as demo_clinics
from shared.domain.documents import DocumentKind
from shared.domain.professions import CATEGORIES
from shared.domain.texts import Language, texts
from shared.store import accounts, clinics
from tests.builders import FIELDS, profile
from tests.gateway import Gateway

CONTRACT = Path(catalog.__file__).with_name("openapi.json")
TYPES = ("application/pdf", "image/jpeg", "image/png", "image/bmp", "image/tiff")


@pytest.fixture
def ask(aws: None) -> Gateway:  # noqa: ARG001 - its audit log
    """Ask without an account."""
    return Gateway(app, account=None)


@pytest.fixture
def applicant(aws: None) -> Gateway:  # noqa: ARG001 - an account lies in the table
    accounts.add(profile())
    return Gateway(submit)


def draft(applicant: Gateway, category: str) -> Any:
    wanted = {"category": category, "occupation": "повар", "fields": FIELDS}
    return applicant("POST", "/v1/applications", wanted, idempotency_key=category).json


def refusal(applicant: Gateway, application: str, kind: str, content_type: str, size: int) -> str | None:
    """Ask for a ticket for a file, and say with which code it is refused, if it is."""
    wanted = {"kind": kind, "file_name": "scan", "content_type": content_type, "size": size}
    return applicant("POST", f"/v1/applications/{application}/uploads", wanted).json.get("code")  # type: ignore[no-any-return]


@pytest.mark.req("srh-09")
def test_the_card_tells_the_formats_and_sizes_that_an_upload_is_held_to(
    ask: Gateway, applicant: Gateway
) -> None:
    documents = ask("GET", "/v1/services/medical-book").json["documents"]
    assert {document["kind"] for document in documents} == set(DocumentKind)
    for document, category in zip(documents, CATEGORIES, strict=False):
        application = draft(applicant, category)["id"]
        kind, limit = document["kind"], document["max_bytes"]
        codes = {each: refusal(applicant, application, kind, each, limit + 1) for each in TYPES}
        assert {each for each, code in codes.items() if code == "FILE_TOO_LARGE"} == set(document["formats"])
        assert {codes[each] for each in set(TYPES) - set(document["formats"])} == {"FILE_TYPE"}
        assert refusal(applicant, application, kind, document["formats"][-1], limit) is None


@pytest.mark.req("srh-09")
def test_what_the_card_and_the_category_require_is_what_a_new_application_lacks(
    ask: Gateway, applicant: Gateway
) -> None:
    documents = ask("GET", "/v1/services/medical-book").json["documents"]
    always = {document["kind"] for document in documents if document["required"]}
    for category in ask("GET", "/v1/categories").json["items"]:
        lacking = [flaw["pointer"] for flaw in draft(applicant, category["code"])["missing"]]
        wanted = always | set(category["documents"])
        assert {pointer.removeprefix("/documents/") for pointer in lacking} == wanted


@pytest.mark.req("srh-09")
@pytest.mark.parametrize("language", Language)
def test_documents_are_named_in_the_readers_language(ask: Gateway, language: Language) -> None:
    answer = ask("GET", "/v1/services/medical-book", accept_language=language)
    titles = {document["kind"]: document["title"] for document in answer.json["documents"]}
    assert titles == texts("documents", language)
    assert answer.headers["content-language"] == language
    russian = [bool(re.search("[А-Яа-я]", title)) for title in titles.values()]
    assert {*russian} == {language is Language.RU}


@pytest.mark.req(*(f"cat-{number:02}" for number in range(1, 16)))
def test_all_categories_of_the_requirements_are_listed_with_a_title_of_their_own(ask: Gateway) -> None:
    answer = ask("GET", "/v1/categories").json
    assert [item["code"] for item in answer["items"]] == [
        *("production_trade", "catering", "medical", "education", "hospitality_tourism"),
        *("hazardous_substances", "food_logistics", "construction_mining", "sanitary_service", "children"),
        *("sport", "transport", "occupational_safety", "culture", "public_service"),
    ]
    assert len({item["title"] for item in answer["items"]} - {""}) == len(CATEGORIES)
    assert answer["version"]


def test_the_contract_is_given_out_word_for_word_and_not_sent_twice(ask: Gateway) -> None:
    answer = ask("GET", "/v1/openapi.json")
    assert answer.json == json.loads(CONTRACT.read_bytes())
    assert answer.json["openapi"].startswith("3.1")
    assert answer.headers["content-type"] == "application/json"
    again = ask("GET", "/v1/openapi.json", if_none_match=answer.headers["etag"])
    assert (again.status, again.text) == (304, "")


@pytest.mark.req("sec-05")
def test_nobody_needs_an_account_and_nobody_can_change_anything(ask: Gateway) -> None:
    clinics.put(demo_clinics()[0])
    for operation in app.operations:
        path = operation.path.replace("{code}", demo_clinics()[0].code)
        asked = f"{path}?occupation=повар" if path.endswith("who-needs") else path
        assert ask("GET", asked).status == 200
        assert operation.method == "GET"
