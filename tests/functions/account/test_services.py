"""The cabinet: every service, and what is still missing for it."""

import pytest

from functions.account.app import app
from shared.domain.account import Level
from shared.domain.insurance import Insurance, Policy
from shared.domain.search import SERVICES
from shared.store import accounts, insurance
from tests.builders import HOLDER, NOW
from tests.gateway import Gateway

pytestmark = pytest.mark.usefixtures("world", "clock")

ENDED = Policy.model_validate({"number": "1", "type": "old", "valid_until": "2026-11-22"}, strict=False)


def seen() -> dict[str, str]:
    items = Gateway(app)("GET", "/v1/me/services").json["items"]
    return {item["code"]: item["availability"] for item in items}


@pytest.mark.req("aut-08", "reg-06", "srh-12")
def test_after_sign_in_every_service_is_listed_and_says_what_it_lacks() -> None:
    assert set(seen()) == {service.code for service in SERVICES}
    assert set(seen().values()) == {"available"}
    known = accounts.get(HOLDER)
    accounts.save(known, known.model_copy(update={"level": Level.BASIC}))
    assert seen()["medical-book"] == seen()["medical-journal"] == "needs_confirmation"
    assert seen()["help"] == "available"


@pytest.mark.req("aut-08", "oms-04")
def test_the_journal_needs_a_policy_once_it_is_known_that_there_is_none() -> None:
    insurance.keep(HOLDER, Insurance(policies=(ENDED,), checked_at=NOW))
    assert (seen()["medical-journal"], seen()["medical-book"]) == ("needs_policy", "available")
    endless = ENDED.model_copy(update={"valid_until": None})
    insurance.keep(HOLDER, Insurance(policies=(endless,), checked_at=NOW))
    assert seen()["medical-journal"] == "available"
