"""The public question."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.check import limits
from functions.check.app import app
from shared.domain import book as machine
from shared.domain import qr
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.calendar import local_day
from shared.domain.qr import Claims
from shared.domain.validity import Judgement, Rule, Ruling
from shared.domain.version import SealedDocument, Version
from shared.store import books, table, versions
from tests.builders import NOW, version
from tests.codes import coded, publish_keys, signed
from tests.gateway import Gateway
from tests.stored import opening, stored_submission

pytestmark = pytest.mark.usefixtures("aws")

TODAY = local_day(datetime.now(UTC))


@pytest.fixture
def call() -> Gateway:
    publish_keys()
    return Gateway(app, account=None)


def issued(until: date = TODAY + timedelta(days=100), **changes: object) -> Version:
    """Publish a book that is valid until a day."""
    ruling = Ruling(rule=Rule.EXAMINATION, met=True, until=until)
    made = coded(version(judgement=Judgement(rulings=(ruling,), until=until), **changes))
    document = SealedDocument(key="books/1.pdf", version_id="v1", sha256="ab" * 32, size=1000)
    table.transact(*opening(versions.prepare(made), document))
    return made


@pytest.mark.req("ver-01", "ver-02")
def test_a_code_gets_its_answer_without_an_account(call: Gateway) -> None:
    made = issued()
    answer = call("GET", f"/v1/check/{made.token}").json
    assert (answer["verdict"], answer["initials"], answer["number"]) == (
        "valid",
        "И. А. С.",
        made.book_number,
    )
    assert answer["category"] == "Общественное питание"
    assert answer["advice"]
    assert made.person.snils not in str(answer)
    assert "Иванова" not in str(answer)
    assert call("GET", f"/v1/check/{made.token.lower()}").json["verdict"] == "valid"


@pytest.mark.req("ver-02", "iss-09")
def test_every_changed_character_of_a_code_is_noticed(call: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_MINUTE", 10_000)
    made = issued()
    for place, character in enumerate(made.token):
        for other in ("A" if character != "A" else "B", "7" if character != "7" else "6"):
            changed = made.token[:place] + other + made.token[place + 1 :]
            assert call("GET", f"/v1/check/{changed}").json["verdict"] in ("unknown", "signature_wrong")


@pytest.mark.req("ver-02", "iss-09")
def test_a_code_that_another_key_has_signed_is_a_forgery(call: Gateway) -> None:
    made = issued()
    claims, _, signature = qr.read(made.token)
    other = claims.model_copy(update={"initials": "П. А. С."})
    assert call("GET", f"/v1/check/{qr.text(other, signature)}").json["verdict"] == "signature_wrong"
    stranger = claims.model_copy(update={"key": b"\0\0"})
    forged = qr.text(stranger, signed(stranger.packed()))
    assert call("GET", f"/v1/check/{forged}").json["verdict"] == "signature_wrong"


@pytest.mark.req("ver-02")
def test_a_code_of_no_book_is_unknown_even_if_we_have_signed_it(call: Gateway) -> None:
    stored_submission()
    prepared = versions.prepare(coded(version()))
    assert call("GET", f"/v1/check/{prepared.token}").json["verdict"] == "unknown"
    for token in ("A", "A" * 32, "A" * 140, "%20"):
        assert call("GET", f"/v1/check/{token}").json["verdict"] == "unknown"


@pytest.mark.req("ver-02", "iss-09")
def test_a_file_is_known_by_its_digest_and_a_changed_one_is_not(call: Gateway) -> None:
    issued()
    assert call("POST", "/v1/check/file", {"sha256": "AB" * 32}).json["verdict"] == "valid"
    assert call("POST", "/v1/check/file", {"sha256": "ab" * 31 + "ac"}).json["verdict"] == "unknown"
    assert call("POST", "/v1/check/file", {"sha256": "ab"}).status == 422


@pytest.mark.req("ver-02")
def test_a_number_is_answered_for_whatever_its_spelling_and_a_guess_is_not(call: Gateway) -> None:
    made = issued()
    for typed in (made.book_number, made.book_number.replace("-", "").lower()):
        assert call("GET", f"/v1/check?number={typed}").json["verdict"] == "valid"
    for guess in ("1", "JQNQ-XHXK-M4W2", "0000-0000-0000"):
        assert call("GET", f"/v1/check?number={guess}").json["verdict"] == "unknown"
    assert call("GET", "/v1/check").status == 422


@pytest.mark.req("ver-02", "bok-10")
@pytest.mark.parametrize(
    ("days", "verdict"), [(30, "valid"), (29, "expires_soon"), (0, "expires_soon"), (-1, "not_valid")]
)
def test_the_verdict_follows_the_calendar(call: Gateway, days: int, verdict: str) -> None:
    made = issued(TODAY + timedelta(days=days))
    assert call("GET", f"/v1/check/{made.token}").json["verdict"] == verdict


@pytest.mark.req("ver-02")
def test_a_former_version_a_withdrawn_code_and_a_revoked_book_each_have_their_verdict(call: Gateway) -> None:
    first = issued()
    book = books.get(first.book_number)

    def happen(kind: BookKind, **changes: object) -> None:
        nonlocal book
        book = books.commit(book, machine.step(book, kind, NOW, Actor.SYSTEM, changes))

    second = versions.prepare(coded(first.model_copy(update={"number": 2, "status_index": 1})))
    happen(BookKind.REISSUED, active_version=2)
    said = [call("GET", f"/v1/check/{made.token}").json["verdict"] for made in (first, second)]
    assert said == ["superseded", "valid"]
    happen(BookKind.VERSION_WITHDRAWN, withdrawn=(2,))
    assert call("GET", f"/v1/check/{second.token}").json["verdict"] == "revoked"
    happen(BookKind.REVOKED)
    said = [call("GET", f"/v1/check/{made.token}").json["verdict"] for made in (first, second)]
    assert said == ["revoked", "revoked"]
    assert call("GET", f"/v1/check?number={first.book_number}").json["verdict"] == "revoked"


@pytest.mark.req("ver-02", "sec-09")
@pytest.mark.usefixtures("clock")
def test_one_address_may_not_try_numbers_all_day(call: Gateway) -> None:
    asked = [call("GET", "/v1/check?number=1").status for _ in range(limits.PER_MINUTE + 1)]
    assert asked == [200] * limits.PER_MINUTE + [429]
    elsewhere = Gateway(app, account=None, address="198.51.100.7")
    assert elsewhere("GET", "/v1/check?number=1").status == 200


@pytest.mark.req("ver-07")
def test_the_keys_are_there_for_everybody(call: Gateway) -> None:
    (key,) = call("GET", "/v1/check/keys").json["keys"]
    made = issued()
    assert key["kid"] == qr.read(made.token)[0].key.hex()
    assert (key["kty"], key["crv"], key["alg"]) == ("EC", "P-256", "ES256")


@settings(max_examples=200)
@given(
    st.integers(1, 2**16 - 1),
    st.integers(0, 2**32 - 1),
    st.dates(date(2020, 1, 1), date(2099, 1, 1)),
    st.none() | st.dates(date(2020, 1, 2), date(2099, 1, 1)),
    st.text("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", min_size=2, max_size=3),
    st.binary(min_size=64, max_size=64),
)
@pytest.mark.req("ver-07")
def test_what_a_code_says_is_read_back(
    number: int, index: int, issued_on: date, until: date | None, letters: str, signature: bytes
) -> None:
    claims = Claims(
        key=b"\x01\xfe",
        book_number="JQNQ-XHXK-M4W1",
        version=number,
        status_index=index,
        category="catering",
        issued_on=issued_on,
        valid_until=until,
        initials=" ".join(f"{letter}." for letter in letters),
    )
    read, packed, trailing = qr.read(qr.text(claims, signature))
    assert (read, packed, trailing) == (claims, claims.packed(), signature)
