import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from local import simulators
from local.people import PEOPLE, DemoPerson, applicant
from local.simulators import callbacks
from local.simulators.router import Router
from shared.adapters.registries import Answer
from shared.domain.identity import Method
from shared.domain.registries import ASKED, Registry
from shared.domain.subject import subject
from tests.local.asgi import call

Json = dict[str, Any]

SMS = {"to": "+79000000001", "text": "Код: 123456."}


@pytest.fixture
def seeded() -> list[DemoPerson]:
    return []


@pytest.fixture
def world(tmp_path: Path, seeded: list[DemoPerson]) -> Router:
    return simulators.application(tmp_path, seeded.append, lambda now: {"ran_at": now})


def of(story: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.story == story)


def asked(world: Router, registry: Registry, fields: Json, **changes: object) -> Answer:
    question = {name: value for name, value in {**fields, **changes}.items() if name in ASKED[registry]}
    answer = call(world, "POST", f"/outside/registries/{registry}/checks", question, authorization="Bearer t")
    assert answer.status == 200
    return Answer.model_validate(answer.body)


def send(world: Router, channel: str = "sms", key: str = "k1", **changes: str) -> Any:
    return call(
        world,
        "POST",
        f"/outside/{channel}",
        {**SMS, **changes},
        authorization="Bearer t",
        idempotency_key=key,
    )


@pytest.mark.parametrize("registry", Registry)
@pytest.mark.parametrize("person", [person for person in PEOPLE if person.story == "match"])
def test_every_registry_knows_somebody_whose_story_is_match(
    world: Router, registry: Registry, person: DemoPerson
) -> None:
    answer = asked(world, registry, person.fields)
    assert (answer.outcome, answer.fields) == ("match", ())
    assert answer.reference
    assert bool(answer.entries) is (registry is Registry.MEDICAL)


@pytest.mark.parametrize(
    ("story", "registry", "outcome", "fields"),
    [
        ("mismatch:name", Registry.IDENTITY, "mismatch", ("surname",)),
        ("mismatch:name", Registry.PENSION, "mismatch", ("surname",)),
        ("mismatch:inn", Registry.TAX, "mismatch", ("inn",)),
        ("mismatch:inn", Registry.OMS, "mismatch", ("inn",)),
        ("mismatch:inn", Registry.IDENTITY, "match", ()),
        ("not_found:pension", Registry.PENSION, "not_found", ()),
        ("not_found:pension", Registry.TAX, "match", ()),
        ("no_examination", Registry.MEDICAL, "not_found", ()),
        ("no_examination", Registry.OMS, "match", ()),
    ],
)
def test_each_story_is_told_by_its_registries(
    world: Router, story: str, registry: Registry, outcome: str, fields: tuple[str, ...]
) -> None:
    answer = asked(world, registry, of(story).fields)
    assert (answer.outcome, answer.fields) == (outcome, fields)


def test_case_and_yo_do_not_tell_names_apart(world: Router) -> None:
    fields = next(person.fields for person in PEOPLE if "ё" in person.fields["patronymic"])
    spelled = {"patronymic": fields["patronymic"].replace("ё", "е").upper()}
    assert asked(world, Registry.IDENTITY, fields, **spelled).outcome == "match"


def test_a_wrong_passport_of_a_known_person_is_named(world: Router) -> None:
    answer = asked(
        world, Registry.IDENTITY, of("match").fields, passport={"series": "0000", "number": "000000"}
    )
    assert (answer.outcome, answer.fields) == ("mismatch", ("passport",))


def test_a_stranger_is_not_found(world: Router) -> None:
    for registry in Registry:
        assert asked(world, registry, applicant(555).fields).outcome == "not_found"


def test_a_person_can_be_added_and_is_remembered(world: Router, tmp_path: Path) -> None:
    person = applicant(555)
    record = {name: value for name, value in person.record.items() if name != "entries"}
    snils = f"{person.fields['snils'][:9]}%20{person.fields['snils'][9:]}"
    assert call(world, "PUT", f"/dev/registries/people/{snils}", record).status == 200
    again = simulators.application(tmp_path, print, print)
    for registry in Registry:
        assert asked(again, registry, person.fields).outcome == "match"
    assert asked(again, Registry.PENSION, of("match").fields).outcome == "match"


