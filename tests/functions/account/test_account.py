"""Signing in: password first, then the code; tokens only after both."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.account import challenge
from functions.account.app import app
from shared.adapters.http import Unavailable
from shared.cloud import users
from shared.cloud.users import Tokens
from shared.domain.account import Purpose
from shared.store import accounts
from tests.builders import FIELDS, HOLDER, profile
from tests.gateway import Context, Gateway, Reply
from tests.providers import Outside, outside

pytestmark = pytest.mark.usefixtures("aws")

PASSWORD = "Пароль123"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    """A pool that knows one password, and asks our own trigger about answers, as Cognito does."""
    accounts.add(profile())
    monkeypatch.setattr(
        users, "password_is_right", lambda account, password: (account, password) == (HOLDER, PASSWORD)
    )
    monkeypatch.setattr(users, "answer_challenge", answered)
    return outside(monkeypatch)


def answered(account: str, answer: str) -> Tokens | None:
    asked = trigger("VerifyAuthChallengeResponse", userName=account, request={"challengeAnswer": answer})
    return Tokens("id", "access", "refresh", 900) if asked["response"]["answerCorrect"] else None


def trigger(name: str, **event: Any) -> dict[str, Any]:
    return challenge.handler({"triggerSource": f"{name}_Authentication", "response": {}, **event}, Context())  # type: ignore[arg-type]


@pytest.fixture
def call() -> Gateway:
    return Gateway(app, account=None)


def sign_in(call: Gateway, login: str = FIELDS["phone"], password: str = PASSWORD) -> Reply:
    return call("POST", "/v1/sessions", {"login": login, "password": password})


def code_in(world: Outside) -> str:
    return next(
        word for word in str(world.to("sms")[-1]["text"]).replace(".", "").split() if word.isdecimal()
    )


def answer(call: Gateway, session: str, code: str) -> Reply:
    return call("POST", "/v1/sessions/answer", {"session": session, "code": code})


@pytest.mark.req("aut-01", "aut-03")
@pytest.mark.parametrize("login", ["+7 916 123-45-67", "89161234567", "500100732259"])
def test_phone_and_inn_in_any_spelling_lead_to_the_same_account(
    world: Outside, call: Gateway, login: str
) -> None:
    challenge = sign_in(call, login)
    assert challenge.status == 200
    assert "token" not in challenge.text
    assert challenge.json["sent_to"].endswith("67")
    tokens = answer(call, challenge.json["session"], code_in(world))
    assert tokens.json["id_token"] == "id"


@pytest.mark.req("aut-15")
@pytest.mark.parametrize(
    ("login", "password"),
    [("+79161234567", "wrong"), ("+79990000000", PASSWORD), ("nobody", PASSWORD), ("", "")],
)
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(
    world: Outside, call: Gateway, login: str, password: str
) -> None:
    reply = sign_in(call, login, password)
    assert (reply.status, reply.json["code"]) == (401, "CREDENTIALS_WRONG")
    assert reply.text == sign_in(call, "+79990000001", "x").text
    assert world.calls == []


@pytest.mark.req("aut-03")
def test_a_wrong_code_can_be_corrected_but_not_for_ever(world: Outside, call: Gateway) -> None:
    session = sign_in(call).json["session"]
    right = code_in(world)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert [answer(call, session, wrong).json["code"] for _ in range(4)] == ["CODE_WRONG"] * 4
    assert answer(call, session, right).status == 200
    session = sign_in(call).json["session"]
    right = code_in(world)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert [answer(call, session, wrong).json["code"] for _ in range(6)] == ["CODE_WRONG"] * 5 + [
        "CODE_EXHAUSTED"
    ]
    assert answer(call, session, right).json["code"] == "CODE_EXHAUSTED"


@pytest.mark.req("aut-03", "ntf-03")
def test_a_code_works_once_and_only_in_its_own_session(world: Outside, call: Gateway) -> None:
    first = sign_in(call).json["session"]
    old = code_in(world)
    second = sign_in(call).json["session"]
    new = code_in(world)
    assert answer(call, first, old).status == 401
    assert answer(call, first, new).status == 401
    assert answer(call, second, new).status == 200
    assert answer(call, second, new).json["code"] == "CODE_WRONG"


@pytest.mark.parametrize("session", ["", "nothing", "holder1", "holder1.secret", "holder9.secret"])
def test_a_made_up_session_leads_nowhere(world: Outside, call: Gateway, session: str) -> None:
    sign_in(call)
    reply = answer(call, session, code_in(world))
    assert reply.status == 401


@pytest.mark.req("aut-03")
def test_the_pools_challenge_cannot_be_answered_without_the_password(world: Outside) -> None:
    assert trigger("DefineAuthChallenge", request={"session": []})["response"]["issueTokens"] is False
    assert trigger("CreateAuthChallenge", request={})["response"]["publicChallengeParameters"]
    assert world.calls == []
    assert answered(HOLDER, "") is None
    assert answered(HOLDER, "123456") is None


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
def test_when_no_sms_can_be_sent_the_person_is_told_to_repeat(world: Outside, call: Gateway) -> None:
    world.answers = {"sms": Unavailable("down")}
    reply = sign_in(call)
    assert (reply.status, reply.json["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert int(reply.headers["retry-after"]) > 0


@pytest.mark.req("app-11")
def test_a_code_for_a_purpose_confirms_only_that_purpose(world: Outside) -> None:
    own = Gateway(app)
    reply = own("POST", "/v1/me/codes", {"purpose": "signature"})
    assert (reply.status, reply.json["resend_after"]) == (202, 60)
    now = datetime.now(UTC)
    accounts.spend(HOLDER, Purpose.SIGNATURE, code_in(world), now)
    for purpose, moment in ((Purpose.PROFILE, now), (Purpose.SIGNATURE, now + timedelta(minutes=5))):
        with pytest.raises(Exception, match="CODE_"):
            accounts.spend(HOLDER, purpose, code_in(world), moment)
    assert own("POST", "/v1/me/codes", {"purpose": "sign_in"}).status == 422


def test_the_own_profile_is_shown_to_its_owner_only(world: Outside, call: Gateway) -> None:
    shown = Gateway(app)("GET", "/v1/me").json
    assert (shown["account_id"], shown["level"], shown["snils"]) == (HOLDER, "confirmed", FIELDS["snils"])
    assert call("GET", "/v1/me").status == 401
    assert world.calls == []


@pytest.mark.req("sec-12")
def test_codes_and_passwords_are_never_logged(world: Outside, call: Gateway, logged: io.StringIO) -> None:
    session = sign_in(call).json["session"]
    code = code_in(world)
    answer(call, session, code)
    assert '"operation":"POST /v1/sessions"' in logged.getvalue()
    assert not [
        secret for secret in (code, PASSWORD, session, FIELDS["phone"]) if secret in logged.getvalue()
    ]
