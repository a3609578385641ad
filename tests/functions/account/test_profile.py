"""The own profile: shown to its owner, changed with a code, and never half."""

from typing import Any

import pytest

from functions.account.app import app
from functions.submit.app import app as submit
from shared.adapters.http import Unavailable
from shared.domain.account import Level
from shared.store import accounts
from tests.builders import FIELDS, HOLDER, profile
from tests.functions.account.conftest import Clock, Door, later
from tests.gateway import Gateway, Reply

pytestmark = pytest.mark.usefixtures("clock")

NEW_PHONE = "+79000000009"


def me() -> Reply:
    return Gateway(app)("GET", "/v1/me")


def code(door: Door, purpose: str = "profile", **more: str) -> str:
    sent = Gateway(app)("POST", "/v1/me/codes", {"purpose": purpose, **more})
    assert sent.status == 202
    return door.code()


def change(confirmation: str, **changes: Any) -> Reply:
    given = {"confirmation_code": confirmation, **changes}
    return Gateway(app)("PATCH", "/v1/me", given, if_match=me().headers["etag"])


def test_the_own_profile_is_shown_to_its_owner_only(door: Door) -> None:
    shown = me().json
    assert (shown["account_id"], shown["level"], shown["snils"]) == (HOLDER, "confirmed", FIELDS["snils"])
    assert door.call("GET", "/v1/me").status == 401


@pytest.mark.req("prf-01", "prf-18")
def test_without_the_right_code_nothing_changes(door: Door) -> None:
    right, before = code(door), me().json
    for wrong in ("", door.wrong()):
        refused = change(wrong, email="new@example.ru")
        assert (refused.status, refused.json["code"]) == (422, "CODE_WRONG")
    missing = Gateway(app)("PATCH", "/v1/me", {"email": "new@example.ru"}, if_match=me().headers["etag"])
    assert missing.json["errors"][0] == {**missing.json["errors"][0], "pointer": "/confirmation_code"}
    assert me().json == before
    assert change(right, email="new@example.ru").json["email"] == "new@example.ru"
    assert change(right, email="newer@example.ru").json["code"] == "CODE_WRONG"


@pytest.mark.req("prf-01", "reg-04")
def test_a_new_address_gets_letters_once_it_is_confirmed(door: Door) -> None:
    changed = change(
        code(door), email="new@example.ru", registration_address={"street": "Арбат", "house": "1"}
    )
    assert changed.json["email_confirmed"] is False
    assert door.world.to("email")[-1]["to"] == "new@example.ru"
    moved = change(code(door), registration_address={"house": "2"})
    assert moved.json["registration_address"] == {
        **dict.fromkeys(("region", "locality", "flat", "postcode")),
        "street": "Арбат",
        "house": "2",
    }
    assert change(code(door), email=None).json["email"] is None


@pytest.mark.req("aut-13")
def test_a_new_phone_needs_codes_on_both_numbers(door: Door) -> None:
    old = code(door)
    refused = change(old, phone=NEW_PHONE)
    assert refused.json["errors"][0]["pointer"] == "/phone_code"
    elsewhere = code(door, "phone", phone="+79000000008")
    assert change(old, phone=NEW_PHONE, phone_code=elsewhere).json["code"] == "CODE_WRONG"
    new = code(door, "phone", phone=NEW_PHONE)
    assert door.world.to("sms")[-1]["to"] == NEW_PHONE
    assert change(old, phone=NEW_PHONE, phone_code=new).json["phone"] == NEW_PHONE
    assert door.sign_in(FIELDS["phone"]).status == 401
    assert door.sign_in(NEW_PHONE).status == 200


@pytest.mark.req("aut-13")
@pytest.mark.usefixtures("door")
def test_after_a_year_the_phone_is_to_be_confirmed_again(clock: type[Clock]) -> None:
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"phone_confirmed_at": clock.moment}))
    assert me().json["phone_outdated"] is False
    later(clock, days=366)
    assert me().json["phone_outdated"] is True


@pytest.mark.req("reg-08", "C-26")
def test_what_belongs_to_somebody_else_cannot_be_taken(door: Door) -> None:
    accounts.add(profile(account="h2", snils="08765430300", phone=NEW_PHONE, inn=None, email=None))
    confirmation, new = code(door), code(door, "phone", phone=NEW_PHONE)
    taken = change(confirmation, phone=NEW_PHONE, phone_code=new)
    assert (taken.status, taken.json["code"]) == (409, "DUPLICATE_PERSON")
    assert me().json["phone"] == FIELDS["phone"]


@pytest.mark.req("C-26", "val-12", "prf-15")
@pytest.mark.parametrize(
    ("answer", "status", "verified"),
    [
        ({"outcome": "match"}, 200, True),
        ({"outcome": "mismatch", "fields": ["surname"]}, 200, False),
        ({"outcome": "mismatch", "fields": ["inn"]}, 422, None),
        ({"outcome": "not_found"}, 422, None),
        (Unavailable("down"), 200, False),
    ],
)
def test_an_inn_signs_in_once_the_tax_registry_has_confirmed_it(
    door: Door, answer: Any, status: int, *, verified: bool | None
) -> None:
    inn = "500100732259"
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"inn": None, "inn_verified": False}))
    door.world.answers = {"/tax/": answer}
    changed = change(code(door), inn=inn)
    assert changed.status == status
    assert changed.json.get("inn_verified") is verified
    if status == 422:
        assert changed.json["errors"][0]["code"] == "INN_MISMATCH"
    asked = door.world.to("/tax/")[0]
    assert asked == {name: FIELDS[name] for name in ("surname", "name", "patronymic", "birth_date", "inn")}
    assert door.sign_in(inn).status == (200 if verified else 401)


