"""The medical journal opens with a policy, and stays shut without one."""

import pytest

from tests.journeys.site import Applicant, Json, Site


def known(applicant: Applicant, **changes: object) -> Json:
    """Tell the registries something else about somebody."""
    record = {name: value for name, value in applicant.person["fields"].items() if name != "phone"} | changes
    return dict(applicant.site("PUT", f"/dev/registries/people/{record['snils']}", record).json)


@pytest.mark.req("oms-01", "oms-02", "oms-03", "oms-04")
def test_a_policy_of_the_registry_opens_the_journal_and_an_ended_one_does_not(site: Site) -> None:
    insured, uninsured = Applicant.newcomer(site), Applicant.newcomer(site)
    shown = insured("GET", "/v1/journal").json
    assert {entry["kind"] for entry in shown["vaccinations"]} == {"vaccination"}
    assert shown["examinations"]
    assert shown["laboratory"]
    ended = {**uninsured.person["fields"]["oms_policy"], "valid_until": "2026-01-31"}
    known(uninsured, oms_policy=ended)
    closed = uninsured("GET", "/v1/journal")
    assert (closed.status, closed.json["code"]) == (403, "OMS_INACTIVE")
    (policy,) = uninsured("GET", "/v1/policies").json["items"]
    assert (policy["status"], policy["valid_until"]) == ("expired", "2026-01-31")
