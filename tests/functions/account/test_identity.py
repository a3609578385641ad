"""Confirming one's identity: six ways, a reason for every failure, and nobody's word but the provider's."""

import base64
import hmac
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from functions.account.app import app
from functions.holder.app import app as holder
from functions.status.app import app as status
from functions.submit.app import app as submit
from shared.adapters import identity as adapter
from shared.adapters.http import Unavailable
from shared.domain.account import Level
from shared.domain.identity import METHODS, Method
from shared.domain.message import Message, identity_confirmed
from shared.domain.subject import subject
from shared.store import accounts, messages, table
from tests.builders import FIELDS, HOLDER, profile
from tests.functions.account.conftest import Clock, Door, later
from tests.gateway import Gateway, Reply
from tests.providers import Outside

Json = dict[str, Any]

BY_PROVIDER = [method for method, rule in METHODS.items() if rule.code is None]
BY_CODE = {Method.SMS_CODE: "sms", Method.PHONE_CALL: "calls"}
MATCH, MISMATCH = {"outcome": "match"}, {"outcome": "mismatch", "fields": ["passport"]}
PAGE = "http://identity.test/page"
REFERENCE = "r1"
KEY = ECKey.generate_key("P-256", {"kid": "k1"})
OTHER_KEY = ECKey.generate_key("P-256", {"kid": "k1"})


@pytest.fixture(autouse=True)
def _clock_and_keys(clock: type[Clock]) -> Iterator[None]:
    del clock
    adapter._keys.forget()
    yield
    adapter._keys.forget()


@pytest.fixture
def me(world: Outside, clock: type[Clock]) -> Gateway:
    """Somebody whose level is still basic, and providers and registries that work."""
    before = accounts.get(HOLDER)
    basic = profile(level=Level.BASIC, passport=FIELDS["passport"], inn=None, inn_verified=False)
    accounts.save(before, basic)
    until = f"{clock.moment + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"
    for method in BY_PROVIDER:
        page = {"qr": PAGE} if method is Method.BANK_QR else {"url": PAGE}
        world.answers[f"/{method}/attempts"] = {"reference": REFERENCE, "expires_at": until, **page}
    world.answers["/keys"] = {"keys": [KEY.as_dict(private=False)]}
    world.answers |= {"/registries.test/identity/": MATCH, "/registries.test/pension/": MATCH}
    return Gateway(app)


def start(me: Gateway, method: Method = Method.VIDEO_CALL, key: str = "k") -> Reply:
    return me("POST", "/v1/me/identity", {"method": method}, idempotency_key=key)


def answer(me: Gateway, attempt: Json, code: str) -> Reply:
    return me("POST", f"/v1/me/identity/{attempt['id']}/answer", {"code": code})


def shown(me: Gateway) -> Json:
    return dict(me("GET", "/v1/me/identity").json)


def result(world: Outside, attempt: Json, /, **changes: Any) -> Json:
    """Say what the provider found; it names the data that it was sent."""
    asked = world.to("/attempts")[-1]
    return {
        "attempt": attempt["id"],
        "reference": REFERENCE,
        "method": attempt["method"],
        "outcome": "confirmed",
        "subject": subject(attempt["id"], asked["person"]),
        "iat": int(Clock.moment.timestamp()),
        **changes,
    }


def signed(said: Json, key: ECKey = KEY, kid: str = "k1") -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": kid}, json.dumps(said).encode(), key)


def deliver(word: str) -> Reply:
    return Gateway(app, account=None)("POST", "/v1/identity/results", {"result": word})


def change(door: Door, me: Gateway, **changes: Any) -> Reply:
    me("POST", "/v1/me/codes", {"purpose": "profile"})
    given = {"confirmation_code": door.code(), **changes}
    return me("PATCH", "/v1/me", given, if_match=me("GET", "/v1/me").headers["etag"])


def notices() -> list[Any]:
    return messages.of(HOLDER, limit=10, cursor=None).items


