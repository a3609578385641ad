"""A passkey proves that its owner is there in person; whatever else comes is refused."""

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from functions.account.app import app
from shared.domain.sessions import Session
from shared.settings import settings
from shared.store import accounts, sessions, table
from tests.authenticator import Authenticator
from tests.builders import HOLDER, NOW, profile
from tests.conftest import ROOT
from tests.functions.account.conftest import Clock, later
from tests.gateway import Gateway, Reply

OTHER = "other"

pytestmark = pytest.mark.req("aut-10", "fut-01")


def authenticator() -> Authenticator:
    return Authenticator(settings.portal_url, "portal.test")


@dataclass
class Owner:
    """Somebody signed in, with a phone in their hand."""

    call: Gateway
    phone: Authenticator = field(default_factory=authenticator)

    def offer(self) -> Any:
        return self.call("POST", "/v1/me/passkeys/options").json["options"]

    def keep(self, credential: Any, name: str = "Телефон") -> Reply:
        return self.call("POST", "/v1/me/passkeys", {"name": name, "credential": credential})

    def register(self) -> Any:
        kept = self.keep(self.phone.make(self.offer()))
        assert kept.status == 201, kept.text
        return kept.json

    def challenge(self) -> Any:
        return self.call("POST", "/v1/me/passkeys/challenge").json["options"]

    def answer(self, credential: Any) -> Reply:
        return self.call("POST", "/v1/me/passkeys/answer", {"credential": credential})

    def prove(self) -> Reply:
        return self.answer(self.phone.sign(self.challenge()))

    @property
    def proved_at(self) -> Any:
        (session,) = self.call("GET", "/v1/sessions").json["items"]
        return session["passkey_at"]


@pytest.fixture
def owner(aws: None, clock: type[Clock]) -> Owner:  # noqa: ARG001 - the table
    clock.moment = NOW
    return _settled(HOLDER)


@pytest.fixture
def stranger(owner: Owner) -> Owner:  # noqa: ARG001 - the table
    return _settled(OTHER, snils="08765430300", phone="+79000000001", inn=None)


def _settled(account: str, **changes: Any) -> Owner:
    accounts.add(profile(account=account, **changes))
    session = Session(id="s1", account=account, device="", started_at=NOW, seen_at=NOW)
    table.transact(sessions.add(session))
    return Owner(Gateway(app, account))


def refused(answer: Reply) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def test_a_passkey_is_registered_shown_and_noted_in_the_session(owner: Owner) -> None:
    passkey = owner.register()
    assert (passkey["name"], passkey["used_at"]) == ("Телефон", None)
    assert owner.proved_at is None
    assert owner.prove().status == 204
    assert owner.proved_at == "2026-11-23T09:00:00.000Z"
    (listed,) = owner.call("GET", "/v1/me/passkeys").json["items"]
    assert listed == {**passkey, "used_at": "2026-11-23T09:00:00.000Z"}


def test_the_person_must_be_recognised_by_the_authenticator(owner: Owner) -> None:
    assert owner.offer()["authenticatorSelection"]["userVerification"] == "required"
    owner.phone.verified = False
    assert refused(owner.keep(owner.phone.make(owner.offer()))) == (422, "PASSKEY_REFUSED")
    owner.phone.verified = True
    owner.register()
    assert owner.challenge()["userVerification"] == "required"
    owner.phone.verified = False
    assert refused(owner.prove()) == (422, "PASSKEY_REFUSED")
    assert owner.proved_at is None


@pytest.mark.parametrize(("part", "wrong"), [("origin", "http://evil.test"), ("host", "evil.test")])
def test_what_was_signed_for_another_site_is_refused(owner: Owner, part: str, wrong: str) -> None:
    hostile = authenticator()
    setattr(hostile, part, wrong)
    assert refused(owner.keep(hostile.make(owner.offer()))) == (422, "PASSKEY_REFUSED")
    owner.register()
    setattr(owner.phone, part, wrong)
    assert refused(owner.prove()) == (422, "PASSKEY_REFUSED")


def test_a_challenge_is_good_once(owner: Owner) -> None:
    owner.register()
    signed = owner.phone.sign(owner.challenge())
    assert owner.answer(signed).status == 204
    assert refused(owner.answer(signed)) == (422, "PASSKEY_EXPIRED")


def test_a_challenge_is_good_for_five_minutes(owner: Owner, clock: type[Clock]) -> None:
    made = owner.phone.make(owner.offer())
    later(clock, minutes=5)
    assert refused(owner.keep(made)) == (422, "PASSKEY_EXPIRED")
    owner.register()
    signed = owner.phone.sign(owner.challenge())
    later(clock, minutes=5)
    assert refused(owner.answer(signed)) == (422, "PASSKEY_EXPIRED")


def test_an_older_challenge_dies_with_the_next_one(owner: Owner) -> None:
    owner.register()
    signed = owner.phone.sign(owner.challenge())
    owner.challenge()
    assert refused(owner.answer(signed)) == (422, "PASSKEY_REFUSED")


def test_a_clone_that_counts_anew_is_refused(owner: Owner) -> None:
    owner.register()
    for _ in range(3):
        assert owner.prove().status == 204
    owner.phone.counter = 2
    assert refused(owner.prove()) == (422, "PASSKEY_REFUSED")


def test_somebody_elses_passkey_proves_nothing(owner: Owner, stranger: Owner) -> None:
    owner.register()
    stranger.register()
    assert refused(owner.answer(stranger.phone.sign(owner.challenge()))) == (422, "PASSKEY_REFUSED")
    assert refused(owner.answer(owner.phone.sign(stranger.challenge()))) == (422, "PASSKEY_EXPIRED")


def test_a_forged_signature_is_refused(owner: Owner) -> None:
    owner.register()
    owner.phone.key = authenticator().key
    assert refused(owner.prove()) == (422, "PASSKEY_REFUSED")


def test_a_credential_belongs_to_one_account(owner: Owner, stranger: Owner) -> None:
    owner.register()
    assert owner.offer()["excludeCredentials"][0]["id"] == owner.phone.make(owner.offer())["id"]
    again = owner.keep(owner.phone.make(owner.offer()))
    theirs = stranger.keep(owner.phone.make(stranger.offer()))
    assert refused(again) == refused(theirs) == (409, "PASSKEY_KNOWN")


def test_a_removed_passkey_proves_nothing_and_can_be_added_again(owner: Owner, stranger: Owner) -> None:
    passkey = owner.register()
    path = f"/v1/me/passkeys/{passkey['id']}"
    assert stranger.call("DELETE", path).status == 404
    assert owner.call("DELETE", path).status == 204
    assert refused(owner.prove()) == (422, "PASSKEY_REFUSED")
    assert owner.call("DELETE", path).status == 404
    owner.register()


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject"]), inner
        ),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, dict))
)
def test_whatever_an_authenticator_sends_it_is_refused_in_one_word(owner: Owner, credential: Any) -> None:
    owner.offer()
    assert refused(owner.keep(credential)) == (422, "PASSKEY_REFUSED")
    if not owner.call("GET", "/v1/me/passkeys").json["items"]:
        owner.register()
    owner.challenge()
    known = {**credential, "id": owner.phone.make(owner.offer())["id"]}
    assert refused(owner.answer(known)) == (422, "PASSKEY_REFUSED")


def test_a_cold_start_loads_neither_webauthn_nor_openid() -> None:
    heavy = ("authlib", "joserfc", "webauthn", "cbor2")
    code = f"import sys, functions.account.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
