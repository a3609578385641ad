"""One origin: who answers which path, and what a gateway's own error looks like."""

import asyncio
import json
from typing import Any

import pytest

from local import front as fronts
from local.front import PROBLEM, Front
from tests.local.asgi import Answer, call

API = "/_aws/execute-api/abc/local"
ANSWERS = fronts.gateway_answers()


class Place:
    """An application that says who it is and remembers what it was asked for."""

    def __init__(self, name: str, status: int = 200, media_type: str = "application/json") -> None:
        self._answer = json.dumps({"from": name}).encode()
        self._start = {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"Content-Type", media_type.encode())],
        }
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.asked.append({**scope, "body": (await receive()).get("body")})
        await send(self._start)
        half = len(self._answer) // 2
        await send({"type": "http.response.body", "body": self._answer[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self._answer[half:]})


@pytest.fixture(autouse=True)
def _template_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "gateway_answers", lambda: ANSWERS)


def front(emulator: Place, *, deployed: bool = True) -> Front:
    built = Front(emulator)
    built.outside = Place("outside")
    built.api = API if deployed else None
    return built


def get(place: Place, path: str, *, deployed: bool = True, method: str = "GET") -> Answer:
    """Ask the front; what is passed through comes in pieces, and only the start is looked at."""
    return call(front(place, deployed=deployed), method, path, {"a": 1})


@pytest.mark.parametrize("path", ["/dev/people", "/outside/sms"])
def test_the_outside_world_is_asked_about_its_own_paths_only(path: str) -> None:
    emulator = Place("emulator")
    asked = front(emulator)
    call(asked, "GET", path)
    assert isinstance(asked.outside, Place)
    assert [scope["path"] for scope in asked.outside.asked] == [path]
    assert not emulator.asked


@pytest.mark.parametrize("path", ["/", "/emk-vault-0/books/1.pdf", "/developer", "/outsider/x", "/v10/books"])
def test_everything_else_reaches_the_storage_as_it_is(path: str) -> None:
    emulator = Place("emulator")
    get(emulator, path)
    assert [scope["path"] for scope in emulator.asked] == [path]


def test_the_api_is_called_where_it_is_deployed_with_query_and_body_untouched() -> None:
    emulator = Place("emulator")
    answer = get(emulator, "/v1/books/%D0%AD?limit=2", method="POST")
    (asked,) = emulator.asked
    assert asked["path"] == f"{API}/v1/books/Э"
    assert asked["raw_path"] == f"{API}/v1/books/%D0%AD".encode()
    assert (asked["method"], asked["query_string"], json.loads(asked["body"])) == (
        "POST",
        b"limit=2",
        {"a": 1},
    )
    assert (answer.status, answer.body) == (200, {"from": "emulator"})


def test_before_the_api_is_deployed_its_paths_are_nobodys() -> None:
    emulator = Place("emulator")
    get(emulator, "/v1/books", deployed=False)
    assert [scope["path"] for scope in emulator.asked] == ["/v1/books"]


@pytest.mark.parametrize(
    ("gateway", "status", "code"),
    [
        (401, 401, "TOKEN_REQUIRED"),
        (403, 404, "NOT_FOUND"),  # what API Gateway says of a path that it does not know
        (404, 404, "NOT_FOUND"),
        (400, 400, "BODY_INVALID"),
        (500, 503, "SERVICE_UNAVAILABLE"),
        (502, 503, "SERVICE_UNAVAILABLE"),
        (504, 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_an_error_of_the_gateway_itself_is_told_in_the_words_of_the_template(
    gateway: int, status: int, code: str
) -> None:
    answer = get(Place("emulator", gateway), "/v1/books")
    assert (answer.status, answer.body["status"], answer.body["code"]) == (status, status, code)
    assert answer.body["detail"]
    assert len(answer.body["request_id"]) == 32


def test_two_errors_do_not_share_a_request_id() -> None:
    bodies = [get(Place("emulator", 502), "/v1/books").body for _ in range(2)]
    assert bodies[0]["request_id"] != bodies[1]["request_id"]


def test_a_problem_that_a_function_told_is_passed_on_as_it_is() -> None:
    answer = get(Place("function", 409, PROBLEM), "/v1/books")
    assert (answer.status, answer.body) == (409, {"from": "function"})


def test_an_error_of_storage_keeps_its_own_words() -> None:
    emulator = Place("emulator", 403, "application/xml")
    assert get(emulator, "/emk-vault-0/books/1.pdf").status == 403


def test_anything_but_http_goes_to_the_emulator() -> None:
    scopes: list[str] = []

    async def emulator(scope: dict[str, Any], _: Any, send: Any) -> None:
        scopes.append(scope["type"])
        await send({"type": "lifespan.startup.complete"})

    async def heard(_: Any) -> None:
        pass

    asyncio.run(Front(emulator)({"type": "lifespan"}, None, heard))
    assert scopes == ["lifespan"]