@pytest.mark.req("idv-03", "idv-04", "C-24")
def test_six_ways_are_offered_with_what_each_is_worth(me: Gateway) -> None:
    seen = shown(me)
    assert [way["method"] for way in seen["methods"]] == list(Method)
    assert all(way["label"] and way["assurance"] for way in seen["methods"])
    nothing = (seen["level"], seen["attempts"], seen["confirmed_at"], seen["confirmed_by"], seen["message"])
    assert nothing == ("basic", [], None, None, None)


@pytest.mark.req("idv-02", "idv-03", "idv-05", "idv-07")
@pytest.mark.parametrize("method", BY_PROVIDER)
def test_a_providers_signed_word_confirms_at_once_with_a_message(
    me: Gateway, world: Outside, method: Method
) -> None:
    assert me("GET", "/v1/me").json["services"] == {"medical_book": False}
    started = start(me, method)
    assert (started.status, started.json["state"]) == (201, "started")
    kind = "qr" if method is Method.BANK_QR else "open"
    assert started.json["action"] == {
        **dict.fromkeys(("url", "qr", "sent_to")),
        "kind": kind,
        "qr" if kind == "qr" else "url": PAGE,
    }
    assert deliver(signed(result(world, started.json))).status == 204
    seen = shown(me)
    assert (seen["level"], seen["confirmed_by"]) == ("confirmed", method)
    assert seen["confirmed_at"] == "2026-11-23T09:00:00.000Z"
    assert seen["message"].startswith("Личность подтверждена 23.11.2026")
    (attempt,) = seen["attempts"]
    assert (attempt["state"], attempt["reason"], attempt["action"]) == ("confirmed", None, None)
    assert me("GET", "/v1/me").json["services"] == {"medical_book": True}
    (message,) = Gateway(status)("GET", "/v1/messages").json["items"]
    assert (message["subject"], message["application_id"]) == ("Личность подтверждена", None)
    assert "Медицинская" in message["text"] or "медицинская" in message["text"]
    english = Gateway(status)("GET", "/v1/messages", accept_language="en").json["items"][0]
    assert english["subject"] == "Identity confirmed"


@pytest.mark.req("idv-03", "C-24")
@pytest.mark.parametrize("method", BY_CODE)
def test_a_code_confirms_beside_passport_and_snils_that_match(
    me: Gateway, door: Door, method: Method
) -> None:
    started = start(me, method).json
    assert started["action"]["kind"] == "code"
    assert started["action"]["sent_to"].endswith("67")
    assert door.world.to(BY_CODE[method])[-1]["to"] == FIELDS["phone"]
    answered = answer(me, started, door.code(BY_CODE[method]))
    assert (answered.status, answered.json["state"]) == (200, "confirmed")
    assert shown(me)["level"] == "confirmed"
    assert len(notices()) == 1
    person = {name: FIELDS[name] for name in ("surname", "name", "patronymic", "birth_date")}
    assert door.world.to("/registries.test/identity/") == [{**person, "passport": FIELDS["passport"]}]
    assert door.world.to("/registries.test/pension/") == [{**person, "snils": FIELDS["snils"]}]
    assert answer(me, started, "000000").json["state"] == "confirmed"
    assert len(notices()) == 1


@pytest.mark.req("C-24", "idv-06", "sec-11")
@pytest.mark.parametrize("registry", ["identity", "pension"])
@pytest.mark.parametrize("said", [MISMATCH, {"outcome": "not_found"}])
def test_a_code_without_a_match_confirms_nobody_and_tells_not_what_differs(
    me: Gateway, door: Door, registry: str, said: Json
) -> None:
    door.world.answers[f"/registries.test/{registry}/"] = said
    started = start(me, Method.SMS_CODE).json
    refused = answer(me, started, door.code())
    assert (refused.status, refused.json["code"]) == (422, "IDV_DATA_MISMATCH")
    assert refused.json["errors"] == []
    attempt = shown(me)["attempts"][0]
    assert (attempt["state"], attempt["reason"]) == ("failed", "IDV_DATA_MISMATCH")
    assert attempt["reason_detail"] == refused.json["detail"]
    door.world.answers[f"/registries.test/{registry}/"] = MATCH
    assert answer(me, started, door.code()).json["code"] == "IDV_DATA_MISMATCH"
    assert (shown(me)["level"], notices()) == ("basic", [])


