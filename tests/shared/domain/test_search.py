"""Finding the service by all that people call it, and something for every query."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.search import MOST_SIMILAR, SERVICES, Match, search
from shared.domain.words import STOP

QUERIES = Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
BOOK = "medical-book"
NAMES = ["медицинская книжка", "медкнижка", "санитарная книжка", "санкнижка", "медицинская книга"]
REQUESTS = ["получить", "оформить", "запрос", "оформление", "получения", "запросы", "сделать", "онлайн"]
OTHER_BOOKS = [
    "трудовая книжка",
    "книжка трудовая",
    "зачётные книжки",
    "записную книжку",
    "домовой книги",
    "сберкнижка",
]


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


@pytest.mark.req("srh-05")
@pytest.mark.parametrize("query", ["квантовая хромодинамика", "загранпаспорт", "для", "?", "услуга такси"])
def test_if_nothing_is_like_the_query_no_service_looks_as_if_it_were(query: str) -> None:
    found = search(query)
    assert {(each.match, each.words) for each in found} == {(Match.SUGGESTION, ())}
    assert (found[0].service.code, len(found)) == ("help", MOST_SIMILAR)


@pytest.mark.req("srh-04", "srh-05")
@given(st.text(max_size=40) | st.sampled_from(QUERIES), st.sampled_from(sorted(STOP)))
def test_a_stop_word_before_or_behind_a_query_changes_nothing(query: str, stop: str) -> None:
    assert search(f"{stop} {query}") == search(f"{query} {stop}") == search(query)


@pytest.mark.req("srh-05")
@given(st.lists(st.sampled_from([*STOP, "книжка", "продуктами", "анализы", "отказ"])))
def test_no_stop_word_is_a_reason(words: list[str]) -> None:
    assert not STOP.intersection(*(each.words for each in search(" ".join(words))))


@pytest.mark.req("srh-05")
@given(st.sampled_from(OTHER_BOOKS), st.lists(st.sampled_from([*REQUESTS, "электронная", "в", "новую"])))
def test_a_book_of_another_kind_is_not_ours(other: str, added: list[str]) -> None:
    for query in (" ".join([other, *added]), " ".join([*added, other])):
        assert search(query)[0].match is Match.SUGGESTION


@pytest.mark.req("srh-04")
@given(st.sampled_from(OTHER_BOOKS), st.sampled_from(NAMES), st.booleans())
def test_a_query_that_names_ours_besides_finds_it(other: str, name: str, turned: bool) -> None:  # noqa: FBT001
    query = " и ".join([name, other] if turned else [other, name])
    assert (search(query)[0].service.code, search(query)[0].match) == (BOOK, Match.EXACT)


@pytest.mark.req("srh-04")
@pytest.mark.parametrize(
    "query", ["книжка для детского сада", "детская медицинская книжка", "санитарная книжка в детский лагерь"]
)
def test_a_word_that_makes_another_book_elsewhere_in_the_query_does_not(query: str) -> None:
    assert search(query)[0].service.code == BOOK
    assert search(query)[0].match is not Match.SUGGESTION


@pytest.mark.req("srh-05")
@pytest.mark.parametrize("added", ["о доходах", "2-НДФЛ", "для бассейна", "из банка"])
@pytest.mark.parametrize("vague", ["справка", "медицинская справка", "документ", "помощь"])
def test_a_label_and_something_that_no_service_knows_are_not_found(vague: str, added: str) -> None:
    assert search(f"{vague} {added}")[0].match is Match.SUGGESTION


@pytest.mark.req("srh-05")
@pytest.mark.parametrize(
    "query", ["санитарный минимум для кафе", "гигиеническое обучение", "медицинская комиссия в школу"]
)
def test_what_has_its_place_in_the_book_leads_to_it_as_similar(query: str) -> None:
    assert (search(query)[0].service.code, search(query)[0].match) == (BOOK, Match.SIMILAR)


@pytest.mark.req("srh-04", "srh-07")
@pytest.mark.parametrize(
    "name", [name for service in SERVICES for name in service.names if " " in name and " и " not in name]
)
def test_a_name_whose_words_were_run_together_finds_the_same(name: str) -> None:
    run = search(name.replace(" ", ""))[0]
    assert (run.service, run.match is Match.SUGGESTION) == (search(name)[0].service, False)


@pytest.mark.req("srh-04")
@given(
    st.lists(st.sampled_from(REQUESTS), max_size=3),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from([*REQUESTS, "для", "повара", "в", "Москве"]), max_size=3),
)
def test_a_query_that_was_run_together_finds_the_book(
    before: list[str], name: str, behind: list[str]
) -> None:
    found = search("".join([*before, name, *behind]).replace(" ", ""))[0]
    assert (found.service.code, found.match) == (BOOK, Match.EXACT)


@pytest.mark.req("srh-04")
@pytest.mark.parametrize(
    "query",
    [
        *(
            "medknizhka",
            "medknijka onlajn",
            "oformit medicinskuyu knizhku",
            "meditsinskaja knizhka",
            "LMK",
            "elmk",
        ),
        *(
            "медкнижка online",
            "sanitarnaya knizhka dlya povara",
            "gjkexbnm vtlrybжку",
            "vtlryb;re для повара",
        ),
    ],
)
def test_latin_letters_are_read_as_what_they_stand_for(query: str) -> None:
    assert (search(query)[0].service.code, search(query)[0].match) == (BOOK, Match.EXACT)


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