def test_a_registry_that_holds_no_inn_does_not_find_it_different(world: Router) -> None:
    person = applicant(555)
    record = {name: value for name, value in person.record.items() if name != "inn"}
    call(world, "PUT", f"/dev/registries/people/{person.fields['snils']}", record)
    assert asked(world, Registry.OMS, person.fields).outcome == "match"
    assert asked(world, Registry.TAX, person.fields).outcome == "not_found"


def test_a_registry_asks_for_a_token(world: Router) -> None:
    for headers in ({}, {"authorization": "Basic abc"}, {"authorization": "Bearer "}):
        assert call(world, "POST", "/outside/registries/tax/checks", {}, **headers).status == 401


@pytest.mark.parametrize(("mode", "status"), [("unavailable", 503), ("error", 500), ("none", 200)])
def test_a_registry_fails_as_ordered(world: Router, tmp_path: Path, mode: str, status: int) -> None:
    assert call(world, "PUT", "/dev/registries/tax/fault", {"mode": mode}).status == 200
    for one in (world, simulators.application(tmp_path, print, print)):
        answer = call(one, "POST", "/outside/registries/tax/checks", {}, authorization="Bearer t")
        assert answer.status == status
    assert asked(world, Registry.OMS, of("match").fields).outcome == "match"


def test_a_broken_answer_is_not_json(world: Router) -> None:
    call(world, "PUT", "/dev/registries/tax/fault", {"mode": "error"})
    answer = call(world, "POST", "/outside/registries/tax/checks", {}, authorization="Bearer t")
    assert answer.data.startswith(b"<html>")


def test_a_mismatch_names_the_ordered_fields(world: Router) -> None:
    call(world, "PUT", "/dev/registries/identity/fault", {"mode": "mismatch", "fields": ["passport"]})
    assert asked(world, Registry.IDENTITY, of("match").fields).fields == ("passport",)
    call(world, "PUT", "/dev/registries/identity/fault", {"mode": "mismatch"})
    assert asked(world, Registry.IDENTITY, of("match").fields).fields == ("surname",)


def test_a_slow_registry_answers_in_the_end(world: Router) -> None:
    call(world, "PUT", "/dev/registries/tax/fault", {"mode": "slow", "seconds": 0.01})
    assert asked(world, Registry.TAX, of("match").fields).outcome == "match"


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        ("/dev/registries/zoo/fault", {"mode": "none"}, 404),
        ("/dev/registries/tax/fault", {"mode": "sleepy"}, 400),
        ("/dev/registries/tax/fault", {}, 400),
        ("/dev/registries/tax/fault", {"mode": "slow", "seconds": "long"}, 400),
        ("/dev/messages/fault", {"mode": "unavailable", "channel": "pigeon"}, 400),
    ],
)
def test_an_impossible_order_is_refused_with_the_reason(
    world: Router, target: str, body: Json, status: int
) -> None:
    answer = call(world, "PUT", target, body)
    assert answer.status == status
    assert answer.body["detail"]


def test_a_repeated_key_is_answered_alike_and_sent_once(world: Router, tmp_path: Path) -> None:
    first, second = send(world), send(world, text="another")
    later = send(simulators.application(tmp_path, print, print))
    assert first.body["id"] == second.body["id"] == later.body["id"]
    assert send(world, key="k2").body["id"] != first.body["id"]
    assert [letter["text"] for letter in call(world, "GET", "/dev/messages").body] == [SMS["text"]] * 2


def test_a_message_needs_a_token_and_a_key(world: Router) -> None:
    assert call(world, "POST", "/outside/sms", SMS, idempotency_key="k").status == 401
    assert call(world, "POST", "/outside/sms", SMS, authorization="Bearer t").status == 400


@pytest.mark.parametrize("spelling", ["+79000000001", "%2B79000000001", "8 (900) 000-00-01", "9000000001"])
def test_a_phone_is_found_in_any_spelling(world: Router, spelling: str) -> None:
    send(world)
    send(world, key="k2", to="+79000000002")
    send(world, "emails", "k3", to="Anna@example.ru", subject="Тема")
    target = f"/dev/messages?to={spelling.replace(' ', '+')}"
    assert [letter["to"] for letter in call(world, "GET", target).body] == ["+79000000001"]


def test_messages_are_listed_newest_first(world: Router) -> None:
    send(world)
    send(world, "emails", "k2", to="anna@example.ru", subject="Тема")
    newest, oldest = call(world, "GET", "/dev/messages").body
    assert newest.keys() == {"channel", "to", "subject", "text", "at"}
    assert (newest["channel"], newest["subject"]) == ("email", "Тема")
    assert (oldest["channel"], oldest["subject"]) == ("sms", None)


