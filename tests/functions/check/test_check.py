"""The public question."""

from datetime import date

import pytest

from functions.check import app as check
from functions.check.app import app
from shared.store import books
from tests.builders import version
from tests.gateway import Gateway
from tests.stored import stored_issue, stored_submission

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def call() -> Gateway:
    return Gateway(app, account=None)


@pytest.mark.req("ver-01", "ver-02")
def test_a_token_gets_its_answer_without_an_account(call: Gateway) -> None:
    _, made = stored_issue()
    answer = call("GET", f"/v1/check/{made.token}").json
    assert (answer["verdict"], answer["initials"], answer["valid_until"]) == (
        "valid",
        "Иванова А. С.",
        "2027-10-01",
    )
    assert answer["advice"]
    assert "112" not in str(answer)


@pytest.mark.req("ver-02", "iss-09")
def test_no_other_token_is_known(call: Gateway) -> None:
    _, made = stored_issue()
    for place in range(len(made.token)):
        changed = made.token[:place] + ("B" if made.token[place] != "B" else "C") + made.token[place + 1 :]
        assert call("GET", f"/v1/check/{changed}").json["verdict"] == "unknown"


@pytest.mark.req("ver-02", "iss-09")
def test_a_file_is_known_by_its_digest_and_a_changed_one_is_not(call: Gateway) -> None:
    stored_issue()
    assert call("POST", "/v1/check/file", {"sha256": "AB" * 32}).json["verdict"] == "valid"
    assert call("POST", "/v1/check/file", {"sha256": "ab" * 31 + "ac"}).json["verdict"] == "unknown"
    assert call("POST", "/v1/check/file", {"sha256": "ab"}).status == 422


@pytest.mark.req("iss-02")
def test_what_is_prepared_but_not_published_is_unknown(call: Gateway) -> None:
    stored_submission()
    prepared = books.prepare(version())
    assert call("GET", f"/v1/check/{prepared.token}").json["verdict"] == "unknown"


@pytest.mark.req("ver-02")
@pytest.mark.parametrize(
    ("today", "verdict"), [(date(2027, 10, 1), "expires_soon"), (date(2027, 10, 2), "not_valid")]
)
def test_the_verdict_follows_the_calendar(today: date, verdict: str) -> None:
    _, made = stored_issue()
    assert check._verdict(made, today) == verdict
