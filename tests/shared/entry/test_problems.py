"""Answers that speak problem+json whatever happens."""

import io

import pytest

from shared.domain.access import Permission
from shared.domain.model import Model
from shared.entry.api import Api
from tests.gateway import Gateway


class Box(Model):
    """A body to break."""

    size: int


app = Api("test")
pytestmark = pytest.mark.usefixtures("aws")


@app.operation("GET", "/v1/broken", Permission.PUBLIC)
def broken() -> Box:
    """Break."""
    raise RuntimeError("Иванова Анна")


@app.operation("GET", "/v1/stored", Permission.PUBLIC)
def stored() -> Box:
    """Read something stored that is against the model."""
    return Box.model_validate_json('{"size": "Иванова Анна"}')


@app.operation("POST", "/v1/boxes", Permission.PUBLIC, status=201)
def make(body: Box) -> Box:
    """Make a box."""
    return body


@pytest.fixture
def call() -> Gateway:
    return Gateway(app, account=None)


@pytest.mark.req("sec-12")
@pytest.mark.parametrize("url", ["/v1/broken", "/v1/stored"])
def test_our_own_fault_is_a_500_that_tells_nothing_and_logs_no_message(
    call: Gateway, url: str, logged: io.StringIO
) -> None:
    reply = call("GET", url)
    assert (reply.status, reply.json["code"]) == (500, "INTERNAL_ERROR")
    assert "Иванова" not in reply.text + logged.getvalue()
    assert '"at":[' in logged.getvalue()


OURS = {"errors", "actions"}


def test_every_problem_has_the_members_of_rfc_9457_and_ours(call: Gateway) -> None:
    reply = call("POST", "/v1/boxes", {"size": "x", "colour": "red"})
    assert reply.headers["content-type"] == "application/problem+json"
    assert set(reply.json) == {"type", "title", "status", "detail", "code", "request_id", *OURS}
    assert {(flaw["pointer"], flaw["code"]) for flaw in reply.json["errors"]} == {
        ("/size", "FIELD_INVALID"),
        ("/colour", "FIELD_UNKNOWN"),
    }


def test_a_wrong_method_or_media_type_is_answered_in_kind(call: Gateway) -> None:
    refused = call("DELETE", "/v1/boxes")
    assert (refused.status, refused.json["code"]) == (405, "METHOD_NOT_ALLOWED")
    xml = call("POST", "/v1/boxes", "<size/>", content_type="application/xml")
    assert (xml.status, xml.json["code"]) == (415, "MEDIA_TYPE_UNSUPPORTED")


def test_english_is_spoken_on_request(call: Gateway) -> None:
    assert call("GET", "/v1/broken", accept_language="en").json["title"] == "Our error"
    assert call("GET", "/v1/broken").json["title"] == "Ошибка на нашей стороне"


@pytest.mark.req("aut-07")
def test_every_answer_asks_for_https_and_is_not_cached(call: Gateway) -> None:
    for reply in (call("POST", "/v1/boxes", {"size": 1}), call("GET", "/v1/broken")):
        assert "max-age=" in reply.headers["strict-transport-security"]
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-request-id"] == "r1"
