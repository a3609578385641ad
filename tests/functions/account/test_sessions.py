"""Signing in: password first, then the second factor; tokens only after both, and no longer than allowed."""

import io
from datetime import timedelta
from typing import Any

import pytest

from functions.account.app import app
from functions.challenge import app as challenge
from shared.adapters.http import Unavailable
from shared.domain.codes import Purpose
from shared.store import accounts, codes
from tests.builders import FIELDS, HOLDER
from tests.functions.account.conftest import PASSWORD, Clock, Door, later
from tests.functions.account.pool import Pool
from tests.gateway import Context, Gateway

pytestmark = pytest.mark.usefixtures("clock")

INN = FIELDS["inn"]


def own(door: Door) -> Gateway:
    """Sign in, and come with the token."""
    tokens = door.enter()
    return Gateway(app, session=session_of(tokens["id_token"]))


def session_of(id_token: str) -> str:
    from shared.cloud.users import _claims  # noqa: PLC0415 - read as the product reads

    return str(_claims(id_token)["origin_jti"])


@pytest.mark.req("aut-01", "aut-03")
@pytest.mark.parametrize("login", ["+7 916 123-45-67", "89161234567", INN, "5001 0073 2259"])
def test_phone_and_inn_in_any_spelling_lead_to_the_same_account(door: Door, login: str) -> None:
    begun = door.sign_in(login)
    assert (begun.status, begun.json["factor"]) == (200, "sms")
    assert "token" not in begun.text
    assert begun.json["sent_to"].endswith("67")
    assert door.answer(begun.json["session"], door.code()).json["expires_in"] == 900


@pytest.mark.req("C-26")
def test_an_inn_that_no_registry_has_confirmed_signs_nobody_in(door: Door) -> None:
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"inn_verified": False}))
    assert [door.sign_in(login).status for login in (INN, FIELDS["phone"])] == [401, 200]


@pytest.mark.req("aut-15")
@pytest.mark.parametrize(
    ("login", "password"),
    [("+79161234567", "wrong"), ("+79990000000", PASSWORD), ("nobody", PASSWORD), ("", "")],
)
def test_a_wrong_password_and_an_unknown_login_are_treated_alike(
    door: Door, pool: Pool, login: str, password: str
) -> None:
    replies = [door.sign_in(login, password) for _ in range(4)]
    assert [reply.status for reply in replies] == [401, 401, 401, 423]
    assert replies[0].json["code"] == "CREDENTIALS_WRONG"
    assert replies[0].text == door.sign_in("+79990000001", "x").text
    assert len(pool.asked) == 5
    assert door.world.calls == []


@pytest.mark.req("aut-05", "C-37")
def test_the_fourth_wrong_password_in_a_row_blocks_even_the_right_one(door: Door, clock: type[Clock]) -> None:
    assert [door.sign_in(password="x").status for _ in range(3)] == [401] * 3
    assert door.sign_in().status == 200
    blocked = [door.sign_in(INN, "x") for _ in range(4)][-1]
    assert (blocked.status, blocked.json["code"]) == (423, "ACCOUNT_BLOCKED")
    assert blocked.headers["retry-after"] == "900"
    later(clock, seconds=899)
    assert door.sign_in().status == 423
    later(clock, seconds=1)
    assert door.sign_in().status == 200