@pytest.mark.req("prf-16", "idv-01")
@pytest.mark.parametrize(
    "changes",
    [{"surname": "Петрова"}, {"passport": FIELDS["passport"]}, {"patronymic": None}],
)
def test_after_a_new_name_or_passport_the_identity_is_to_be_confirmed_again(door: Door, changes: Any) -> None:
    assert change(code(door), **changes).json["reverification_required"] is True
    applicant = Gateway(submit)
    started = applicant("POST", "/v1/applications", {"category": "catering"}, idempotency_key="k")
    consents = {"terms": True, "personal_data": True}
    refused = applicant(
        "POST",
        f"/v1/applications/{started.json['id']}/submit",
        {"consents": consents, "signature": {"code": "1"}},
        idempotency_key="s",
    )
    assert (refused.status, refused.json["code"]) == (403, "REVERIFICATION_REQUIRED")


@pytest.mark.req("idv-08", "val-04")
def test_another_snils_needs_a_code_for_that_and_an_identity_that_is_not_yet_confirmed(door: Door) -> None:
    right = "08765430300"
    for_this = code(door, "snils")
    assert change(for_this, snils=right).json["code"] == "SNILS_CONFIRMED"
    before = accounts.get(HOLDER)
    accounts.save(before, before.model_copy(update={"level": Level.BASIC}))
    assert change(code(door, "profile"), snils=right).json["code"] == "CODE_WRONG"
    assert change(for_this, snils=right).json["snils"] == right
    assert (accounts.found("snils", right), accounts.found("snils", FIELDS["snils"])) == (HOLDER, None)
    accounts.add(profile(account="h2", phone=NEW_PHONE, inn=None, email=None))
    for_another = code(door, "snils")
    assert change(for_another, snils=FIELDS["snils"]).json["code"] == "DUPLICATE_PERSON"
    assert change(for_another, snils=None).status == 422


@pytest.mark.req("reg-08")
def test_one_passport_belongs_to_one_profile(door: Door) -> None:
    other = profile(account="h2", snils="08765430300", phone=NEW_PHONE, inn=None, passport=FIELDS["passport"])
    accounts.add(other)
    assert change(code(door), passport=FIELDS["passport"]).json["code"] == "DUPLICATE_PERSON"


def test_every_wrong_field_is_named_and_nothing_is_changed(door: Door) -> None:
    before = me().json
    refused = change(code(door), surname="Smith", phone="1", passport={"series": "12"}, snils="1")
    assert {error["pointer"] for error in refused.json["errors"]} >= {"/surname", "/phone", "/snils"}
    nested = change(code(door), passport={"series": "12"})
    assert nested.json["errors"][0]["pointer"] == "/passport/series"
    assert me().json == before


@pytest.mark.req("prf-01")
def test_a_profile_that_has_changed_meanwhile_is_not_overwritten(door: Door) -> None:
    etag = me().headers["etag"]
    assert change(code(door), email="new@example.ru").status == 200
    given = {"confirmation_code": code(door), "email": "newer@example.ru"}
    assert Gateway(app)("PATCH", "/v1/me", given, if_match=etag).status == 412
    assert Gateway(app)("PATCH", "/v1/me", given).status == 428


@pytest.mark.req("aut-04")
def test_an_authenticator_is_enrolled_by_its_own_code_and_removed_by_an_sms(door: Door) -> None:
    own = Gateway(app)
    enrolled = own("POST", "/v1/me/totp")
    assert (enrolled.status, enrolled.json["secret"]) == (201, f"SECRET OF {HOLDER}")
    assert enrolled.json["uri"].startswith("otpauth://totp/")
    assert FIELDS["phone"] not in enrolled.json["uri"]
    assert own("POST", "/v1/me/totp/confirm", {"code": "000000"}).json["code"] == "TOTP_WRONG"
    assert own("POST", "/v1/me/totp/confirm", {"code": "123456"}).status == 204
    assert door.sign_in().json["factor"] == "totp"
    assert own("POST", "/v1/me/totp/removal", {"confirmation_code": "1"}).json["code"] == "CODE_WRONG"
    assert own("POST", "/v1/me/totp/removal", {"confirmation_code": code(door)}).status == 204
    assert door.sign_in().json["factor"] == "sms"


@pytest.mark.req("prf-17")
def test_only_after_a_change_of_the_surname_is_its_certificate_asked_for(door: Door) -> None:
    def lacking() -> set[str]:
        wanted = {"category": "catering", "fields": FIELDS}
        draft = Gateway(submit)(
            "POST", "/v1/applications", wanted, idempotency_key=str(me().json["revision"])
        )
        return {flaw["pointer"] for flaw in draft.json["missing"]}

    certificate = "/documents/name_change_certificate"
    change(code(door), name="Алёна")
    assert certificate not in lacking()
    change(code(door), surname="Новикова")
    assert certificate in lacking()
