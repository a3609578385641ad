"""The help says what the rules say."""

import pytest

from functions.catalog.app import app
from shared.domain import terms
from shared.domain.documents import DOCUMENTS, MAX_FILES, MIB, DocumentKind
from shared.settings import settings
from tests.conftest import ROOT, TEMPLATE
from tests.gateway import Gateway


@pytest.fixture
def ask(aws: None) -> Gateway:  # noqa: ARG001 - its audit log
    return Gateway(app, account=None)


@pytest.mark.req("web-09", "sup-04")
def test_every_figure_of_an_answer_is_that_of_the_rule(ask: Gateway) -> None:
    answers = {item["code"]: item["answer"] for item in ask("GET", "/v1/help").json["items"]}
    passport = DOCUMENTS[DocumentKind.PASSPORT].max_bytes // MIB
    assert f"{passport} МБ" in answers["documents"]
    assert f"{MAX_FILES} файлов" in answers["documents"]
    assert f"{terms.REVIEW_DAYS} рабочих дней" in answers["terms"]
    assert f"{terms.APPEAL_CALENDAR_DAYS} календарных дней" in answers["refusal"]
    assert answers["correction"].startswith(f"{terms.CORRECTION.days} дней")
    assert answers["draft"].startswith(f"{terms.DRAFT_KEPT.days} дней")


@pytest.mark.req("sup-01", "sup-04")
def test_every_answer_leads_on_to_the_knowledge_base_and_to_an_operator(ask: Gateway) -> None:
    told = ask("GET", "/v1/help").json
    assert len(told["items"]) >= 7
    for item in told["items"]:
        assert item["knowledge_base"].endswith(f"/help/{item['code']}")
        assert item["operator"].endswith("/support/new")
    assert told["form"].endswith("/support/new")
    assert told["phone"] == settings.support_phone


@pytest.mark.req("sup-01")
def test_the_call_centres_number_stands_in_one_place() -> None:
    number = TEMPLATE["Parameters"]["SupportPhone"]["Default"]
    ours = [path for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.*")]
    written = [path for path in ours if path.suffix in {".py", ".toml"}]
    assert not [path.name for path in written if number in path.read_text("utf-8")]