def test_one_channel_fails_as_ordered_and_nothing_is_sent(world: Router) -> None:
    call(world, "PUT", "/dev/messages/fault", {"mode": "unavailable", "channel": "sms"})
    assert send(world).status == 503
    assert send(world, "emails", "k2", to="anna@example.ru").status == 200
    call(world, "PUT", "/dev/messages/fault", {"mode": "none"})
    assert send(world).status == 200
    assert len(call(world, "GET", "/dev/messages").body) == 2


def test_what_a_slow_provider_was_late_to_confirm_is_sent_once(world: Router) -> None:
    call(world, "PUT", "/dev/messages/fault", {"mode": "slow", "seconds": 0.01})
    assert send(world).body == send(world).body
    assert len(call(world, "GET", "/dev/messages").body) == 1


def test_the_demo_people_are_listed(world: Router) -> None:
    shown = call(world, "GET", "/dev/people").body
    assert [person["login"] for person in shown] == [person.login for person in PEOPLE]


@pytest.mark.parametrize(
    ("wanted", "outcome"),
    [({}, "match"), ({"story": "match"}, "match"), ({"story": "not_found:pension"}, "not_found")],
)
def test_somebody_new_gets_an_account_and_is_known_to_the_registries_as_their_story_says(
    world: Router, seeded: list[DemoPerson], wanted: dict[str, str], outcome: str
) -> None:
    made = call(world, "POST", "/dev/people", wanted).body
    assert [person.shown() for person in seeded] == [made]
    assert asked(world, Registry.MEDICAL, made["fields"]).outcome == "match"
    assert asked(world, Registry.PENSION, made["fields"]).outcome == outcome


def test_a_story_that_nobody_can_tell_is_refused(world: Router, seeded: list[DemoPerson]) -> None:
    refused = call(world, "POST", "/dev/people", {"story": "a dragon"})
    assert (refused.status, seeded) == (400, [])
    assert "not_found:pension" in refused.body["detail"]


def test_deadlines_are_run_as_if_at_a_time(world: Router) -> None:
    answer = call(world, "POST", "/dev/deadlines", {"now": "2026-12-01T00:00:00Z"})
    assert answer.body == {"ran_at": "2026-12-01T00:00:00Z"}


def test_an_unknown_page_says_so(world: Router) -> None:
    assert call(world, "GET", "/dev/nothing").status == 404


@pytest.mark.req("idv-03")
def test_a_call_is_kept_like_a_message(world: Router) -> None:
    assert send(world, "calls").status == 200
    (heard,) = call(world, "GET", "/dev/messages").body
    assert (heard["channel"], heard["text"]) == ("call", SMS["text"])
    call(world, "PUT", "/dev/messages/fault", {"mode": "unavailable", "channel": "call"})
    assert (send(world, "calls", "k2").status, send(world).status) == (503, 200)


NAMES = ("surname", "name", "patronymic", "birth_date", "snils", "passport")


class Results(list[Json]):
    """What the identity provider posts, and with which status each is met."""

    statuses: list[int]

    def post(self, to: str, body: Json) -> int:
        self.append({"to": to, **body})
        return self.statuses.pop(0) if self.statuses else 204


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> Results:
    taken = Results()
    taken.statuses = []
    monkeypatch.setattr(callbacks, "_posted", taken.post)
    monkeypatch.setattr(callbacks, "_PAUSE_SECONDS", 0)
    return taken


def begin(world: Router, person: DemoPerson, method: str = "video_call", **changes: Json) -> Any:
    told = {name: person.fields[name] for name in NAMES}
    told["passport"] = {part: told["passport"][part] for part in ("series", "number")}
    asked = {"attempt": "i1", "person": told, "result_to": "http://here.test:9/v1/identity/results"}
    headers = {"authorization": "Bearer t", "idempotency_key": "i1"}
    return call(world, "POST", f"/outside/identity/{method}/attempts", {**asked, **changes}, **headers)


def decide(world: Router, begun: Json, query: str = "") -> Any:
    return call(world, "POST", f"/dev/identity/{begun['reference']}{query}").body


def said(world: Router, word: Json) -> Json:
    keys = KeySet.import_key_set(call(world, "GET", "/outside/identity/keys").body)
    found: Json = json.loads(jws.deserialize_compact(word["result"], keys, algorithms=["ES256"]).payload)
    return found


