"""From a stranger to an account: every field checked at once, the phone confirmed, nobody twice."""

import base64
import io
import json
import re
from datetime import date
from typing import Any

import pytest
from altcha import v1 as altcha
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from functions.account import captcha
from functions.account.app import app
from shared.adapters.http import Unavailable
from shared.domain.passwords import password
from shared.store import accounts
from tests.builders import FIELDS, HOLDER, NOW
from tests.functions.account.conftest import Door, later
from tests.functions.account.pool import Pool
from tests.gateway import Gateway, Reply

PERSON: dict[str, Any] = {
    "surname": "Ёлкина",
    "name": "Вера",
    "no_patronymic": True,
    "birth_date": "1991-02-03",
    "snils": "087-654-303 00",
    "phone": "8 (900) 000-00-01",
    "email": "vera@example.ru",
    "password": "Пароль2026",
}
PHONE = "+79000000001"


def solved(door: Door) -> str:
    """Do the work that a browser does."""
    made = door.call("GET", "/v1/captcha").json
    challenge = altcha.Challenge(
        made["algorithm"], made["challenge"], made["maxnumber"], made["salt"], made["signature"]
    )
    solution = altcha.solve_challenge(challenge, max_number=made["maxnumber"])
    assert solution
    return base64.b64encode(json.dumps({**made, "number": solution.number}).encode()).decode()


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captcha, "_HARDEST", 50)
    captcha._key.cache_clear()


def register(door: Door, key: str = "k1", **changes: Any) -> Reply:
    given = {**PERSON, "captcha": solved(door), **changes}
    wanted = {name: value for name, value in given.items() if value is not None}
    return door.call("POST", "/v1/accounts", wanted, idempotency_key=key)


def confirm(door: Door, account: str, code: str) -> Reply:
    return door.call("POST", f"/v1/accounts/{account}/confirm", {"code": code})


def codes_of(reply: Reply) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in reply.json["errors"]}


@pytest.mark.req("reg-01", "reg-03", "reg-06", "sec-11")
def test_there_is_no_account_before_the_phones_code_and_a_basic_one_after_it(door: Door, pool: Pool) -> None:
    begun = register(door)
    assert (begun.status, begun.json["sent_to"], begun.json["resend_after"]) == (202, "+7 9•• •••-••-01", 60)
    account = begun.json["account_id"]
    assert door.sign_in(PHONE, PERSON["password"]).status == 401
    wrong = confirm(door, account, door.wrong())
    assert (wrong.status, wrong.json["code"]) == (422, "CODE_WRONG")
    assert confirm(door, account, door.code()).status == 201
    assert confirm(door, account, door.code()).json["code"] == "CODE_WRONG"
    assert door.enter(PHONE, PERSON["password"])["id_token"]
    me = Gateway(app, account=account)("GET", "/v1/me").json
    assert (me["surname"], me["level"], me["snils"], me["phone"]) == ("Ёлкина", "basic", "08765430300", PHONE)
    assert pool.roles == {account: "applicant"}


@pytest.mark.req("reg-01", "reg-10")
def test_every_wrong_and_every_missing_field_is_named_in_one_answer(door: Door) -> None:
    empty = door.call("POST", "/v1/accounts", {}, idempotency_key="k")
    assert codes_of(empty) == {
        **dict.fromkeys(["/surname", "/name", "/birth_date", "/snils", "/phone"], "REQUIRED"),
        **dict.fromkeys(["/password", "/captcha"], "REQUIRED"),
        "/patronymic": "PATRONYMIC_REQUIRED",
    }
    wrong = {
        "surname": "Smith",
        "name": "",
        "patronymic": "1",
        "birth_date": "31.02.2024",
        "snils": "087-654-303 01",
        "phone": "84951234567",
        "email": "a@b",
        "password": "пароль2026",
    }
    refused = register(door, **wrong)
    assert refused.status == 422
    assert set(codes_of(refused)) == {f"/{name}" for name in wrong}
    assert codes_of(refused)["/snils"] == "SNILS_CHECKSUM"
    assert not [value for value in wrong.values() if value and f'"{value}"' in refused.text]
    assert door.world.calls == []


@pytest.mark.req("prf-03")
@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(NOW.year + 1, 1, 1), "DATE_IN_FUTURE"),
        (date(NOW.year - 13, 1, 1), "TOO_YOUNG"),
    ],
)
def test_children_cannot_register(door: Door, born: date, code: str) -> None:
    assert codes_of(register(door, birth_date=born.isoformat())) == {"/birth_date": code}


@pytest.mark.req("reg-02")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Aa34567", "PASSWORD_LENGTH"),
        ("Aa345678", None),
        ("Яя345678", None),
        ("Aa" * 127 + "1", None),
        ("Aa" * 128 + "1", "PASSWORD_LENGTH"),
        ("Abcdefgh", "PASSWORD_DIGIT"),
        ("Abcdefg٣", "PASSWORD_DIGIT"),
        ("ABC45678", "PASSWORD_LOWER_CASE"),
        ("abc45678", "PASSWORD_UPPER_CASE"),
        ("12345678", "PASSWORD_LOWER_CASE"),
    ],
)
def test_a_password_of_eight_characters_has_a_digit_and_both_cases(typed: str, code: str | None) -> None:
    if code is None:
        assert password(typed) == typed
        return
    with pytest.raises(PydanticCustomError, match=code):
        password(typed)


@pytest.mark.req("reg-02")
@given(st.text(st.sampled_from("aAяЯ1-"), max_size=12))
def test_a_password_is_accepted_by_the_rule_and_by_nothing_else(typed: str) -> None:
    right = len(typed) >= 8 and "1" in typed and {*"aя"} & {*typed} and {*"AЯ"} & {*typed}
    try:
        assert password(typed) == typed
    except PydanticCustomError:
        assert not right
    else:
        assert right


