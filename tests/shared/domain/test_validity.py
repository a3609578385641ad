"""The one answer of a book, and the rule that each part of it comes from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.entries import Entry, EntryKind, together
from shared.domain.professions import CATEGORIES
from shared.domain.validity import Answer, Rule, examined, judge
from tests.builders import examination, medical, vaccination

TODAY = date(2026, 11, 26)
CATERING = CATEGORIES["catering"]
UNTIL = date(2027, 10, 1)  # of the examination in `medical`


def unmet(*entries: Entry, today: date = TODAY) -> set[str]:
    rulings = judge(CATERING, entries).rulings
    return {ruling.infection or ruling.rule for ruling in rulings if ruling.answer(today) is Answer.NOT_VALID}


@pytest.mark.req("bok-10")
def test_with_all_that_the_category_asks_for_a_book_is_valid_to_its_first_end() -> None:
    whole = judge(CATERING, medical())
    assert whole.until == UNTIL
    assert whole.answer(UNTIL - timedelta(days=30)) is Answer.VALID
    assert whole.answer(UNTIL - timedelta(days=29)) is Answer.EXPIRES_SOON
    assert whole.answer(UNTIL) is Answer.EXPIRES_SOON
    assert whole.answer(UNTIL + timedelta(days=1)) is Answer.NOT_VALID


@pytest.mark.req("bok-10")
@pytest.mark.parametrize(
    ("place", "named"),
    [
        (0, Rule.EXAMINATION),
        (1, Rule.HYGIENE),
        (2, "diphtheria_tetanus"),
        (3, "measles"),
        (4, "hepatitis_b"),
    ],
)
def test_what_is_missing_is_named(place: int, named: str) -> None:
    entries = [entry for number, entry in enumerate(medical()) if number != place]
    assert unmet(*entries) == {named}
    assert judge(CATERING, entries).until is None


@pytest.mark.req("bok-10", "doc-09")
def test_whoever_was_found_unfit_last_has_no_valid_book() -> None:
    later = examination(date="2026-11-01", valid_until="2027-11-01", fitness="unfit")
    assert unmet(*medical(), later) == {Rule.EXAMINATION}
    unfit = examination(kind=EntryKind.CONCLUSION, fitness="unfit")
    assert unmet(*medical(), unfit) == {Rule.CONCLUSION}
    again = examination(kind=EntryKind.CONCLUSION, date="2026-11-20", fitness="fit_with_restrictions")
    assert unmet(*medical(), unfit, again) == set()


@pytest.mark.req("bok-03", "bok-10")
def test_an_exemption_answers_for_a_vaccination_and_a_refusal_does_not() -> None:
    rest = [entry for entry in medical() if entry.infection != "measles"]
    exempt = vaccination("measles", kind=EntryKind.EXEMPTION, valid_until="2026-12-31")
    assert unmet(*rest, exempt) == set()
    assert unmet(*rest, exempt, today=date(2027, 1, 1)) == {"measles"}
    assert unmet(*rest, vaccination("measles", kind=EntryKind.REFUSAL)) == {"measles"}


@pytest.mark.req("bok-03")
def test_of_two_vaccinations_the_longer_one_counts() -> None:
    rest = [entry for entry in medical() if entry.infection != "measles"]
    short = vaccination("measles", valid_until="2026-01-01")
    assert unmet(*rest, short) == {"measles"}
    assert unmet(*rest, short, vaccination("measles", valid_until="2030-01-01")) == set()
    assert unmet(*rest, vaccination("measles"), short) == set()


@pytest.mark.req("cat-16")
def test_a_category_asks_for_no_more_than_its_own_rules() -> None:
    entries = [entry for entry in medical() if entry.kind is not EntryKind.HYGIENE_ATTESTATION]
    assert judge(CATEGORIES["culture"], entries).answer(TODAY) is Answer.VALID
    assert judge(CATERING, entries).answer(TODAY) is Answer.NOT_VALID


@pytest.mark.req("bok-10")
@given(
    st.sampled_from([*CATEGORIES.values()]),
    st.lists(
        st.builds(
            examination,
            date=st.dates(date(2024, 1, 1), date(2026, 1, 1)).map(str),
            valid_until=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(str),
            fitness=st.sampled_from(["fit", "fit_with_restrictions", "unfit"]),
            kind=st.sampled_from(["examination", "conclusion"]),
        ),
        max_size=5,
    ),
    st.dates(date(2025, 1, 1), date(2029, 1, 1)),
)
def test_an_answer_only_gets_worse_with_time_and_ends_where_it_says(
    category: object, entries: list[Entry], today: date
) -> None:
    judged = judge(category, (*entries, *medical()[1:]))  # type: ignore[arg-type]
    order = [Answer.VALID, Answer.EXPIRES_SOON, Answer.NOT_VALID]
    assert order.index(judged.answer(today)) <= order.index(judged.answer(today + timedelta(days=1)))
    good = judged.answer(today) is not Answer.NOT_VALID
    assert good == (judged.until is not None and today <= judged.until)


@pytest.mark.req("val-16", "doc-09")
def test_an_examination_counts_to_its_end_or_for_the_term_of_the_category() -> None:
    assert fit(examination(valid_until=str(TODAY)))
    assert not fit(examination(valid_until="2026-11-25", date="2025-11-25"))
    assert fit(examination(date="2025-11-26", valid_until=None))
    assert not fit(examination(date="2025-11-25", valid_until=None))
    assert not fit(examination(fitness="unfit"))
    assert not fit(vaccination("measles"))


@pytest.mark.req("cln-12", "doc-09")
def test_a_conclusion_says_that_there_was_an_examination() -> None:
    conclusion = examination(kind=EntryKind.CONCLUSION)
    assert fit(conclusion)
    assert not fit(examination(), examination(kind=EntryKind.CONCLUSION, fitness="unfit"))
    assert unmet(conclusion, *medical()[1:]) == set()


def fit(*entries: Entry) -> bool:
    return examined(CATERING, entries, TODAY)


@pytest.mark.req("cln-12")
def test_what_a_registry_tells_joins_what_clinics_have_filed() -> None:
    filed, told = examination(document_id="ours"), examination(document_id="theirs")
    newer = filed.model_copy(update={"fitness": None})
    assert together([filed], [told]) == (filed, told)
    assert together([filed, told], [newer]) == (newer, told)
    assert together([filed], []) == (filed,)


@pytest.mark.req("bok-01", "bok-02", "bok-03", "bok-04")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fitness": None}, "ENTRY_DETAIL_MISSING"),
        ({"kind": "vaccination", "fitness": None}, "ENTRY_DETAIL_MISSING"),
        ({"kind": "occupational_disease", "fitness": None}, "ENTRY_DETAIL_MISSING"),
        ({"code": "J45"}, "ENTRY_DETAIL_FOREIGN"),
        ({"kind": "laboratory"}, "ENTRY_DETAIL_FOREIGN"),
        ({"valid_until": "2026-09-30"}, "ENTRY_TERM_WRONG"),
    ],
)
def test_an_entry_has_the_details_of_its_kind_and_no_others(changes: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        examination(**changes)
    assert [error["type"] for error in refused.value.errors()] == [code]


@pytest.mark.req("bok-03", "bok-04")
def test_an_entry_says_in_words_what_its_details_say() -> None:
    shot = vaccination("measles", vaccine="ЖКВ", series="К-402", dose=2)
    assert shot.what == "Прививка: корь, вакцина ЖКВ, серия К-402, доза 2"
    assert examination(title=None, fitness="fit_with_restrictions").what == "Медицинский осмотр"
    assert examination(fitness="unfit").outcome == "не годен"
    disease = examination(kind="occupational_disease", fitness=None, code="J45.0", title="Астма")
    assert disease.what == "J45.0 Астма"