@pytest.mark.req("aut-05")
def test_each_block_is_twice_as_long_up_to_a_day(door: Door, clock: type[Clock]) -> None:
    terms = []
    for _ in range(9):
        term = int([door.sign_in(password="x") for _ in range(4)][-1].headers["retry-after"])
        later(clock, seconds=term)
        terms.append(term // 60)
    assert terms == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


@pytest.mark.req("aut-05")
def test_an_address_that_guesses_at_everybody_is_blocked_and_only_that_address(door: Door) -> None:
    for number in range(100):
        door.sign_in(f"+7900000{number:04}", "x")
    assert door.sign_in().status == 423
    door.call.address = "192.0.2.2"
    assert door.sign_in().status == 200


@pytest.mark.req("aut-03")
def test_a_wrong_code_can_be_corrected_but_not_for_ever(door: Door, clock: type[Clock]) -> None:
    session = door.sign_in().json["session"]
    assert [door.answer(session, door.wrong()).json["code"] for _ in range(4)] == ["CODE_WRONG"] * 4
    assert door.answer(session, door.code()).status == 200
    session = door.sign_in().json["session"]
    refusals = [door.answer(session, door.wrong()).json["code"] for _ in range(6)]
    assert refusals == ["CODE_WRONG"] * 5 + ["CODE_EXHAUSTED"]
    assert door.answer(session, door.code()).json["code"] == "CODE_EXHAUSTED"
    assert door.sign_in().json["code"] == "CODE_TOO_SOON"
    later(clock, seconds=60)
    assert door.answer(door.sign_in().json["session"], door.code()).status == 200


@pytest.mark.req("aut-03", "ntf-03")
def test_a_code_works_once_until_it_expires_or_another_one_is_sent(door: Door, clock: type[Clock]) -> None:
    session, old = door.sign_in().json["session"], door.code()
    later(clock, seconds=60)
    again, new = door.sign_in().json["session"], door.code()
    assert door.answer(session, old).json["code"] == "CODE_WRONG"
    assert door.answer(again, new).status == 200
    assert door.answer(again, new).json["code"] == "SESSION_INVALID"
    session = door.sign_in().json["session"]
    later(clock, minutes=5)
    assert door.answer(session, door.code()).json["code"] == "SESSION_INVALID"


@pytest.mark.req("ntf-03")
def test_whoever_asks_again_within_a_minute_uses_the_code_already_sent(
    door: Door, clock: type[Clock]
) -> None:
    door.sign_in()
    later(clock, seconds=59)
    again = door.sign_in()
    assert (again.json["resend_after"], len(door.world.to("sms"))) == (1, 1)
    assert door.answer(again.json["session"], door.code()).status == 200


@pytest.mark.req("reg-03")
def test_after_ten_unused_codes_a_phone_gets_no_more_that_day(door: Door, clock: type[Clock]) -> None:
    for _ in range(10):
        assert door.sign_in().status == 200
        later(clock, seconds=60)
    refused = door.sign_in()
    assert (refused.status, refused.json["code"]) == (429, "CODES_TOO_MANY")
    later(clock, seconds=int(refused.headers["retry-after"]))
    assert door.sign_in().status == 200


def test_codes_that_were_used_do_not_count(door: Door) -> None:
    assert all(door.enter()["id_token"] for _ in range(12))


@pytest.mark.parametrize("session", ["", "nothing", "holder1", "holder1.secret"])
def test_a_made_up_session_leads_nowhere(door: Door, session: str) -> None:
    door.sign_in()
    reply = door.answer(session, door.code())
    assert (reply.status, reply.json["code"]) == (401, "SESSION_INVALID")


@pytest.mark.req("aut-04")
def test_an_authenticators_code_is_judged_by_the_pool_and_good_once(door: Door, pool: Pool) -> None:
    pool.totp[HOLDER] = "654321"
    begun = door.sign_in()
    assert (begun.json["factor"], begun.json["sent_to"], door.world.calls) == ("totp", None, [])
    assert door.answer(begun.json["session"], "000000").json["code"] == "TOTP_WRONG"
    assert door.answer(begun.json["session"], "654321").status == 200
    assert door.answer(begun.json["session"], "654321").json["code"] == "SESSION_INVALID"
    assert door.answer(door.sign_in().json["session"], "654321").json["code"] == "TOTP_WRONG"


@pytest.mark.req("aut-04")
def test_an_authenticators_code_cannot_be_tried_for_ever(door: Door, pool: Pool) -> None:
    pool.totp[HOLDER] = "654321"
    session = door.sign_in().json["session"]
    refusals = [door.answer(session, "000000").json["code"] for _ in range(6)]
    assert refusals == ["TOTP_WRONG"] * 5 + ["CODE_EXHAUSTED"]
    assert door.answer(session, "654321").status == 401


@pytest.mark.req("aut-02")
def test_who_must_set_a_password_gets_no_token_without_one(door: Door, pool: Pool) -> None:
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"must_set_password": True}))
    pool.totp[HOLDER] = "654321"
    begun = door.sign_in()
    assert (begun.json["must_set_password"], begun.json["factor"]) == (True, "sms")
    session, code = begun.json["session"], door.code()
    refused = door.answer(session, code)
    assert (refused.status, refused.json["code"]) == (422, "PASSWORD_MUST_BE_SET")
    assert door.answer(session, code, password="short").json["errors"][0]["code"] == "PASSWORD_LENGTH"
    assert door.answer(session, code, password="Новый2026").status == 200
    assert pool.passwords[HOLDER] == "Новый2026"
    assert door.sign_in(password="Новый2026").json["must_set_password"] is False


@pytest.mark.req("aut-11")
def test_an_ended_session_is_refused_and_the_others_go_on(door: Door, clock: type[Clock]) -> None:
    first = own(door)
    later(clock, seconds=1)
    second = own(door)
    listed = second("GET", "/v1/sessions").json["items"]
    assert [(one["id"], one["current"]) for one in listed] == [(second.session, True), (first.session, False)]
    assert first("GET", "/v1/me").status == 200
    assert second("DELETE", f"/v1/sessions/{first.session}").status == 204
    assert first("GET", "/v1/me").json["code"] == "SESSION_ENDED"
    assert second("GET", "/v1/me").status == 200
    assert second("DELETE", f"/v1/sessions/{first.session}").status == 404
    later(clock, minutes=1)
    assert [one["id"] for one in second("GET", "/v1/sessions").json["items"]] == [second.session]