@pytest.mark.req("idv-06")
@pytest.mark.parametrize("registry", ["identity", "pension"])
def test_while_a_registry_is_down_the_answer_can_be_repeated_without_a_new_code(
    me: Gateway, door: Door, clock: type[Clock], registry: str
) -> None:
    door.world.answers[f"/registries.test/{registry}/"] = Unavailable("down")
    started = start(me, Method.SMS_CODE).json
    later(clock, minutes=4)
    code = door.code()
    waiting = answer(me, started, code)
    assert (waiting.status, waiting.json["code"]) == (503, "IDV_PROVIDER_DOWN")
    assert int(waiting.headers["retry-after"]) > 0
    attempt = shown(me)["attempts"][0]
    assert (attempt["state"], attempt["reason"]) == ("started", "IDV_PROVIDER_DOWN")
    assert shown(me)["level"] == "basic"
    later(clock, hours=20)
    door.world.answers[f"/registries.test/{registry}/"] = MATCH
    assert answer(me, started, code).json["state"] == "confirmed"
    assert len(door.world.to("sms")) == 1


@pytest.mark.req("idv-06")
def test_a_wrong_code_can_be_corrected_until_there_were_too_many(me: Gateway, door: Door) -> None:
    started = start(me, Method.SMS_CODE).json
    wrong = [answer(me, started, door.wrong()) for _ in range(5)]
    assert {(reply.status, reply.json["code"]) for reply in wrong} == {(422, "IDV_CODE_WRONG")}
    assert shown(me)["attempts"][0]["state"] == "started"
    assert answer(me, started, door.code()).json["code"] == "IDV_CODE_EXHAUSTED"
    assert shown(me)["attempts"][0]["reason"] == "IDV_CODE_EXHAUSTED"
    assert door.world.to("registries.test") == []


@pytest.mark.req("idv-06")
@pytest.mark.parametrize("method", BY_CODE)
def test_a_code_that_is_too_old_ends_the_attempt_and_a_new_one_can_be_had(
    me: Gateway, door: Door, clock: type[Clock], method: Method
) -> None:
    started = start(me, method).json
    later(clock, minutes=5)
    old = door.code(BY_CODE[method])
    assert answer(me, started, old).json["code"] == "IDV_CODE_EXPIRED"
    assert shown(me)["attempts"][0]["state"] == "expired"
    again = start(me, method, "k2").json
    assert answer(me, again, door.code(BY_CODE[method])).status == 200
    assert [attempt["state"] for attempt in shown(me)["attempts"]] == ["confirmed", "expired"]


@pytest.mark.req("C-24", "idv-06")
def test_the_phone_alone_is_not_even_asked_without_a_passport(me: Gateway, door: Door) -> None:
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"passport": None}))
    refused = start(me, Method.SMS_CODE)
    assert (refused.status, refused.json["code"]) == (422, "IDV_PASSPORT_REQUIRED")
    assert (door.world.calls, shown(me)["attempts"]) == ([], [])
    assert start(me, Method.VIDEO_CALL, "k2").status == 201


@pytest.mark.req("C-24")
def test_a_passport_taken_back_before_the_answer_is_missed(me: Gateway, door: Door) -> None:
    started = start(me, Method.SMS_CODE).json
    code = door.code()
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"passport": None}))
    assert answer(me, started, code).json["code"] == "IDV_PASSPORT_REQUIRED"
    assert shown(me)["level"] == "basic"


@pytest.mark.req("idv-06")
@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("scan_unreadable", "IDV_SCAN_UNREADABLE"),
        ("data_mismatch", "IDV_DATA_MISMATCH"),
        ("declined", "IDV_DECLINED"),
    ],
)
def test_a_refusal_by_the_provider_says_why_and_how_to_repeat(
    me: Gateway, world: Outside, outcome: str, reason: str
) -> None:
    started = start(me, Method.DOCUMENT_SCAN).json
    said = result(world, started, outcome=outcome)
    assert [deliver(signed(said)).status for _ in range(2)] == [204, 204]
    attempt = shown(me)["attempts"][0]
    assert (attempt["state"], attempt["reason"]) == ("failed", reason)
    assert attempt["reason_detail"]
    assert (shown(me)["level"], notices()) == ("basic", [])
    turned = deliver(signed({**said, "outcome": "confirmed"}))
    assert (turned.status, turned.json["code"]) == (409, "IDV_FINISHED")
    assert shown(me)["level"] == "basic"
    assert start(me, Method.DOCUMENT_SCAN, "k2").status == 201


