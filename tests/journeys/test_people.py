"""A stranger becomes an account holder and comes back, knowing nothing but the contract."""

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from local.people import fresh
from tests.authenticator import Authenticator
from tests.gateway import Reply
from tests.journeys.site import Site, awaited

pytestmark = pytest.mark.xdist_group("people")

PASSWORD, ANOTHER = "Пароль2026", "Другой2026"
ASKED = ("surname", "name", "patronymic", "birth_date", "snils", "phone", "email")
STEP_SECONDS = 30


def solved(site: Site) -> str:
    """Do the work that a browser does."""
    challenge = site("GET", "/v1/captcha").json
    number = next(
        number
        for number in range(challenge["maxnumber"] + 1)
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]
    )
    return base64.b64encode(json.dumps({**challenge, "number": number}).encode()).decode()


class Stranger:
    """A person with papers and a phone, and at first without an account."""

    def __init__(self, site: Site) -> None:
        self.site = site
        person = fresh()
        self.fields, self.record = person.fields, person.record
        self.phone: str = self.fields["phone"]
        self.account = self.token = ""

    def register(self, **changes: Any) -> Reply:
        known = {name: self.fields[name] for name in ASKED}
        given = {**known, "password": PASSWORD, "captcha": solved(self.site), **changes}
        return self.site("POST", "/v1/accounts", given)

    def settle(self) -> "Stranger":
        """Register and confirm the phone."""
        begun = self.register()
        assert begun.status == 202, begun.text
        self.account = begun.json["account_id"]
        confirmed = self.site("POST", f"/v1/accounts/{self.account}/confirm", {"code": self.code()})
        assert (confirmed.status, confirmed.json) == (201, {"account_id": self.account})
        return self

    def code(self) -> str:
        return self.site.code_for(self.phone)

    def begin(self, login: str | None = None, password: str = PASSWORD, **more: str) -> Reply:
        given = {"login": login or self.phone, "password": password, **more}
        return self.site("POST", "/v1/sessions", given)

    def answer(self, begun: Reply, code: str, **more: str) -> Reply:
        return self.site(
            "POST", "/v1/sessions/answer", {"session": begun.json["session"], "code": code, **more}
        )

    def sign_in(self, login: str | None = None, password: str = PASSWORD) -> Any:
        """Take both steps by SMS, and keep the token."""
        begun = self.begin(login, password)
        assert begun.status == 200, begun.text
        answered = self.answer(begun, self.code())
        assert answered.status == 200, answered.text
        self.token = answered.json["id_token"]
        return answered.json

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        return self.site(method, path, body, token=self.token, **headers)

    def confirmation(self) -> str:
        """Ask for a code that confirms a change of the profile."""
        assert self("POST", "/v1/me/codes", {"purpose": "profile"}).status == 202
        return self.code()

    def change(self, **changes: Any) -> Reply:
        etag = self("GET", "/v1/me").headers["etag"]
        return self("PATCH", "/v1/me", {"confirmation_code": self.confirmation(), **changes}, If_Match=etag)


@pytest.fixture
def stranger(site: Site) -> Stranger:
    return Stranger(site)


@pytest.fixture(scope="module")
def holder(site: Site) -> Stranger:
    return Stranger(site).settle()


@pytest.mark.req("reg-01", "reg-03", "reg-04", "reg-06", "aut-01", "aut-03", "C-26")
def test_a_stranger_registers_and_signs_in_by_phone_and_by_inn(site: Site, stranger: Stranger) -> None:
    stranger.settle()
    tokens = stranger.sign_in()
    assert {"id_token", "access_token", "refresh_token", "expires_in"} <= tokens.keys()
    me = stranger("GET", "/v1/me").json
    assert (me["account_id"], me["level"], me["phone"]) == (stranger.account, "basic", stranger.phone)
    assert me["email_confirmed"] is False
    letter = site.messages(stranger.fields["email"], "email")[0]["text"]
    path = "/v1/" + re.search(r"/v1/(\S+)", letter)[1]  # type: ignore[index]
    assert [site("GET", path).status for _ in range(2)] == [200, 422]
    assert stranger("GET", "/v1/me").json["email_confirmed"] is True
    site("PUT", f"/dev/registries/people/{stranger.fields['snils']}", stranger.record)
    inn = stranger.fields["inn"]
    assert stranger.begin(inn).status == 401
    changed = stranger.change(inn=inn)
    assert (changed.status, changed.json["inn_verified"]) == (200, True)
    assert stranger.sign_in(inn)["id_token"]


