"""A handful of JSON routes as an ASGI application."""

import asyncio
import base64
import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl


class Refused(Exception):
    """A request that gets an error answer: a JSON object with the detail, or broken text."""

    def __init__(self, status: int, detail: str, *, broken: bool = False) -> None:
        super().__init__(detail)
        self.status = status
        self.broken = broken


class Page(str):
    """An answer for people: HTML."""

    __slots__ = ()


class Redirect(str):
    """An answer that sends the browser on."""

    __slots__ = ()


@dataclass(frozen=True)
class Octets:
    """An answer of another type than JSON."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class Request:
    """What a handler may look at."""

    names: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; raises `Refused`."""
        try:
            return dict(json.loads(self.body or b"{}"))
        except (ValueError, TypeError):
            raise Refused(400, "the body must be a JSON object") from None


Handler = Callable[[Request], Any]


class Router:
    """Routes of method and path; a handler returns the answer's data, or raises `Refused`.

    Plain handlers run in a thread, since they may wait for the emulator that this loop serves.
    """

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Register a handler; `{name}` in the path matches one segment."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
        self._routes.append((method, re.compile(pattern), handler))

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one ASGI request."""
        body = await _body(receive)
        try:
            status, answer = 200, await self._answer(scope, body)
        except Refused as refused:
            status = refused.status
            answer = str(refused).encode() if refused.broken else {"detail": str(refused)}
        except (KeyError, ValueError, TypeError) as error:
            status, answer = 400, {"detail": f"{type(error).__name__}: {error}"}
        media_type, data = _written(answer)
        headers = [(b"content-type", media_type), (b"content-length", str(len(data)).encode())]
        if isinstance(answer, Redirect):
            status, headers = 303, [*headers, (b"location", answer.encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})

    async def _answer(self, scope: Mapping[str, Any], body: bytes) -> Any:
        for method, pattern, handler in self._routes:
            found = pattern.fullmatch(scope["path"])
            if found and method == scope["method"]:
                headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
                query = dict(parse_qsl(scope["query_string"].decode()))
                request = Request(found.groupdict(), query, headers, body)
                if inspect.iscoroutinefunction(handler):
                    return await handler(request)
                return await asyncio.to_thread(handler, request)
        raise Refused(404, "there is no such page")


def bearer(request: Request) -> None:
    """Let through only a request that carries a token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(401, "a bearer token is needed")


def client(request: Request) -> str:
    """Let through only a request that carries a name and a password (RFC 7617); gives the name."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        name = password = ""
    if scheme.lower() != "basic" or not (name and password):
        raise Refused(401, "a name and a password are needed")
    return name


def _written(answer: Any) -> tuple[bytes, bytes]:
    if isinstance(answer, Page):
        return b"text/html; charset=utf-8", answer.encode()
    if isinstance(answer, Octets):
        return answer.media_type.encode(), answer.data
    if isinstance(answer, bytes):
        return b"application/json", answer
    return b"application/json", json.dumps(answer, ensure_ascii=False).encode()


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
