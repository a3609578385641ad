"""Who may see what, and what a request that comes twice, or from two hands at once, leads to."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.drawing import Scan
from tests.journeys.site import Applicant, Site

pytestmark = pytest.mark.xdist_group("access")


@pytest.fixture(scope="module")
def owner(site: Site) -> Applicant:
    return Applicant.newcomer(site)


@pytest.fixture(scope="module")
def theirs(owner: Applicant) -> Any:
    return owner.issued()


def calls(theirs: Any) -> list[tuple[str, str, Any]]:
    """List the calls about one person's application, files and book."""
    application, file = f"/v1/applications/{theirs['id']}", theirs["documents"][0]["file_id"]
    book = f"/v1/books/{theirs['book_number']}"
    upload = {"kind": "snils", "file_name": "scan.jpg", "content_type": "image/jpeg", "size": 1}
    signed = {
        "consents": {"terms": True, "personal_data": True},
        "signature": {"code": "000000"},
    }
    return [
        ("GET", application, None),
        ("PATCH", application, {"fields": {"name": "Другая"}}),
        ("DELETE", application, None),
        ("GET", f"{application}/timeline", None),
        ("POST", f"{application}/uploads", upload),
        ("GET", f"{application}/documents/{file}", None),
        ("DELETE", f"{application}/documents/{file}", None),
        ("POST", f"{application}/submit", signed),
        ("POST", f"{application}/withdraw", {}),
        ("GET", book, None),
        ("GET", f"{book}/versions/1/file", None),
    ]


@pytest.mark.req("sec-05", "sec-11")
def test_for_anybody_else_it_does_not_exist(applicant: Applicant, theirs: Any, owner: Applicant) -> None:
    for method, path, body in calls(theirs):
        answer = applicant(method, path, body, If_Match='"1"')
        assert (answer.status, answer.json["code"]) == (404, "NOT_FOUND"), (method, path)
    assert owner("GET", f"/v1/applications/{theirs['id']}").json == theirs
    for path in ("/v1/applications", "/v1/books", "/v1/messages"):
        assert applicant("GET", path).json["items"] == []


@pytest.mark.req("sec-05")
@pytest.mark.parametrize("token", [None, "x.y.z"])
def test_without_a_token_nobody_gets_in(site: Site, theirs: Any, token: str | None) -> None:
    for method, path, body in calls(theirs):
        answer = site(method, path, body, token, If_Match='"1"')
        assert (answer.status, answer.json["code"]) == (401, "TOKEN_REQUIRED"), (method, path)


@pytest.mark.req("app-05")
def test_the_same_key_gets_the_same_answer_and_does_nothing_again(applicant: Applicant) -> None:
    key, wanted = uuid.uuid4().hex, {"category": "catering", "occupation": "повар"}
    first, second = (applicant("POST", "/v1/applications", wanted, Idempotency_Key=key) for _ in range(2))
    assert (first.status, first.json) == (second.status, second.json)
    assert len(applicant("GET", "/v1/applications").json["items"]) == 1
    other = applicant("POST", "/v1/applications", {**wanted, "occupation": "пекарь"}, Idempotency_Key=key)
    assert (other.status, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.req("app-05")
@pytest.mark.parametrize("same_key", [True, False])
def test_two_submits_at_once_make_one_application(applicant: Applicant, *, same_key: bool) -> None:
    path, shared = applicant.ready(), uuid.uuid4().hex
    signed = applicant.signature()

    def submit(_: int) -> int:
        key = shared if same_key else uuid.uuid4().hex
        return applicant("POST", f"{path}/submit", signed, Idempotency_Key=key).status

    with ThreadPoolExecutor(4) as hands:
        statuses = sorted(hands.map(submit, range(4)))
    assert statuses[0] == 202
    assert set(statuses) <= ({202, 409} if same_key else {202, 409, 422})
    applicant.until(path, "published")
    assert applicant.history(path).count("submitted") == 1
    assert len(applicant("GET", "/v1/books").json["items"]) == 1


@pytest.mark.req("sec-05")
def test_a_link_to_a_book_is_good_for_this_book_only(owner: Applicant, theirs: Any) -> None:
    link = owner("GET", f"/v1/books/{theirs['book_number']}/versions/1/file").json["url"]
    assert owner.site.download(link).status == 200
    assert owner.site.download(link.replace("0001.pdf", "0002.pdf")).status == 403


@pytest.mark.req("doc-21")
def test_a_file_removed_from_a_draft_is_gone(applicant: Applicant) -> None:
    path = applicant.draft()
    (file,) = applicant.attach(path, Scan("snils", "scan.bmp", "image/jpeg", b"BM" + b"\0" * 100))
    place = f"{path}/documents/{file['file_id']}"
    assert applicant("DELETE", place).status == 204
    assert applicant("GET", place).status == 404