def totp(secret: str, steps: int = 0) -> str:
    """Make an authenticator's code (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // STEP_SECONDS + steps)
    mac = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.mark.req("aut-03", "aut-04")
def test_an_authenticator_app_takes_the_place_of_the_sms(stranger: Stranger) -> None:
    stranger.settle().sign_in()
    secret = stranger("POST", "/v1/me/totp").json["secret"]
    wrong = stranger("POST", "/v1/me/totp/confirm", {"code": totp(secret, 9)})
    assert (wrong.status, wrong.json["code"]) == (422, "TOTP_WRONG")
    assert stranger("POST", "/v1/me/totp/confirm", {"code": totp(secret)}).status == 204
    begun = stranger.begin()
    assert (begun.json["factor"], begun.json["sent_to"]) == ("totp", None)
    for steps in (-3, 3):
        assert stranger.answer(begun, totp(secret, steps)).json["code"] == "TOTP_WRONG"
    early = totp(secret, 1)
    assert stranger.answer(begun, early).status == 200
    again = stranger.answer(stranger.begin(), early)
    assert (again.status, again.json["code"]) == (401, "TOTP_WRONG")
    assert stranger.answer(stranger.begin(), totp(secret, -1)).status == 200
    begun = stranger.begin(factor="sms")
    assert begun.json["factor"] == "sms"
    assert stranger.answer(begun, stranger.code()).status == 200
    removed = stranger("POST", "/v1/me/totp/removal", {"confirmation_code": stranger.confirmation()})
    assert removed.status == 204
    assert stranger.begin().json["factor"] == "sms"


@pytest.mark.req("aut-05", "aut-06")
def test_the_fourth_wrong_password_blocks_and_recovery_lifts_the_block(stranger: Stranger) -> None:
    stranger.settle()
    assert [stranger.begin(password="Wrong2026").status for _ in range(3)] == [401] * 3
    tokens = stranger.sign_in()
    replies = [stranger.begin(password="Wrong2026") for _ in range(4)]
    assert [reply.status for reply in replies] == [401, 401, 401, 423]
    assert replies[3].json["code"] == "ACCOUNT_BLOCKED"
    assert 0 < int(replies[3].headers["retry-after"]) <= 900
    assert stranger.begin().status == 423
    begun = stranger.site("POST", "/v1/recovery", {"phone": stranger.phone})
    assert begun.status == 202
    way = f"/v1/recovery/{begun.json['recovery_id']}"
    given = {"code": stranger.code(), "password": ANOTHER}
    assert [stranger.site("POST", way, given).status for _ in range(2)] == [204, 422]
    refreshed = stranger.site("POST", "/v1/sessions/refresh", {"refresh_token": tokens["refresh_token"]})
    assert refreshed.status == 401
    assert stranger.begin().status == 401
    assert stranger.sign_in(password=ANOTHER)


@pytest.mark.req("aut-05")
def test_of_many_guesses_at_once_no_more_than_four_are_heard(stranger: Stranger) -> None:
    stranger.settle()
    with ThreadPoolExecutor(8) as workers:
        statuses = list(workers.map(lambda _: stranger.begin(password="Wrong2026").status, range(16)))
    assert statuses.count(401) <= 3
    assert set(statuses) <= {401, 423, 503}
    assert stranger.begin().status == 423


@pytest.mark.req("reg-08", "val-04")
def test_of_two_people_who_register_at_once_with_one_snils_one_succeeds(site: Site) -> None:
    pair = [Stranger(site), Stranger(site)]
    accounts = [person.register(snils=pair[0].fields["snils"]).json["account_id"] for person in pair]
    codes = [person.code() for person in pair]

    def confirm(place: int) -> int:
        return site("POST", f"/v1/accounts/{accounts[place]}/confirm", {"code": codes[place]}).status

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(confirm, range(2))) == [201, 409]


@pytest.mark.req("aut-11")
def test_sessions_are_listed_and_an_ended_one_is_refused(stranger: Stranger) -> None:
    stranger.settle()
    old = stranger.sign_in()
    stranger.sign_in()
    sessions = stranger("GET", "/v1/sessions").json["items"]
    assert [session["current"] for session in sessions] == [True, False]
    assert stranger("DELETE", f"/v1/sessions/{sessions[1]['id']}").status == 204
    assert stranger("DELETE", f"/v1/sessions/{sessions[1]['id']}").status == 404
    ended = awaited(
        lambda: stranger.site("GET", "/v1/me", token=old["id_token"]), lambda reply: reply.status == 401
    )
    assert ended.json["code"] == "SESSION_ENDED"
    assert (
        stranger.site("POST", "/v1/sessions/refresh", {"refresh_token": old["refresh_token"]}).status == 401
    )
    assert stranger("GET", "/v1/me").status == 200


@pytest.mark.req("aut-06", "aut-15")
def test_nobody_learns_whether_a_phone_has_an_account(holder: Stranger, stranger: Stranger) -> None:
    replies = [
        stranger.site("POST", "/v1/recovery", {"phone": phone}) for phone in (holder.phone, stranger.phone)
    ]
    assert [(reply.status, *reply.json) for reply in replies] == [(202, "recovery_id")] * 2
    unknown_login = [stranger.begin() for _ in range(4)]
    assert [reply.status for reply in unknown_login] == [401, 401, 401, 423]


@pytest.mark.req("reg-05", "reg-08")
def test_a_person_registers_once_and_a_proof_of_work_counts_once(
    holder: Stranger, stranger: Stranger
) -> None:
    twice = stranger.register(snils=holder.fields["snils"])
    assert (twice.status, twice.json["code"]) == (409, "DUPLICATE_PERSON")
    captcha = solved(stranger.site)
    assert stranger.register(captcha=captcha).status == 202
    assert stranger.register(captcha=captcha).json["code"] == "CAPTCHA_USED"
    forged = base64.b64encode(json.dumps({"number": 1}).encode()).decode()
    for answer in ("", "nonsense", forged):
        refused = stranger.register(captcha=answer)
        assert (refused.status, refused.json["errors"][0]["code"]) == (422, "CAPTCHA_WRONG")


@pytest.mark.req("aut-09")
def test_the_state_portal_vouches_for_somebody_who_has_an_account(site: Site, holder: Stranger) -> None:
    away = site("POST", "/v1/sessions/external", {}).json
    way, asked = away["authorization_url"].split("?")
    page = site.download(away["authorization_url"]).data.decode()
    site("PUT", f"/dev/registries/people/{holder.fields['snils']}", holder.record)
    assert "Кто вы?" in page
    choice = {**dict(parse_qsl(asked)), "snils": holder.fields["snils"]}
    back = site.submit(way, choice).headers["location"]
    assert back.startswith(f"{site.address}/external?")
    answer = {"session": away["session"], **dict(parse_qsl(urlsplit(back).query))}
    tokens = site("POST", "/v1/sessions/external/answer", answer)
    assert tokens.status == 200, tokens.text
    assert site("GET", "/v1/me", token=tokens.json["id_token"]).json["account_id"] == holder.account
    assert site("POST", "/v1/sessions/external/answer", answer).status == 401


@pytest.mark.req("aut-10", "fut-01")
def test_a_passkey_can_be_added_and_shown(site: Site, stranger: Stranger) -> None:
    stranger.settle().sign_in()
    phone = Authenticator(site.address, "127.0.0.1")
    offered = stranger("POST", "/v1/me/passkeys/options").json["options"]
    added = stranger("POST", "/v1/me/passkeys", {"name": "Телефон", "credential": phone.make(offered)})
    assert (added.status, added.json["name"]) == (201, "Телефон")
    for _ in range(2):
        asked = stranger("POST", "/v1/me/passkeys/challenge").json["options"]
        signed = {"credential": phone.sign(asked)}
        statuses = [stranger("POST", "/v1/me/passkeys/answer", signed).status for _ in range(2)]
        assert statuses == [204, 422]
    (session,) = stranger("GET", "/v1/sessions").json["items"]
    assert session["passkey_at"]