@pytest.mark.req("reg-05")
def test_without_a_fresh_right_proof_of_work_no_sms_is_sent(door: Door, clock: Any) -> None:
    used = solved(door)
    assert register(door, "k1", captcha=used).status == 202
    assert register(door, "k2", captcha=used).json["code"] == "CAPTCHA_USED"
    broken = json.loads(base64.b64decode(solved(door)))
    forgeries: list[Any] = [
        "",
        "x",
        [],
        {},
        {**broken, "number": broken["number"] + 1},
        {**broken, "salt": 1},
    ]
    for forged in forgeries:
        answer = forged if isinstance(forged, str) else base64.b64encode(json.dumps(forged).encode()).decode()
        refused = register(door, "k3", captcha=answer)
        assert codes_of(refused) == {"/captcha": "CAPTCHA_WRONG"}
    late = solved(door)
    later(clock, minutes=20)
    assert codes_of(register(door, "k4", captcha=late)) == {"/captcha": "CAPTCHA_WRONG"}
    assert len(door.world.to("sms")) == 1


@pytest.mark.req("reg-08")
@pytest.mark.parametrize("same", [{"snils": FIELDS["snils"]}, {"phone": FIELDS["phone"]}])
def test_somebody_who_has_an_account_is_told_so_and_not_whose_it_is(door: Door, same: Any) -> None:
    refused = register(door, **same)
    assert (refused.status, refused.json["code"]) == (409, "DUPLICATE_PERSON")
    assert not [value for value in (HOLDER, "Иванова", "anna@") if value in refused.text]
    assert door.world.calls == []


@pytest.mark.req("reg-08")
def test_of_two_who_register_with_one_snils_the_first_to_confirm_has_it(door: Door) -> None:
    first, code = register(door, "k1").json["account_id"], door.code()
    second = register(door, "k2", phone="+79000000002").json["account_id"]
    assert confirm(door, second, door.code()).status == 201
    late = confirm(door, first, code)
    assert (late.status, late.json["code"]) == (409, "DUPLICATE_PERSON")
    assert door.sign_in(PHONE, PERSON["password"]).status == 401


@pytest.mark.req("reg-01")
def test_the_same_key_begins_one_registration_and_another_body_is_refused(door: Door) -> None:
    given = {**PERSON, "captcha": solved(door)}
    replies = [door.call("POST", "/v1/accounts", given, idempotency_key="k") for _ in range(2)]
    assert replies[0].json == replies[1].json
    assert len(door.world.to("sms")) == 1
    other = door.call("POST", "/v1/accounts", {**given, "name": "Анна"}, idempotency_key="k")
    assert (other.status, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert door.call("POST", "/v1/accounts", given).json["code"] == "IDEMPOTENCY_KEY_REQUIRED"


@pytest.mark.req("ntf-03")
def test_another_code_may_be_asked_for_after_a_minute(door: Door, clock: Any) -> None:
    account, old = register(door).json["account_id"], door.code()
    way = f"/v1/accounts/{account}/codes"
    assert door.call("POST", way).json["resend_after"] == 60
    later(clock, seconds=60)
    assert door.call("POST", way).status == 202
    assert confirm(door, account, old).status == 422
    assert confirm(door, account, door.code()).status == 201
    assert door.call("POST", way).status == 404


def link(door: Door) -> str:
    found = re.search(r"portal.test(/v1/\S+)", door.world.to("email")[-1]["text"])
    assert found
    return found[1]


@pytest.mark.req("reg-04")
def test_an_address_counts_once_its_owner_has_opened_the_link(door: Door) -> None:
    account = register(door).json["account_id"]
    confirm(door, account, door.code())
    assert accounts.get(account).email_confirmed is False
    assert door.call("POST", "/v1/recovery", {"email": PERSON["email"]}).status == 202
    assert len(door.world.to("email")) == 1
    assert door.call("GET", link(door)).json == {"email_confirmed": True}
    assert door.call("GET", link(door)).json["code"] == "LINK_INVALID"
    assert accounts.get(account).email_confirmed is True
    assert door.call("GET", "/v1/email-confirmations/made-up").json["code"] == "LINK_INVALID"


@pytest.mark.req("reg-04")
def test_a_mail_provider_that_is_down_stops_no_registration(door: Door) -> None:
    door.world.answers = {"email": Unavailable("down")}
    account = register(door).json["account_id"]
    assert confirm(door, account, door.code()).status == 201


@pytest.mark.req("reg-09")
def test_single_fields_are_checked_without_being_kept(door: Door) -> None:
    def check(**fields: Any) -> Reply:
        return door.call("POST", "/v1/accounts/check", {"fields": fields})

    assert check(snils=PERSON["snils"]).status == 204
    assert check().status == 204
    assert codes_of(check(snils="1", password="x", surname="Ёлкина")) == {
        "/fields/snils": "SNILS_FORMAT",
        "/fields/password": "PASSWORD_LENGTH",
    }
    assert codes_of(check(captain=1)) == {"/fields/captain": "FIELD_UNKNOWN"}


@pytest.mark.req("sec-12", "reg-11")
def test_what_is_registered_with_is_never_logged(door: Door, logged: io.StringIO) -> None:
    account = register(door).json["account_id"]
    confirm(door, account, door.code())
    assert "POST /v1/accounts" in logged.getvalue()
    assert not [value for value in (*PERSON.values(), PHONE, door.code()) if str(value) in logged.getvalue()]
