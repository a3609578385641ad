"""Somebody new becomes somebody known: by a provider, by a code and registries, and again after a wedding."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.drawing import Scan
from tests.gateway import Reply
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Site, papers
from tests.journeys.test_people import PASSWORD, Stranger

pytestmark = pytest.mark.xdist_group("identity")


class Newcomer(Stranger):
    """A person who has registered and signed in, and whom nobody has looked at."""

    def start(self, method: str) -> Reply:
        return self("POST", "/v1/me/identity", {"method": method})

    def confirm(self, method: str, outcome: str = "accept") -> Any:
        """Start an attempt, open the provider's page and press a button; gives the attempt."""
        started = self.start(method)
        assert started.status == 201, started.text
        action = started.json["action"]
        page = urlsplit(action["url"] or action["qr"]).path
        assert "Подтверждение личности" in self.site("GET", page).text
        assert self.site("POST", f"{page}?outcome={outcome}").json["delivered"]
        return self.identity()["attempts"][0]

    def say(self, attempt: Any, code: str) -> Reply:
        return self("POST", f"/v1/me/identity/{attempt['id']}/answer", {"code": code})

    def identity(self) -> Any:
        return self("GET", "/v1/me/identity").json

    def known(self, **changes: Any) -> None:
        """Let the registries know this person, as they are or with changes."""
        record = {**self.record, **changes}
        assert self.site("PUT", f"/dev/registries/people/{record['snils']}", record).status == 200

    def applicant(self, **changes: Any) -> Applicant:
        person = {"login": self.phone, "password": PASSWORD, "fields": {**self.fields, **changes}}
        return Applicant(self.site, person, self.token, "")

    def heard(self) -> list[str]:
        return [message["event"] for message in self("GET", "/v1/messages").json["items"]]


@pytest.fixture
def newcomer(site: Site) -> Newcomer:
    person = Newcomer(site)
    person.settle()
    person.sign_in()
    return person


@pytest.mark.req("idv-01", "idv-02", "idv-05", "idv-07", "prf-16")
def test_somebody_new_is_seen_by_video_and_can_apply_and_is_seen_again_after_a_wedding(
    site: Site, newcomer: Newcomer
) -> None:
    newcomer.known()
    applicant = newcomer.applicant()
    path = applicant.ready()
    refused = applicant.submit(path)
    assert (refused.status, refused.json["code"]) == (403, "ACCOUNT_NOT_CONFIRMED")
    assert newcomer.confirm("video_call")["state"] == "confirmed"
    seen = newcomer.identity()
    assert (seen["level"], seen["confirmed_by"]) == ("confirmed", "video_call")
    assert seen["message"].startswith("Личность подтверждена")
    assert newcomer("GET", "/v1/me").json["services"] == {"medical_book": True}
    assert newcomer.heard() == ["identity_confirmed"]
    assert applicant.submit(path).status == 202
    applicant.until(path, "published")

    assert newcomer.change(surname="Новобрачная").json["reverification_required"] is True
    married = newcomer.applicant(surname="Новобрачная")
    second = married.ready()
    refused = married.submit(second)
    assert (refused.status, refused.json["code"]) == (403, "REVERIFICATION_REQUIRED")
    assert newcomer.confirm("bank_app")["reason"] == "IDV_DATA_MISMATCH"
    newcomer.known(surname="Новобрачная")
    assert newcomer.confirm("bank_app")["state"] == "confirmed"
    assert newcomer.identity()["reverification_required"] is False
    assert married.submit(second).json["errors"][0]["code"] == "DOCUMENT_REQUIRED"
    certificate = Scan("name_change_certificate", "Справка.jpg", "image/jpeg", papers()[-1].data)
    assert married.attach(second, certificate)[0]["status"] == "accepted"
    assert married.submit(second).status == 202
    assert newcomer.heard().count("identity_confirmed") == 2
    assert site("PUT", "/dev/identity/fault", {"mode": "none"}).status == 200