@pytest.mark.req("idv-06")
@pytest.mark.parametrize("method", Method)
def test_a_provider_that_is_down_costs_neither_data_nor_an_attempt(
    me: Gateway, world: Outside, method: Method
) -> None:
    place = f"{BY_CODE[method]}.test" if method in BY_CODE else f"/{method}/attempts"
    works = world.answers.get(place, {})
    world.answers[place] = Unavailable("down")
    refused = start(me, method)
    assert (refused.status, refused.json["code"]) == (503, "IDV_PROVIDER_DOWN")
    assert int(refused.headers["retry-after"]) > 0
    assert shown(me)["attempts"] == []
    world.answers[place] = works
    assert start(me, method).status == 201


@pytest.mark.parametrize(
    "said", [{}, {"reference": "r"}, {"reference": "r", "expires_at": "x"}, {"url": "javascript:alert(1)"}]
)
def test_a_provider_that_answers_nonsense_counts_as_down(me: Gateway, world: Outside, said: Json) -> None:
    whole = {"reference": "r", "expires_at": "2026-12-01T00:00:00Z"} if "url" in said else {}
    world.answers["/video_call/attempts"] = {**whole, **said}
    assert start(me).json["code"] == "IDV_PROVIDER_DOWN"


@pytest.mark.req("idv-06")
def test_what_was_not_finished_in_time_cannot_be_finished(
    me: Gateway, world: Outside, clock: type[Clock]
) -> None:
    started = start(me).json
    later(clock, hours=1)
    refused = deliver(signed(result(world, started)))
    assert (refused.status, refused.json["code"]) == (409, "IDV_FINISHED")
    attempt = shown(me)["attempts"][0]
    assert (attempt["state"], attempt["reason"]) == ("expired", "IDV_EXPIRED")
    assert shown(me)["level"] == "basic"


def unsigned(said: Json) -> str:
    return ".".join(_encoded(part) for part in ({"alg": "none", "kid": "k1"}, said)) + "."


def _encoded(part: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def with_the_public_key_as_a_secret(said: Json) -> str:
    head, secret = {"alg": "HS256", "kid": "k1"}, KEY.as_pem(private=False)
    content = f"{_encoded(head)}.{_encoded(said)}"
    mac = base64.urlsafe_b64encode(hmac.digest(secret, content.encode(), "sha256")).decode().rstrip("=")
    return f"{content}.{mac}"


def with_another_body(said: Json) -> str:
    head, _, signature = signed({**said, "outcome": "declined"}).split(".")
    return f"{head}.{_encoded(said)}.{signature}"


FORGERIES: dict[str, Any] = {
    "another key": lambda said: signed(said, OTHER_KEY),
    "an unknown key": lambda said: signed(said, OTHER_KEY, "k2"),
    "no algorithm": unsigned,
    "the public key as a secret": with_the_public_key_as_a_secret,
    "another body": with_another_body,
    "no signature": lambda said: signed(said).rpartition(".")[0] + ".",
    "no token": json.dumps,
    "letters": lambda said: "ключ.тело.подпись",  # noqa: ARG005
    "half a surrogate": lambda said: "\ud83d",  # noqa: ARG005
    "nothing": lambda said: "",  # noqa: ARG005
    "another form": lambda said: signed({"attempt": said["attempt"]}),
    "an unknown outcome": lambda said: signed({**said, "outcome": "splendid"}),
}


@pytest.mark.req("idv-02")
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_result_is_refused(me: Gateway, world: Outside, forge: Any) -> None:
    started = start(me).json
    refused = deliver(forge(result(world, started)))
    assert refused.status in (400, 401, 422)
    assert refused.json["code"] in ("RESULT_FORGED", "JSON_INVALID", "BODY_INVALID")
    assert shown(me)["attempts"][0]["state"] == "started"
    assert (shown(me)["level"], notices()) == ("basic", [])


@pytest.mark.req("idv-02")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"attempt": "unknown"}, 404, "NOT_FOUND"),
        ({"reference": "r2"}, 422, "RESULT_MISMATCHED"),
        ({"method": "bank_app"}, 422, "RESULT_MISMATCHED"),
        ({"subject": "0" * 64}, 422, "RESULT_MISMATCHED"),
        ({"iat": int(Clock.moment.timestamp()) - 61}, 422, "RESULT_STALE"),
        ({"iat": int(Clock.moment.timestamp()) + 61}, 422, "RESULT_STALE"),
    ],
)
def test_a_result_for_something_else_is_refused(
    me: Gateway, world: Outside, changes: Json, status: int, code: str
) -> None:
    started = start(me).json
    refused = deliver(signed(result(world, started, **changes)))
    assert (refused.status, refused.json["code"]) == (status, code)
    assert shown(me)["attempts"][0]["state"] == "started"
    assert shown(me)["level"] == "basic"


