"""The applicant's door, with AWS in process."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.submit.app import app
from shared.domain.codes import Purpose
from shared.domain.documents import DOCUMENTS, DocumentKind, FileStatus
from shared.domain.professions import CATALOGUE_VERSION
from shared.domain.states import Kind
from shared.store import accounts, applications, codes, files
from tests.builders import FIELDS, HOLDER, file, profile, scans
from tests.gateway import Gateway, Reply

pytestmark = pytest.mark.usefixtures("aws")

CONSENTS = {"terms": True, "personal_data": True}


@pytest.fixture
def call() -> Gateway:
    accounts.add(profile())
    return Gateway(app)


def start(call: Gateway, key: str = "k1", **body: Any) -> Reply:
    wanted = {"category": "catering", "occupation": "повар", "fields": FIELDS, **body}
    return call("POST", "/v1/applications", wanted, idempotency_key=key)


def ready(call: Gateway, key: str = "k1", **body: Any) -> str:
    """Start a complete draft with all its scans, and send the signature code 123456."""
    application = start(call, key, **body).json["id"]
    for scan in scans():
        files.add(scan.model_copy(update={"application_id": application}))
    codes.remember(HOLDER, Purpose.SIGNATURE, FIELDS["phone"], "123456", datetime.now(UTC))
    return str(application)


def submit(call: Gateway, application: str, key: str = "s1", code: str = "123456", **body: Any) -> Reply:
    given = {"consents": CONSENTS, "signature": {"code": code}, **body}
    return call("POST", f"/v1/applications/{application}/submit", given, idempotency_key=key)


@pytest.mark.req("idv-09")
def test_without_a_passport_another_identity_document_is_enough_to_apply(call: Gateway) -> None:
    application = start(call, fields={**FIELDS, "passport": {}}).json["id"]
    for scan in scans():
        if scan.kind is not DocumentKind.PASSPORT:
            files.add(scan.model_copy(update={"application_id": application}))
    codes.remember(HOLDER, Purpose.SIGNATURE, FIELDS["phone"], "123456", datetime.now(UTC))
    lacking = {flaw["pointer"] for flaw in submit(call, application).json["errors"]}
    assert {"/documents/passport", "/fields/passport/number"} <= lacking
    files.add(file(DocumentKind.OTHER_ID).model_copy(update={"application_id": application}))
    assert submit(call, application, "s2").status == 202


@pytest.mark.req("prf-14", "sts-01")
def test_a_draft_starts_filled_in_from_the_profile(call: Gateway) -> None:
    reply = start(call, fields={})
    assert reply.status == 201
    assert reply.json["status_label"] == "незавершена"
    assert reply.json["fields"]["snils"] == FIELDS["snils"]
    assert "snils" in reply.json["prefilled"]
    assert {flaw["pointer"] for flaw in reply.json["missing"]} >= {"/fields/birth_place", "/documents/photo"}


@pytest.mark.req("app-05")
def test_the_same_key_gets_the_same_answer_and_no_second_draft(call: Gateway) -> None:
    first, second = start(call), start(call)
    assert (first.status, first.text) == (second.status, second.text)
    assert len(applications.of(HOLDER, limit=10, cursor=None).items) == 1


@pytest.mark.req("app-05")
def test_a_key_that_was_used_for_something_else_is_refused(call: Gateway) -> None:
    start(call)
    reply = start(call, category="culture")
    assert (reply.status, reply.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_draft_cannot_be_started_without_a_key(call: Gateway) -> None:
    reply = call("POST", "/v1/applications", {"category": "catering"})
    assert (reply.status, reply.json["code"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.req("cat-16")
def test_an_unknown_category_is_refused(call: Gateway) -> None:
    reply = start(call, category="astronauts")
    assert reply.json["errors"][0] | {"detail": ""} == {
        "pointer": "/category",
        "code": "CATEGORY_UNKNOWN",
        "detail": "",
    }


@pytest.mark.req("prf-01", "reg-10")
def test_a_patch_changes_only_what_it_names_and_moves_the_etag(call: Gateway) -> None:
    started = start(call)
    url = f"/v1/applications/{started.json['id']}"
    patch = {"fields": {"passport": {"number": "654321"}, "email": None}}
    changed = call("PATCH", url, patch, if_match=started.headers["etag"])
    assert changed.status == 200
    assert changed.json["fields"]["passport"] == {**FIELDS["passport"], "number": "654321"}
    assert changed.json["fields"]["email"] is None
    stale = call("PATCH", url, patch, if_match=started.headers["etag"])
    assert (stale.status, stale.json["code"]) == (412, "REVISION_STALE")
    blind = call("PATCH", url, patch)
    assert (blind.status, blind.json["code"]) == (428, "REVISION_REQUIRED")


@pytest.mark.req("val-10", "reg-10")
def test_a_refused_patch_names_every_wrong_field_and_loses_nothing(call: Gateway) -> None:
    started = start(call)
    wrong = {"inn": "500100732258", "passport": {"series": "45"}, "name": "Анна1"}
    reply = call(
        "PATCH", f"/v1/applications/{started.json['id']}", {"fields": wrong}, if_match=started.headers["etag"]
    )
    assert (reply.status, reply.json["code"]) == (422, "BODY_INVALID")
    assert {flaw["pointer"]: flaw["code"] for flaw in reply.json["errors"]} == {
        "/fields/inn": "INN_CHECKSUM",
        "/fields/passport/series": "PASSPORT_FORMAT",
        "/fields/name": "NAME_FORMAT",
    }
    assert not any(value in reply.text for value in ("500100732258", "Анна1"))
    assert applications.get(started.json["id"]).fields.inn == FIELDS["inn"]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"a"', "\ud83d"])
def test_what_is_no_json_object_is_refused_politely(call: Gateway, body: str) -> None:
    reply = call("POST", "/v1/applications", body or "", idempotency_key="k")
    assert reply.status in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.req("doc-22")
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_ticket_is_given_up_to_the_limit_and_refused_one_byte_above(
    call: Gateway, kind: DocumentKind
) -> None:
    url = f"/v1/applications/{start(call).json['id']}/uploads"
    wanted = {
        "kind": kind,
        "file_name": "scan.jpg",
        "content_type": "image/jpeg",
        "size": DOCUMENTS[kind].max_bytes,
    }
    ticket = call("POST", url, wanted)
    assert ticket.status == 201
    assert ticket.json["upload"]["max_bytes"] == DOCUMENTS[kind].max_bytes
    refused = call("POST", url, {**wanted, "size": DOCUMENTS[kind].max_bytes + 1})
    assert (refused.status, refused.json["code"]) == (422, "FILE_TOO_LARGE")
    assert "МБ" in refused.json["detail"]


@pytest.mark.req("doc-17", "doc-08")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"content_type": "image/tiff"}, "FILE_TYPE"),
        ({"kind": "photo", "content_type": "application/pdf"}, "FILE_TYPE"),
        ({"size": 0}, "FILE_EMPTY"),
    ],
)
def test_what_cannot_be_right_gets_no_ticket(call: Gateway, change: dict[str, Any], code: str) -> None:
    wanted = {"kind": "snils", "file_name": "scan", "content_type": "image/png", "size": 10, **change}
    reply = call("POST", f"/v1/applications/{start(call).json['id']}/uploads", wanted)
    assert (reply.status, reply.json["code"]) == (422, code)


def test_twenty_files_or_forty_megabytes_are_enough(call: Gateway) -> None:
    url = f"/v1/applications/{start(call).json['id']}/uploads"
    small = {"kind": "snils", "file_name": "scan", "content_type": "image/png", "size": 10}
    assert {call("POST", url, small).status for _ in range(20)} == {201}
    assert call("POST", url, small).json["code"] == "TOO_MANY_FILES"


def test_forty_megabytes_are_enough(call: Gateway) -> None:
    url = f"/v1/applications/{start(call).json['id']}/uploads"
    large = {"kind": "passport", "file_name": "scan", "content_type": "image/png", "size": 5 * 1024 * 1024}
    assert [call("POST", url, large).status for _ in range(9)] == [201] * 8 + [422]


@pytest.mark.req("app-05", "app-07", "app-10", "app-11", "sts-03", "sts-08")
def test_a_complete_application_is_accepted_once(call: Gateway) -> None:
    application = ready(call)
    reply = submit(call, application)
    assert reply.status == 202
    assert (reply.json["status_label"], reply.json["group_label"]) == ("Принято", "На рассмотрении")
    assert reply.json["result_label"] == "в работе"
    assert reply.json["number"]
    again = submit(call, application)
    assert again.text == reply.text
    stored = applications.get(application)
    assert [event.kind for event in applications.history(application)] == [Kind.STARTED, Kind.SUBMITTED]
    assert {consent.network_address for consent in stored.consents} == {"192.0.2.1"}
    assert stored.signature
    assert len(stored.signature.content_sha256) == 64


@pytest.mark.req("app-03", "app-08", "doc-02")
def test_an_incomplete_application_is_told_everything_and_stays_a_draft(call: Gateway) -> None:
    application = start(call, fields={**FIELDS, "inn": None, "birth_place": None}).json["id"]
    reply = submit(call, application)
    assert (reply.status, reply.json["code"]) == (422, "APPLICATION_INCOMPLETE")
    assert {flaw["pointer"] for flaw in reply.json["errors"]} == {
        "/fields/inn",
        "/fields/birth_place",
        *(f"/documents/{kind}" for kind in ("passport", "snils", "oms_policy", "employment_proof", "photo")),
    }
    assert applications.get(application).status == "DRAFT"


@pytest.mark.req("prf-09")
def test_a_book_is_made_for_nobody_else(call: Gateway) -> None:
    application = ready(call, fields={**FIELDS, "surname": "Петрова", "snils": "08765430300"})
    flaws = {flaw["pointer"]: flaw["code"] for flaw in submit(call, application).json["errors"]}
    assert flaws == {"/fields/surname": "NAME_MISMATCH", "/fields/snils": "SNILS_MISMATCH"}


@pytest.mark.req("idv-01")
def test_an_unconfirmed_account_cannot_submit() -> None:
    accounts.add(
        profile(account="holder2", level="basic", snils="08765430300", phone="+79000000001", inn=None)
    )
    other = Gateway(app, account="holder2")
    application = other("POST", "/v1/applications", {"category": "catering"}, idempotency_key="k").json["id"]
    reply = submit(other, application)
    assert (reply.status, reply.json["code"]) == (403, "ACCOUNT_NOT_CONFIRMED")


@pytest.mark.req("doc-21")
def test_a_file_that_is_still_being_checked_is_waited_for(call: Gateway) -> None:
    application = ready(call)
    checking = scans()[0].model_copy(
        update={"application_id": application, "id": "late", "status": FileStatus.CHECKING}
    )
    files.add(checking)
    reply = submit(call, application)
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (
        409,
        "DOCUMENTS_CHECKING",
        "2",
    )


@pytest.mark.req("app-11")
def test_a_wrong_code_signs_nothing_and_the_fifth_kills_the_code(call: Gateway) -> None:
    application = ready(call)
    codes = [submit(call, application, key=f"s{n}", code="000000").json["code"] for n in range(6)]
    assert codes == ["CODE_WRONG"] * 5 + ["CODE_EXHAUSTED"]
    assert submit(call, application, key="s9").json["code"] == "CODE_EXHAUSTED"
    assert applications.get(application).status == "DRAFT"


@pytest.mark.req("app-11")
def test_a_code_works_once(call: Gateway) -> None:
    submit(call, ready(call))
    second = start(call, "k2", occupation="официант").json["id"]
    for scan in scans():
        files.add(scan.model_copy(update={"application_id": second}))
    assert submit(call, second, key="s2").json["code"] == "CODE_WRONG"


@pytest.mark.req("app-10")
@pytest.mark.parametrize("consents", [{}, {"terms": True}, {"terms": True, "personal_data": False}])
def test_without_consent_nothing_is_sent(call: Gateway, consents: dict[str, bool]) -> None:
    application = ready(call)
    assert submit(call, application, consents=consents).status == 422
    assert applications.get(application).status == "DRAFT"


@pytest.mark.req("app-15")
def test_a_second_active_application_for_the_same_profession_is_refused(call: Gateway) -> None:
    assert submit(call, ready(call)).status == 202
    reply = submit(call, ready(call, "k2"), key="s2")
    assert (reply.status, reply.json["code"]) == (409, "DUPLICATE_APPLICATION")
    assert submit(call, ready(call, "k3", occupation="официант"), key="s3").status == 202


@pytest.mark.req("app-18")
def test_a_withdrawn_application_frees_its_place(call: Gateway) -> None:
    application = ready(call)
    submit(call, application)
    reply = call("POST", f"/v1/applications/{application}/withdraw", idempotency_key="w1")
    assert (reply.status, reply.json["status_label"], reply.json["result_status"]) == (200, "отозвана", None)
    assert submit(call, ready(call, "k2"), key="s2").status == 202


@pytest.mark.req("app-18")
def test_a_draft_can_be_deleted_and_is_gone(call: Gateway) -> None:
    application = ready(call)
    assert call("DELETE", f"/v1/applications/{application}").status == 204
    assert call("DELETE", f"/v1/applications/{application}").status == 404
    assert files.of(application) == []
    assert applications.get(application).fields.snils is None
    assert applications.of(HOLDER, limit=10, cursor=None).items == []


def test_what_has_been_sent_can_neither_be_changed_nor_deleted(call: Gateway) -> None:
    application = ready(call)
    submit(call, application)
    url = f"/v1/applications/{application}"
    refusals = [
        call("PATCH", url, {"fields": {}}, if_match='"2-x"'),
        call(
            "POST",
            f"{url}/uploads",
            {"kind": "snils", "file_name": "a", "content_type": "image/png", "size": 1},
        ),
        call("DELETE", f"{url}/documents/snils"),
        call("DELETE", url),
        submit(call, application, key="s2"),
    ]
    assert [reply.status for reply in refusals] == [409] * 5


@pytest.mark.req("act-01")
def test_another_persons_application_is_not_found(call: Gateway) -> None:
    application = ready(call)
    accounts.add(profile(account="holder2", snils="08765430300", phone="+79000000001", inn=None))
    other = Gateway(app, account="holder2")
    url = f"/v1/applications/{application}"
    replies = [
        other("PATCH", url, {"fields": {}}, if_match='"1-x"'),
        other("DELETE", url),
        other(
            "POST",
            f"{url}/uploads",
            {"kind": "snils", "file_name": "a", "content_type": "image/png", "size": 1},
        ),
        other("DELETE", f"{url}/documents/snils"),
        submit(other, application),
        other("POST", f"{url}/withdraw", idempotency_key="w"),
    ]
    assert {(reply.status, reply.json["code"]) for reply in replies} == {(404, "NOT_FOUND")}


@pytest.mark.req("sec-05")
def test_without_a_token_or_the_role_nothing_happens(call: Gateway) -> None:
    assert start(Gateway(app, account=None)).status == 401
    assert start(Gateway(app, roles="reviewer")).status == 403
    assert start(Gateway(app, roles="")).status == 403
    assert call.roles == "applicant"


def test_a_code_expires_after_five_minutes(call: Gateway) -> None:
    application = ready(call)
    codes.remember(
        HOLDER, Purpose.SIGNATURE, FIELDS["phone"], "123456", datetime.now(UTC) - timedelta(minutes=5)
    )
    assert submit(call, application).json["code"] == "CODE_EXPIRED"


@pytest.mark.req("prf-12")
def test_another_contact_phone_is_confirmed_by_a_code_that_went_there(call: Gateway) -> None:
    other = "+79160000000"
    application = ready(call, fields={**FIELDS, "phone": other})
    refused = submit(call, application)
    assert [flaw["code"] for flaw in refused.json["errors"]] == ["PHONE_NOT_CONFIRMED"]
    codes.remember(HOLDER, Purpose.PHONE, FIELDS["phone"], "654321", datetime.now(UTC))
    assert submit(call, application, "s2", phone_code="654321").json["code"] == "CODE_WRONG"
    codes.remember(HOLDER, Purpose.PHONE, other, "111111", datetime.now(UTC))
    assert submit(call, application, "s3", phone_code="222222").json["code"] == "CODE_WRONG"
    assert submit(call, application, "s4", phone_code="111111").status == 202


@pytest.mark.req("cat-16", "cat-17")
def test_an_application_keeps_the_version_of_the_catalogue_that_it_was_started_under(call: Gateway) -> None:
    started = start(call).json
    assert applications.get(started["id"]).catalogue == started["catalogue"] == CATALOGUE_VERSION
