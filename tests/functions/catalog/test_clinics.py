"""Where to be examined: who may do it, how far it is, and what comes of it by itself."""

import pytest

from functions.catalog.app import app
from local.clinics import clinics as demo_clinics
from shared.store import clinics
from tests.gateway import Gateway

ARBAT = "55.7494,37.5912"
KHIMKI_AND_MOSCOW = {"77-001", "77-002", "50-001"}


@pytest.fixture
def ask(aws: None) -> Gateway:  # noqa: ARG001 - the register lies in the table
    for clinic in demo_clinics():
        clinics.put(clinic)
    return Gateway(app, account=None)


def codes(ask: Gateway, query: str) -> list[str]:
    return [clinic["code"] for clinic in ask("GET", f"/v1/clinics?{query}").json["items"]]


@pytest.mark.req("cln-01", "cln-04")
def test_the_nearest_comes_first_with_its_distance(ask: Gateway) -> None:
    items = ask("GET", f"/v1/clinics?near={ARBAT}").json["items"]
    distances = [clinic["distance_km"] for clinic in items]
    assert items[0]["code"] == "77-001"
    assert distances == sorted(distances)
    assert distances[0] == pytest.approx(3.7, abs=0.2)  # measured on a map
    assert distances[-1] == pytest.approx(634, abs=10)  # Moscow to Saint Petersburg


@pytest.mark.req("cln-04")
def test_the_list_is_cut_to_a_radius_a_region_or_a_city(ask: Gateway) -> None:
    assert set(codes(ask, f"near={ARBAT}&radius=30")) == KHIMKI_AND_MOSCOW
    assert codes(ask, "region=тверская область") == ["69-001"]
    assert codes(ask, "city=Химки") == ["50-001"]
    assert codes(ask, "city=Атлантида") == []


@pytest.mark.req("cln-05")
def test_only_those_who_examine_for_the_category_are_shown(ask: Gateway) -> None:
    assert "77-002" in codes(ask, "category=catering")
    assert "77-002" not in codes(ask, "category=transport")
    services = ask("GET", "/v1/clinics/77-002").json["services"]
    assert {service["covered_by_oms"] for service in services} == {True, False}


@pytest.mark.req("cln-02", "cln-03")
def test_a_card_says_who_may_not_be_chosen_and_who_sends_nothing_by_itself(ask: Gateway) -> None:
    by_code = {clinic["code"]: clinic for clinic in ask("GET", "/v1/clinics").json["items"]}
    assert [code for code, clinic in by_code.items() if not clinic["selectable"]] == ["78-001"]
    assert [code for code, clinic in by_code.items() if clinic["warning"]] == ["69-001"]
    assert by_code["69-001"]["integration"] == "none"


@pytest.mark.req("cln-07")
def test_a_wrong_code_is_named_as_such(ask: Gateway) -> None:
    answer = ask("GET", "/v1/clinics/00-000")
    assert (answer.status, answer.json["code"]) == (404, "CLINIC_NOT_FOUND")


@pytest.mark.parametrize("query", ["near=91,0", "near=0,181", "near=Арбат", "radius=0&near=1,1", "radius=-1"])
def test_a_place_that_is_not_on_earth_is_refused(ask: Gateway, query: str) -> None:
    assert ask("GET", f"/v1/clinics?{query}").status == 422
