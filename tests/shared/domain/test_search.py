"""Finding the service by all that people call it, and something for every query."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.search import MOST_SIMILAR, SERVICES, Match, search

QUERIES = Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
BOOK = "medical-book"


@pytest.mark.req("srh-02", "srh-03", "srh-04")
def test_the_book_comes_first_for_all_that_people_call_it() -> None:
    missed = [query for query in QUERIES if search(query)[0].service.code != BOOK]
    assert len(QUERIES) >= 60
    assert len(missed) <= 0.05 * len(QUERIES), missed


@pytest.mark.req("srh-04")
@pytest.mark.parametrize("name", ["медицинская книжка", "медкнижка", "санитарная книжка"])
@given(
    st.lists(st.sampled_from(["получить", "оформить", "запрос", "оформление", "получения", "запросы"])),
    st.integers(0, 6),
)
def test_words_of_request_in_any_form_and_order_change_nothing(
    name: str, added: list[str], place: int
) -> None:
    query = " ".join([*added[:place], name, *added[place:]])
    assert search(query)[0].service.code == BOOK


@pytest.mark.req("srh-05")
@given(st.text(max_size=60))
def test_no_query_is_left_without_an_answer(query: str) -> None:
    found = search(query)
    assert found
    assert len(found) <= max(MOST_SIMILAR, sum(each.match is Match.EXACT for each in found))
    assert len({each.service.code for each in found}) == len(found)


@pytest.mark.req("srh-05")
def test_without_an_exact_name_similar_services_come_with_the_words_that_they_share() -> None:
    found = search("допуск к прививкам")
    assert {each.match for each in found} == {Match.SIMILAR}
    assert "прививка" in next(each.words for each in found if each.service.code == "medical-journal")
    assert {each.match for each in search("квантовая хромодинамика")} == {Match.SUGGESTION}


@pytest.mark.req("srh-07")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("обжаловать отказ", "appeal"),
        ("статус заявки", "application-status"),
        ("проверить книжку по QR", "book-check"),
        ("где пройти медосмотр", "clinics"),
        ("полис омс", "oms-policy"),
        ("медицинский журнал", "medical-journal"),
        ("кому нужна медкнижка", "who-needs"),
        ("справка", "help"),
        ("скачать pdf книжки", "signed-book"),
    ],
)
def test_every_other_service_is_found_by_its_own_name(query: str, code: str) -> None:
    assert search(query)[0].service.code == code


@pytest.mark.req("srh-06", "srh-07")
def test_titles_and_labels_are_as_promised() -> None:
    assert "лектронная" in SERVICES[0].title
    assert "медицинская книжка" in SERVICES[0].title
    assert {service.kind for service in SERVICES} == {"услуга", "справка", "документ"}