@pytest.mark.req("idv-02")
def test_a_result_of_one_attempt_is_worth_nothing_for_another(me: Gateway, world: Outside) -> None:
    first = start(me).json
    said = result(world, first)
    deliver(signed({**said, "outcome": "declined"}))
    second = start(me, key="k2").json
    assert deliver(signed(said)).json["code"] == "IDV_FINISHED"
    assert deliver(signed({**said, "attempt": second["id"]})).json["code"] == "RESULT_MISMATCHED"
    code = start(me, Method.SMS_CODE, "k3").json
    assert deliver(signed({**said, "attempt": code["id"]})).json["code"] == "RESULT_MISMATCHED"
    assert shown(me)["level"] == "basic"


@pytest.mark.req("idv-02", "prf-16")
@pytest.mark.parametrize(
    "changes", [{"surname": "Петрова"}, {"passport": {**FIELDS["passport"], "number": "654321"}}]
)
def test_a_result_for_the_former_name_or_passport_confirms_nobody(
    me: Gateway, door: Door, changes: Json
) -> None:
    started = start(me).json
    said = result(door.world, started)
    assert change(door, me, **changes).status == 200
    assert [deliver(signed(said)).status for _ in range(2)] == [204, 204]
    attempt = shown(me)["attempts"][0]
    assert (attempt["state"], attempt["reason"]) == ("failed", "IDV_DATA_MISMATCH")
    assert (shown(me)["level"], notices()) == ("basic", [])


@pytest.mark.req("prf-16")
def test_a_name_that_changes_while_a_result_is_taken_is_not_confirmed(
    me: Gateway, world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = signed(result(world, start(me).json))
    with monkeypatch.context() as patch:
        patch.setattr("functions.account.identity_results.identity_confirmed", _marrying)
        beaten = deliver(word)
    assert (beaten.status, beaten.json["code"]) == (409, "CONCURRENT_CHANGE")
    assert (shown(me)["level"], shown(me)["attempts"][0]["state"]) == ("basic", "started")
    assert deliver(word).status == 204
    assert shown(me)["attempts"][0]["reason"] == "IDV_DATA_MISMATCH"
    assert (shown(me)["level"], notices()) == ("basic", [])


def _marrying(*told: Any) -> Message:
    """Change the name after it has been read, and before anything is written."""
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"surname": "Петрова"}))
    return identity_confirmed(*told)


@pytest.mark.req("prf-16")
def test_a_code_asked_for_under_the_former_name_confirms_nobody(me: Gateway, door: Door) -> None:
    started = start(me, Method.SMS_CODE).json
    code = door.code()
    change(door, me, surname="Петрова")
    assert answer(me, started, code).json["code"] == "IDV_DATA_MISMATCH"
    assert shown(me)["level"] == "basic"


@pytest.mark.req("idv-05")
def test_a_result_that_comes_twice_is_told_once(me: Gateway, world: Outside) -> None:
    started = start(me).json
    word = signed(result(world, started))
    assert [deliver(word).status for _ in range(3)] == [204] * 3
    assert len(notices()) == 1
    assert accounts.get(HOLDER).revision == 2


