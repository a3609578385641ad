"""Ratings: by those whom the clinic has examined, one each, and the card shows what they come to."""

from typing import Any

import pytest

from functions.catalog.app import app as catalog
from local.clinics import clinics as demo_clinics
from shared.domain.entries import Entry, EntryKind
from shared.store import applications, clinics, ratings, table
from tests import faults
from tests.builders import HOLDER, NOW, examination, vaccination
from tests.functions.support.people import Person, refused
from tests.gateway import Gateway, Reply
from tests.stored import stored_issue, stored_submission

HERE = "77-001"
FILED = examination(clinic_code=HERE)


@pytest.fixture(autouse=True)
def _register(_now: None) -> None:
    for clinic in demo_clinics():
        clinics.put(clinic)


def rate(person: Person, service: Any = 5, speed: Any = 4, code: str = HERE) -> Reply:
    return person("PUT", f"clinics/{code}/rating", {"service": service, "speed": speed})


def card(code: str = HERE) -> Any:
    return Gateway(catalog, account=None)("GET", f"/v1/clinics/{code}").json


def examined(*entries: Entry) -> None:
    application = stored_submission()
    applications.save(application, application.model_copy(update={"entries": entries}))


@pytest.mark.req("cln-06")
def test_a_holder_whom_the_clinic_has_examined_rates_it_once_and_may_think_again(holder: Person) -> None:
    assert card()["rating"] is None
    examined(FILED)
    assert rate(holder).status == 200
    assert card()["rating"] == {"service": 5.0, "speed": 4.0, "count": 1}
    again = rate(holder, 2, 1)
    assert again.json == {
        "clinic_code": HERE,
        "service": 2,
        "speed": 1,
        "rated_at": "2026-11-23T09:00:00.000Z",
    }
    assert card()["rating"] == {"service": 2.0, "speed": 1.0, "count": 1}
    assert card("77-002")["rating"] is None


@pytest.mark.req("cln-06")
def test_averages_have_one_decimal_and_stand_in_the_list_too(holder: Person) -> None:
    examined(FILED)
    rate(holder, 5, 1)
    ratings.rate("other", HERE, 4, 1, NOW)
    ratings.rate("third", HERE, 4, 2, NOW)
    assert card()["rating"] == {"service": 4.3, "speed": 1.3, "count": 3}
    listed = Gateway(catalog, account=None)("GET", "/v1/clinics").json["items"]
    assert {clinic["code"]: clinic["rating"] for clinic in listed if clinic["rating"]} == {
        HERE: card()["rating"]
    }


@pytest.mark.req("cln-06")
@pytest.mark.parametrize(
    "entries",
    [
        (),
        (examination(),),
        (examination(clinic_code="77-002"),),
        (vaccination("measles", clinic_code=HERE),),
        (examination(clinic_code=HERE, kind=EntryKind.CONCLUSION),),
    ],
    ids=["nothing", "by nobody known", "elsewhere", "a vaccination", "a conclusion"],
)
def test_nobody_rates_where_no_examination_of_theirs_was_filed(
    holder: Person, entries: tuple[Entry, ...]
) -> None:
    examined(*entries)
    assert refused(rate(holder)) == (403, "NOT_EXAMINED_THERE")
    assert card()["rating"] is None


@pytest.mark.req("cln-06")
def test_somebody_elses_examination_gives_no_right_to_rate() -> None:
    examined(FILED)
    assert refused(rate(Person("stranger"))) == (403, "NOT_EXAMINED_THERE")


@pytest.mark.req("cln-06")
def test_what_stands_in_a_book_counts_as_well(holder: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    made = examination(clinic_code=HERE)
    monkeypatch.setattr("tests.builders.medical", lambda: (made,))
    stored_issue()
    application = applications.get("a1")
    assert application.entries == ()
    assert rate(holder).status == 200


@pytest.mark.req("cln-06")
@pytest.mark.parametrize("score", [0, 6, 2.5, "пять", None])
def test_a_score_is_a_whole_number_from_one_to_five(holder: Person, score: Any) -> None:
    examined(FILED)
    assert rate(holder, service=score).status == 422
    assert rate(holder, speed=score).status == 422
    assert card()["rating"] is None


@pytest.mark.req("cln-06")
def test_a_clinic_that_is_not_in_the_register_cannot_be_rated(holder: Person) -> None:
    examined(examination(clinic_code="00-000"))
    assert refused(rate(holder, code="00-000")) == (404, "CLINIC_NOT_FOUND")


@pytest.mark.req("cln-06", "sec-09")
def test_the_table_does_not_say_who_was_examined_where(holder: Person) -> None:
    examined(FILED)
    rate(holder)
    (kept,) = table.all_of(f"ACCOUNT#{HOLDER}", "RATING#")
    assert HERE not in str(kept)


@pytest.mark.req("cln-06")
@pytest.mark.parametrize("place", range(8))
def test_a_power_cut_counts_an_opinion_once_or_not_at_all(place: int) -> None:
    with faults.after(place, faults.power_cut):
        try:
            ratings.rate(HOLDER, HERE, 5, 5, NOW)
        except faults.PowerCut:
            assert clinics.standing(HERE).count in (0, 1)
    ratings.rate(HOLDER, HERE, 5, 5, NOW)
    standing = clinics.standing(HERE)
    assert (standing.count, standing.service, standing.speed) == (1, 5, 5)


@pytest.mark.req("cln-06")
@pytest.mark.parametrize("place", range(5))
def test_of_two_holders_at_once_both_count(place: int) -> None:
    with faults.after(place, lambda: ratings.rate("quicker", HERE, 1, 1, NOW)):
        ratings.rate(HOLDER, HERE, 5, 5, NOW)
    standing = clinics.standing(HERE)
    assert (standing.count, standing.service) == (2, 6)


@pytest.mark.req("cln-06")
def test_the_card_shows_how_long_results_usually_take() -> None:
    assert card()["median_days"] is None
    for days in (9, 1, 2, 2, 30):
        clinics.note_wait(HERE, days, NOW)
    clinics.note_wait("99-999", 1, NOW)
    assert card()["median_days"] == 2
    assert card("77-002")["median_days"] is None
