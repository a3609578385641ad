"""One origin for all: the API at /v1, what verifiers need at /v, simulators, storage at the rest."""

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from local import translation
from local.crashes import Crashes
from local.emulator import AsgiApp

PROBLEM = "application/problem+json"
_OWN_ERRORS_FROM = 400

Message = dict[str, Any]


class Front:
    """Sends each request to its place; the API's place is known once it has been deployed."""

    def __init__(self, emulator: AsgiApp) -> None:
        self._emulator = emulator
        self._answers = gateway_answers()
        self.outside: AsgiApp | None = None
        self.api: str | None = None
        self.public: str | None = None
        self.crashes = Crashes()

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one ASGI request."""
        if scope["type"] == "http":
            await self.crashes.pass_on(self._answer, scope, receive, send)
        else:
            await self._emulator(scope, receive, send)

    async def _answer(self, scope: Message, receive: Any, send: Any) -> None:
        path = scope["path"]
        if self.outside and path.startswith(("/outside/", "/dev/")):
            await self.outside(scope, receive, send)
        elif self.api and path.startswith("/v1/"):
            await self._call_api(scope, receive, send)
        elif self.public and path.startswith(("/v/", "/V/")):
            await self._emulator(_at(scope, self.public + published(path)), receive, send)
        else:
            await self._emulator(scope, receive, send)

    async def _call_api(self, scope: Message, receive: Any, send: Any) -> None:
        """Call the API; errors of the gateway itself get the words that the template gives them."""
        inner = _at(scope, f"{self.api}{scope['path']}")
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await self._emulator(inner, receive, collect)
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        if start["status"] >= _OWN_ERRORS_FROM and headers.get("content-type") != PROBLEM:
            start, body = self._explained(start["status"])
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _explained(self, status: int) -> tuple[Message, bytes]:
        default = "DEFAULT_4XX" if status < 500 else "DEFAULT_5XX"  # noqa: PLR2004 - HTTP's own border
        text = self._answers.get(str(status), self._answers[default])
        body = text.replace("$context.requestId", uuid.uuid4().hex).encode()
        headers = [(b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
        return {"type": "http.response.start", "status": json.loads(body)["status"], "headers": headers}, body


def _at(scope: Message, path: str) -> Message:
    return {**scope, "path": path, "raw_path": quote(path).encode()}


def published(path: str) -> str:
    """Name the object: every code opens the same page, as at the edge (`EdgeCodes` in the template)."""
    if path == "/V/worker.js":
        return "/v/worker.js"
    return "/v/index.html" if path.startswith("/V/") or path == "/v/" else path


def gateway_answers() -> Mapping[str, str]:
    """Read the template's gateway responses: the body by status, and the two defaults by name."""
    declared = translation.template()["Resources"]["Api"]["Properties"]["GatewayResponses"]
    answers: dict[str, str] = {}
    for name, response in declared.items():
        body = response["ResponseTemplates"]["application/json"]
        answers[str(response.get("StatusCode", name))] = body
        answers[name] = body
    return {**answers, "403": answers["MISSING_AUTHENTICATION_TOKEN"]}
