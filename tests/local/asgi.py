"""Calls an ASGI application without a server."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """What the application answered."""

    status: int
    data: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.data)


def call(app: App, method: str, target: str, body: object = None, **headers: str) -> Answer:
    """Send JSON; a header's underscores become hyphens."""
    return send(app, method, target, json.dumps(body).encode(), **headers)


def send(app: App, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
    """Send bytes; a header's underscores become hyphens."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def collect(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, collect))  # type: ignore[arg-type]
    start, rest = sent[:2]
    named = {name.decode(): value.decode() for name, value in start.get("headers", ())}
    return Answer(start["status"], rest["body"], named)