@pytest.mark.req("idv-02")
def test_the_providers_keys_are_asked_for_once_and_again_for_a_new_one(
    me: Gateway, world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = start(me).json
    said = result(world, started)
    for _ in range(3):
        assert deliver(signed(said, OTHER_KEY)).status == 401
        assert deliver(signed(said, OTHER_KEY, "k2")).status == 401
    assert len(world.to("/keys")) == 1
    renewed = ECKey.generate_key("P-256", {"kid": "k2"})
    world.answers["/keys"] = {"keys": [renewed.as_dict(private=False)]}
    monkeypatch.setattr(adapter, "_KEYS_ASKED_AGAIN_SECONDS", 0)
    assert deliver(signed(said, renewed, "k2")).status == 204
    assert len(world.to("/keys")) == 2


@pytest.mark.parametrize(
    "fault", [Unavailable("down"), {}, {"keys": []}, {"keys": [{"kty": "?"}]}, {"keys": 1}]
)
def test_without_the_keys_the_provider_is_asked_to_repeat(
    me: Gateway, world: Outside, fault: Json | Exception
) -> None:
    word = signed(result(world, start(me).json))
    works, world.answers["/keys"] = world.answers["/keys"], fault
    assert deliver(word).status in (401, 503)
    assert shown(me)["level"] == "basic"
    world.answers["/keys"] = works
    adapter._keys.forget()
    assert deliver(word).status == 204


class Killed(Exception):
    """The process ends here."""


def kill(monkeypatch: pytest.MonkeyPatch, call: int, *, before: bool) -> None:
    """Let one of the next transactions be the last thing that happens, or the first that does not."""
    real, left = table.transact, [call]

    def transact(*writes: Any) -> None:
        left[0] -= 1
        if left[0] == 0 and before:
            raise Killed
        real(*writes)
        if left[0] == 0:
            raise Killed

    monkeypatch.setattr(table, "transact", transact)


@pytest.mark.req("idv-05")
@pytest.mark.parametrize("before", [True, False])
def test_killed_before_or_after_the_commit_a_result_counts_once(
    me: Gateway, world: Outside, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    word = signed(result(world, start(me).json))
    with monkeypatch.context() as patch:
        kill(patch, 1, before=before)
        assert deliver(word).status == 500
    confirmed = {shown(me)["level"] == "confirmed", len(notices()) == 1, not before}
    assert len(confirmed) == 1, "level, attempt and message come together or not at all"
    assert (shown(me)["attempts"][0]["state"] == "confirmed") is not before
    assert deliver(word).status == 204
    assert (shown(me)["level"], len(notices())) == ("confirmed", 1)


@pytest.mark.req("idv-05")
@pytest.mark.parametrize("before", [True, False])
def test_killed_before_or_after_the_commit_an_answer_counts_once(
    me: Gateway, door: Door, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    started = start(me, Method.SMS_CODE).json
    with monkeypatch.context() as patch:
        kill(patch, 1, before=before)
        assert answer(me, started, door.code()).status == 500
    assert answer(me, started, door.code()).json["state"] == "confirmed"
    assert (shown(me)["level"], len(notices())) == ("confirmed", 1)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("method", [Method.VIDEO_CALL, Method.SMS_CODE])
def test_killed_while_starting_the_repetition_finds_the_same_attempt(
    me: Gateway, door: Door, monkeypatch: pytest.MonkeyPatch, method: Method, *, before: bool
) -> None:
    with monkeypatch.context() as patch:
        kill(patch, 2 if method in BY_CODE else 1, before=before)
        assert start(me, method).status == 500
    again = start(me, method)
    assert again.status == 201
    assert [attempt["id"] for attempt in shown(me)["attempts"]] == [again.json["id"]]
    assert len(door.world.to("sms")) == (1 if method in BY_CODE else 0)
    assert len({key for url, _, key in door.world.calls if url.endswith("/attempts")}) <= 1


@pytest.mark.req("idv-04")
def test_of_two_attempts_in_one_way_at_once_the_second_is_pointed_to_the_first(me: Gateway) -> None:
    started = start(me)
    assert start(me).json == started.json
    second = start(me, key="k2")
    assert (second.status, second.json["code"]) == (409, "IDV_IN_PROGRESS")
    assert second.headers["retry-after"] == "3600"
    assert start(me, Method.BANK_APP, "k3").status == 201
    assert len(shown(me)["attempts"]) == 2


def test_the_sixth_attempt_of_a_day_is_too_many(me: Gateway, world: Outside, clock: type[Clock]) -> None:
    for number in range(5):
        started = start(me, key=str(number)).json
        deliver(signed(result(world, started, outcome="declined")))
    asked = len(world.calls)
    refused = start(me, key="6")
    assert (refused.status, refused.json["code"]) == (429, "IDV_TOO_MANY")
    assert len(world.calls) == asked
    later(clock, days=1)
    assert start(me, key="7").status == 201


def test_what_does_not_fit_is_refused(me: Gateway) -> None:
    assert me("POST", "/v1/me/identity", {"method": "video_call"}).json["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    assert start(me, "crystal_ball").status == 422  # type: ignore[arg-type]
    assert answer(me, {"id": "x"}, "123456").status == 404
    by_provider = answer(me, start(me).json, "123456")
    assert (by_provider.status, by_provider.json["code"]) == (409, "IDV_NO_CODE")


@pytest.mark.req("idv-01", "prf-16")
def test_after_a_change_of_name_no_application_is_taken_until_the_identity_is_confirmed_again(
    me: Gateway, door: Door
) -> None:
    deliver(signed(result(door.world, start(me).json)))
    assert change(door, me, surname="Петрова").json["reverification_required"] is True
    assert me("GET", "/v1/me").json["services"] == {"medical_book": False}
    assert (shown(me)["level"], shown(me)["message"]) == ("confirmed", None)
    assert refusal() == "REVERIFICATION_REQUIRED"
    again = start(me, key="k2").json
    assert door.world.to("/attempts")[-1]["person"]["surname"] == "Петрова"
    assert deliver(signed(result(door.world, again))).status == 204
    assert shown(me)["reverification_required"] is False
    assert me("GET", "/v1/me").json["services"] == {"medical_book": True}
    assert refusal() == "APPLICATION_INCOMPLETE"
    assert len(notices()) == 2


def refusal() -> str:
    """Send an empty application, and say what it is refused for."""
    applicant = Gateway(submit)
    draft = applicant("POST", "/v1/applications", {"category": "catering"}, idempotency_key="a").json["id"]
    given = {"consents": {"terms": True, "personal_data": True}, "signature": {"code": "1"}}
    sent = applicant("POST", f"/v1/applications/{draft}/submit", given, idempotency_key="s")
    return str(sent.json["code"])


@pytest.mark.req("sec-11")
def test_a_basic_account_sees_only_what_it_entered(me: Gateway, door: Door) -> None:
    foreign = {
        "inn": "500100732259",
        "sex": "female",
        "birth_place": "г. Тверь",
        "entries": [{"title": "Тайна"}],
    }
    for registry in ("identity", "pension", "tax", "oms", "medical"):
        door.world.answers[f"/registries.test/{registry}/"] = {**MISMATCH, **foreign}
    started = start(me, Method.SMS_CODE).json
    said = answer(me, started, door.code()).text
    draft = Gateway(submit)("POST", "/v1/applications", {"category": "catering"}, idempotency_key="a")
    seen = [said, me("GET", "/v1/me").text, me("GET", "/v1/me/identity").text, draft.text]
    assert not [value for value in ("500100732259", "Тверь", "Тайна") for text in seen if value in text]
    assert Gateway(holder)("GET", "/v1/books").json["items"] == []
    assert refusal() == "ACCOUNT_NOT_CONFIRMED"


@pytest.mark.req("sec-12")
def test_nothing_personal_is_logged_on_the_way(me: Gateway, world: Outside, logged: io.StringIO) -> None:
    word = signed(result(world, start(me).json))
    assert deliver(word).status == 204
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in logged.getvalue()]
    assert word not in logged.getvalue()