@pytest.mark.req("idv-03", "idv-06", "C-24")
@pytest.mark.parametrize(("method", "channel"), [("sms_code", "sms"), ("phone_call", "call")])
def test_a_code_counts_beside_what_the_registries_know(
    site: Site, newcomer: Newcomer, method: str, channel: str
) -> None:
    asked = newcomer.start(method)
    assert (asked.status, asked.json["code"]) == (422, "IDV_PASSPORT_REQUIRED")
    assert newcomer.change(passport=newcomer.fields["passport"]).status == 200
    unknown = newcomer.start(method).json
    assert newcomer.say(unknown, code(newcomer, channel)).json["code"] == "IDV_DATA_MISMATCH"
    assert newcomer.identity()["level"] == "basic"
    newcomer.known()
    attempt = newcomer.start(method).json
    assert site("PUT", "/dev/registries/pension/fault", {"mode": "unavailable"}).status == 200
    try:
        given = code(newcomer, channel)
        assert newcomer.say(attempt, given).json["code"] == "IDV_PROVIDER_DOWN"
    finally:
        site("PUT", "/dev/registries/pension/fault", {"mode": "none"})
    answered = newcomer.say(attempt, given)
    assert (answered.status, answered.json["state"]) == (200, "confirmed")
    assert newcomer.identity()["level"] == "confirmed"
    assert newcomer.heard() == ["identity_confirmed"]


def code(person: Newcomer, channel: str) -> str:
    found = re.search(r"\b\d{6}\b", person.site.messages(person.phone, channel)[0]["text"])
    assert found
    return found[0]


@pytest.mark.req("idv-06", "idv-09")
def test_whoever_is_not_known_like_this_stays_basic_and_is_told_why(newcomer: Newcomer) -> None:
    newcomer.known(surname="Другая")
    assert newcomer.confirm("bank_qr")["reason"] == "IDV_DATA_MISMATCH"
    assert newcomer.confirm("document_scan", "unreadable")["reason"] == "IDV_SCAN_UNREADABLE"
    assert newcomer.confirm("video_call", "decline")["reason"] == "IDV_DECLINED"
    seen = newcomer.identity()
    assert (seen["level"], seen["message"], newcomer.heard()) == ("basic", None, [])
    assert all(attempt["reason_detail"] for attempt in seen["attempts"])


@pytest.mark.req("idv-02", "idv-05", "idv-06")
def test_a_provider_that_misbehaves_confirms_nobody_and_one_that_repeats_itself_confirms_once(
    site: Site, newcomer: Newcomer
) -> None:
    newcomer.known()
    try:
        site("PUT", "/dev/identity/fault", {"mode": "unavailable"})
        down = newcomer.start("video_call")
        assert (down.status, down.json["code"]) == (503, "IDV_PROVIDER_DOWN")
        for mode, method in (("wrong_signature", "bank_qr"), ("other_attempt", "bank_app")):
            site("PUT", "/dev/identity/fault", {"mode": mode})
            assert newcomer.confirm(method)["state"] == "started"
        assert newcomer.identity()["level"] == "basic"
        site("PUT", "/dev/identity/fault", {"mode": "duplicate"})
        assert newcomer.confirm("video_call")["state"] == "confirmed"
    finally:
        site("PUT", "/dev/identity/fault", {"mode": "none"})
    assert newcomer.heard() == ["identity_confirmed"]


FEWEST_CALLS, CALLS_FOR_A_RESULT = 6, 10


@pytest.mark.req("idv-05")
@pytest.mark.parametrize("call", range(CALLS_FOR_A_RESULT))
def test_the_account_may_be_killed_at_any_call_while_it_takes_a_result(
    system: Running, site: Site, newcomer: Newcomer, call: int
) -> None:
    """The provider tells it again until it is taken; level and message come once."""
    newcomer.known()
    page = urlsplit(newcomer.start("video_call").json["action"]["url"]).path
    site("PUT", "/dev/crashes", {system.resources()["Account"]: [call]})
    try:
        assert site("POST", page).json == {"outcome": "confirmed", "delivered": [204]}
        crashed = site("GET", "/dev/crashes").json == {}
    finally:
        site("PUT", "/dev/crashes", {})
    assert crashed or call > FEWEST_CALLS
    assert newcomer.identity()["level"] == "confirmed"
    assert newcomer.heard() == ["identity_confirmed"]