@pytest.mark.req("aut-11", "act-01")
def test_nobody_ends_anothers_session(door: Door) -> None:
    mine = own(door)
    assert Gateway(app, account="h2")("DELETE", f"/v1/sessions/{mine.session}").status == 404
    assert mine("GET", "/v1/me").status == 200


@pytest.mark.req("aut-11")
def test_a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours(
    door: Door, clock: type[Clock]
) -> None:
    used = own(door)
    for _ in range(24):
        later(clock, minutes=29, seconds=30)
        assert used("GET", "/v1/me").status == 200
    later(clock, minutes=29)
    assert used("GET", "/v1/me").json["code"] == "SESSION_ENDED"
    left = own(door)
    later(clock, minutes=30, milliseconds=1)
    assert left("GET", "/v1/me").json["code"] == "SESSION_ENDED"
    assert left("GET", "/v1/sessions").status == 401


@pytest.mark.req("aut-11")
def test_a_refresh_token_is_worth_as_much_as_its_session(door: Door, clock: type[Clock]) -> None:
    tokens = door.enter()

    def refresh(token: str = tokens["refresh_token"]) -> Any:
        return door.call("POST", "/v1/sessions/refresh", {"refresh_token": token})

    assert refresh().json["id_token"]
    assert refresh("made up").json["code"] == "SESSION_INVALID"
    later(clock, minutes=31)
    assert refresh().json["code"] == "SESSION_ENDED"


def trigger(name: str, **event: Any) -> Any:
    return challenge.handler({"triggerSource": f"{name}_Authentication", "response": {}, **event}, Context())  # type: ignore[arg-type]


@pytest.mark.req("aut-03")
@pytest.mark.parametrize("answer", ["", "123456"])
def test_the_pools_challenge_cannot_be_answered_from_outside(door: Door, answer: str) -> None:
    door.sign_in()
    for given in (answer, door.code()):
        asked = trigger("VerifyAuthChallengeResponse", userName=HOLDER, request={"challengeAnswer": given})
        assert asked["response"]["answerCorrect"] is False
    assert trigger("DefineAuthChallenge", request={"session": []})["response"]["issueTokens"] is False


@pytest.mark.parametrize(
    ("answers", "issue", "fail"),
    [([True], True, False), ([False], False, True), ([True, False], False, True)],
)
def test_the_pool_issues_tokens_only_after_a_right_answer(
    answers: list[bool], *, issue: bool, fail: bool
) -> None:
    session = [{"challengeName": "CUSTOM_CHALLENGE", "challengeResult": right} for right in answers]
    response = trigger("DefineAuthChallenge", request={"session": session})["response"]
    assert (response["issueTokens"], response["failAuthentication"]) == (issue, fail)


@pytest.mark.req("ntf-02")
def test_when_no_sms_can_be_sent_the_person_may_repeat_at_once(door: Door) -> None:
    door.world.answers = {"sms": Unavailable("down")}
    reply = door.sign_in()
    assert (reply.status, reply.json["code"]) == (503, "SERVICE_UNAVAILABLE")
    door.world.answers = {}
    assert door.enter()["id_token"]


@pytest.mark.req("app-11")
def test_a_code_for_a_purpose_confirms_only_that_purpose(door: Door, clock: type[Clock]) -> None:
    reply = Gateway(app)("POST", "/v1/me/codes", {"purpose": "signature"})
    assert (reply.status, reply.json["resend_after"]) == (202, 60)
    codes.spend(HOLDER, Purpose.SIGNATURE, door.code(), clock.moment)
    for purpose, moment in (
        (Purpose.PROFILE, clock.moment),
        (Purpose.SIGNATURE, clock.moment + timedelta(minutes=5)),
    ):
        with pytest.raises(Exception, match="CODE_"):
            codes.spend(HOLDER, purpose, door.code(), moment)
    assert Gateway(app)("POST", "/v1/me/codes", {"purpose": "sign_in"}).status == 422


@pytest.mark.req("sec-12")
def test_codes_and_passwords_are_never_logged(door: Door, logged: io.StringIO) -> None:
    session = door.sign_in().json["session"]
    door.answer(session, door.code())
    assert '"operation":"POST /v1/sessions"' in logged.getvalue()
    secrets = (door.code(), PASSWORD, session, FIELDS["phone"])
    assert not [secret for secret in secrets if secret in logged.getvalue()]
