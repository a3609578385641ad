"""Finding the service, and whether one needs it at all."""

import pytest

from functions.catalog.app import app
from shared.domain import terms
from shared.domain.reasons import GIVEN_BY_PEOPLE
from tests.gateway import Gateway


@pytest.fixture
def ask(aws: None) -> Gateway:  # noqa: ARG001 - its audit log
    return Gateway(app, account=None)


@pytest.mark.req("srh-01", "srh-06", "srh-07", "srh-08")
def test_a_result_says_what_it_is_why_it_came_and_where_it_leads(ask: Gateway) -> None:
    first = ask("GET", "/v1/services?q=медкнижку онлайн").json["items"][0]
    assert first["title"].startswith("Электронная")
    assert "медицинская книжка" in first["title"]
    assert (first["kind"], first["match"]) == ("услуга", "exact")
    assert first["action"] == {"title": "Перейти к услуге", "href": "/v1/services/medical-book"}
    assert ask("GET", first["action"]["href"]).json["code"] == first["code"]


@pytest.mark.req("srh-05")
def test_a_strange_query_gets_suggestions_and_the_way_to_everything(ask: Gateway) -> None:
    answer = ask("GET", "/v1/services?q=квантовая хромодинамика").json
    assert 0 < len(answer["items"]) <= 5
    assert {item["match"] for item in answer["items"]} == {"suggestion"}
    everything = ask("GET", answer["catalogue"]["href"]).json["items"]
    assert len(everything) > len(answer["items"])


@pytest.mark.req("srh-12")
@pytest.mark.parametrize(
    "section", ["Мои услуги", "Электронные услуги", "Медицинские услуги", "Электронные документы"]
)
def test_every_section_that_the_text_names_leads_to_the_service(ask: Gateway, section: str) -> None:
    items = ask("GET", f"/v1/services?section={section}").json["items"]
    assert items[0]["code"] == "medical-book"
    assert all(section in item["sections"] for item in items)


@pytest.mark.req("srh-08", "srh-10")
def test_the_card_tells_terms_and_grounds_as_the_rules_have_them(ask: Gateway) -> None:
    card = ask("GET", "/v1/services/medical-book").json
    told = {term["code"]: (term["days"], term["working_days"]) for term in card["terms"]}
    assert told["review"] == (terms.REVIEW_DAYS, True)
    assert told["appeal"] == (terms.APPEAL_CALENDAR_DAYS, False)
    assert {ground["code"] for ground in card["refusal_grounds"]} == set(GIVEN_BY_PEOPLE)
    assert all(ground["instruction"] for ground in card["refusal_grounds"])
    assert card["who_may_apply"]
    fees = {(fee["event"], fee["category"]): fee["amount_label"] for fee in card["fees"]}
    assert fees == {
        ("first_issue", "culture"): "500,00\xa0₽",
        ("category_change", "any"): "350,00\xa0₽",
    }
    assert all(fee["sample"] and fee["basis"] for fee in card["fees"])
    assert card["action"]["title"] == "Подать заявление"


@pytest.mark.req("cat-17")
@pytest.mark.parametrize(
    ("occupation", "needs", "category"),
    [
        ("повар", "required", "catering"),
        ("повара в столовой", "required", "catering"),
        ("воспитательница", "required", "education"),
        ("библиотекарь", "optional", "culture"),
        ("водителем автобуса", "optional", "transport"),
    ],
)
def test_a_profession_in_free_words_is_told_whether_and_why(
    ask: Gateway, occupation: str, needs: str, category: str
) -> None:
    answer = ask("GET", f"/v1/who-needs?occupation={occupation}").json
    assert (answer["known"], answer["required"]) == (True, needs == "required")
    assert category in {item["code"] for item in answer["items"]}
    assert all(item["basis"] for item in answer["items"])
    assert answer["action"]["href"].endswith("/applications/new")


@pytest.mark.req("cat-17")
def test_an_unknown_profession_leads_to_a_question_and_not_to_a_refusal(ask: Gateway) -> None:
    answer = ask("GET", "/v1/who-needs?occupation=астронавигатор").json
    assert (answer["known"], answer["required"], answer["items"]) == (False, None, [])
    assert answer["action"]["href"].endswith("/support/new?subject=profession")
