from pathlib import Path
from typing import Any

import pytest

from local import simulators
from local.people import PEOPLE, DemoPerson, applicant
from local.simulators.router import Router
from shared.adapters.registries import _ASKED, Answer
from shared.domain.registries import Registry
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
    question = {name: value for name, value in {**fields, **changes}.items() if name in _ASKED[registry]}
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


def test_somebody_new_gets_an_account_and_is_known_to_the_registries(
    world: Router, seeded: list[DemoPerson]
) -> None:
    made = call(world, "POST", "/dev/people").body
    assert [person.shown() for person in seeded] == [made]
    assert asked(world, Registry.MEDICAL, made["fields"]).outcome == "match"


def test_deadlines_are_run_as_if_at_a_time(world: Router) -> None:
    answer = call(world, "POST", "/dev/deadlines", {"now": "2026-12-01T00:00:00Z"})
    assert answer.body == {"ran_at": "2026-12-01T00:00:00Z"}


def test_an_unknown_page_says_so(world: Router) -> None:
    assert call(world, "GET", "/dev/nothing").status == 404
