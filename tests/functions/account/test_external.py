"""Signing in through another provider: only the right person, in the right browser, once, and vouched for."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from urllib3.exceptions import ReadTimeoutError

from functions.account.app import app
from local import simulators
from shared.adapters import http, openid
from shared.settings import settings
from tests.builders import FIELDS, HOLDER, NOW
from tests.functions.account.conftest import Clock, later
from tests.functions.account.pool import Pool
from tests.gateway import Gateway, Reply
from tests.local.asgi import call, send
from tests.providers import Wire

HOST = "outside.test"
ISSUER = f"http://{HOST}/outside/openid"

pytestmark = pytest.mark.req("aut-09")


@dataclass
class Browser:
    """Somebody's browser, at our door and at the provider's."""

    wire: Wire
    door: Gateway = field(default_factory=lambda: Gateway(app, account=None))

    def begin(self) -> Any:
        answer = self.door("POST", "/v1/sessions/external")
        assert answer.status == 200, answer.text
        return answer.json

    def agree(self, url: str, snils: str = FIELDS["snils"], **changes: str) -> dict[str, str]:
        """Choose who one is at the provider; gives what it sends the browser back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        form = urlencode({**asked, "snils": snils, **changes}).encode()
        answer = send(self.wire.app, "POST", urlsplit(url).path, form, host=HOST)
        assert answer.status == 303, answer.data
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == changes.get("redirect_uri", openid.RETURN_URL)
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    def answer(self, session: str, back: dict[str, str]) -> Reply:
        return self.door("POST", "/v1/sessions/external/answer", {"session": session, **back})

    def enter(self, **choice: str) -> Reply:
        away = self.begin()
        return self.answer(away["session"], self.agree(away["authorization_url"], **choice))

    def order(self, mode: str) -> None:
        assert call(self.wire.app, "PUT", "/dev/openid/fault", {"mode": mode}).status == 200


@pytest.fixture
def browser(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:  # noqa: ARG001 - the pool's person
    """A browser, and a provider that knows the account's holder."""
    outside = simulators.application(tmp_path, lambda _: None, lambda now: now)
    wire = Wire(outside, HOST)
    monkeypatch.setattr(http, "_POOL", wire)
    monkeypatch.setattr(http, "secret", lambda _: "password")
    monkeypatch.setattr(openid, "RETURN_URL", f"http://{HOST}/external")
    for name, value in {"openid_url": ISSUER, "openid_client": "emk", "openid_secret": "s"}.items():
        monkeypatch.setitem(settings.__dict__, name, value)
    return Browser(wire)


def refused(answer: Reply) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def test_whoever_is_vouched_for_is_signed_in(browser: Browser) -> None:
    answer = browser.enter()
    assert answer.status == 200
    assert {"id_token", "access_token", "refresh_token"} <= answer.json.keys()
    sessions = Gateway(app, HOLDER)("GET", "/v1/sessions").json["items"]
    assert len(sessions) == 1


def test_nothing_personal_goes_into_an_address(browser: Browser) -> None:
    url = browser.begin()["authorization_url"]
    assert url.startswith(f"{ISSUER}/authorize?")
    asked = parse_qs(urlsplit(url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked.keys() == {
        *("response_type", "client_id", "redirect_uri", "scope"),
        *("state", "nonce", "code_challenge", "code_challenge_method"),
    }
    assert FIELDS["snils"] not in str(browser.agree(url))


def test_a_way_back_is_good_once(browser: Browser) -> None:
    away = browser.begin()
    back = browser.agree(away["authorization_url"])
    assert browser.answer(away["session"], back).status == 200
    assert refused(browser.answer(away["session"], back)) == (401, "SESSION_INVALID")


def test_the_code_of_one_browser_does_not_sign_another_one_in(browser: Browser) -> None:
    mine, theirs = browser.begin(), browser.begin()
    back = browser.agree(theirs["authorization_url"])
    assert refused(browser.answer(mine["session"], back)) == (401, "SESSION_INVALID")
    assert refused(browser.answer("made up", back)) == (401, "SESSION_INVALID")


def test_a_stolen_code_is_worth_nothing_without_the_verifier(browser: Browser) -> None:
    mine, theirs = browser.begin(), browser.begin()
    stolen = browser.agree(theirs["authorization_url"])["code"]
    state = browser.agree(mine["authorization_url"])["state"]
    answer = browser.answer(mine["session"], {"state": state, "code": stolen})
    assert refused(answer) == (401, "EXTERNAL_REFUSED")


def test_after_ten_minutes_one_begins_again(browser: Browser, clock: type[Clock]) -> None:
    clock.moment = NOW
    away = browser.begin()
    back = browser.agree(away["authorization_url"])
    later(clock, minutes=10)
    assert refused(browser.answer(away["session"], back)) == (401, "SESSION_INVALID")


@pytest.mark.parametrize(
    "lie", ["wrong_signature", "no_signature", "wrong_nonce", "wrong_audience", "wrong_issuer", "expired"]
)
def test_a_token_that_proves_nothing_is_refused(browser: Browser, lie: str) -> None:
    browser.order(lie)
    assert refused(browser.enter()) == (401, "EXTERNAL_REFUSED")
    browser.order("none")
    assert browser.enter().status == 200


def test_an_account_that_the_provider_has_not_confirmed_is_not_enough(browser: Browser) -> None:
    browser.order("untrusted")
    assert refused(browser.enter()) == (403, "EXTERNAL_UNTRUSTED")


def test_somebody_without_an_account_here_is_told_to_register(browser: Browser) -> None:
    assert refused(browser.enter(snils="08765430300")) == (403, "EXTERNAL_UNKNOWN")


@pytest.mark.parametrize("fault", ["unavailable", "error"])
def test_a_provider_that_is_down_can_be_asked_later(browser: Browser, fault: str) -> None:
    away = browser.begin()
    back = browser.agree(away["authorization_url"])
    browser.order(fault)
    answers = [browser.door("POST", "/v1/sessions/external"), browser.answer(away["session"], back)]
    assert [refused(answer) for answer in answers] == [(503, "EXTERNAL_UNAVAILABLE")] * 2
    assert all(answer.headers["retry-after"] for answer in answers)


def test_a_provider_that_is_too_slow_counts_as_down(browser: Browser) -> None:
    browser.wire.broken = ReadTimeoutError(None, "", "slow")  # type: ignore[arg-type]
    assert refused(browser.door("POST", "/v1/sessions/external")) == (503, "EXTERNAL_UNAVAILABLE")


def test_another_issuer_at_the_same_address_is_not_believed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.__dict__, "openid_url", f"{ISSUER}/")
    assert refused(browser.door("POST", "/v1/sessions/external")) == (503, "EXTERNAL_UNAVAILABLE")


def test_the_provider_sends_nobody_to_a_foreign_site(browser: Browser) -> None:
    url = browser.begin()["authorization_url"]
    with pytest.raises(AssertionError, match="redirect_uri is not registered"):
        browser.agree(url, redirect_uri="http://evil.test/external")