@pytest.mark.req("idv-02", "idv-03")
@pytest.mark.parametrize("method", ["video_call", "bank_qr", "bank_app", "document_scan"])
def test_an_identity_provider_signs_what_it_compared(world: Router, results: Results, method: str) -> None:
    begun = begin(world, of("match"), method).body
    page = begun.get("qr" if method == "bank_qr" else "url")
    assert page == f"http://here.test:9/dev/identity/{begun['reference']}"
    assert call(world, "GET", f"/dev/identity/{begun['reference']}").data.startswith(b"<!doctype html>")
    assert decide(world, begun) == {"outcome": "confirmed", "delivered": [204]}
    (word,) = results
    assert word["to"] == "http://here.test:9/v1/identity/results"
    found = said(world, word)
    told = {name: of("match").fields[name] for name in NAMES}
    told["passport"] = {part: told["passport"][part] for part in ("series", "number")}
    assert found.pop("iat")
    assert found == {
        "attempt": "i1",
        "reference": begun["reference"],
        "method": Method(method),
        "outcome": "confirmed",
        "subject": subject("i1", told),
    }


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("?outcome=accept", "confirmed"),
        ("?outcome=decline", "declined"),
        ("?outcome=unreadable", "scan_unreadable"),
        ("?outcome=mismatch", "data_mismatch"),
    ],
)
def test_the_person_decides_how_an_attempt_ends(
    world: Router, results: Results, query: str, outcome: str
) -> None:
    assert decide(world, begin(world, of("match")).body, query)["outcome"] == outcome
    assert said(world, results[0])["outcome"] == outcome


@pytest.mark.parametrize("person", [of("mismatch:name"), applicant(555)])
def test_whom_the_registries_do_not_know_like_this_no_provider_confirms(
    world: Router, results: Results, person: DemoPerson
) -> None:
    assert decide(world, begin(world, person).body)["outcome"] == "data_mismatch"
    assert len(results) == 1


def test_an_attempt_is_opened_once_and_outlives_a_restart(
    world: Router, results: Results, tmp_path: Path
) -> None:
    begun = begin(world, of("match")).body
    assert begin(world, of("match")).body == begun
    again = simulators.application(tmp_path, print, print)
    assert decide(again, begun)["delivered"] == [204]
    assert said(world, results[0])["attempt"] == "i1"


def test_a_result_is_told_again_when_that_helps(world: Router, results: Results) -> None:
    results.statuses = [503, 409, 204]
    begun = begin(world, of("match")).body
    assert decide(world, begun)["delivered"] == [204]
    results.statuses = [401]
    assert decide(world, begun)["delivered"] == [401]
    results.statuses = [503] * 9
    assert decide(world, begun)["delivered"] == [503]
    assert len(results) == 3 + 1 + 5


@pytest.mark.parametrize(("mode", "status"), [("unavailable", 503), ("error", 500), ("none", 200)])
def test_an_identity_provider_fails_as_ordered(world: Router, tmp_path: Path, mode: str, status: int) -> None:
    assert call(world, "PUT", "/dev/identity/fault", {"mode": mode}).status == 200
    for one in (world, simulators.application(tmp_path, print, print)):
        assert begin(one, of("match")).status == status


@pytest.mark.parametrize("mode", ["wrong_signature", "other_attempt", "duplicate", "delayed"])
def test_an_identity_provider_says_wrong_things_as_ordered(
    world: Router, results: Results, mode: str
) -> None:
    begun = begin(world, of("match")).body
    call(world, "PUT", "/dev/identity/fault", {"mode": mode, "seconds": 0.01})
    decide(world, begun)
    assert len(results) == (2 if mode == "duplicate" else 1)
    if mode == "wrong_signature":
        with pytest.raises(BadSignatureError):
            said(world, results[0])
    else:
        assert (said(world, results[0])["attempt"] == "i1") is (mode != "other_attempt")


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("PUT", "/dev/identity/fault", 400),
        ("GET", "/dev/identity/nothing", 404),
        ("POST", "/dev/identity/nothing", 404),
        ("POST", "/outside/identity/video_call/attempts", 401),
    ],
)
def test_an_identity_provider_refuses_what_makes_no_sense(
    world: Router, method: str, target: str, status: int
) -> None:
    assert call(world, method, target, {}).status == status
    assert begin(world, of("match"), "crystal_ball").status == 404
    begun = begin(world, of("match")).body
    assert call(world, "POST", f"/dev/identity/{begun['reference']}?outcome=fly").status == 400
