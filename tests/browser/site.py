"""The page as verifiers reach it: the published files, and beside them the public check."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from local import front
from shared.domain import status_list
from tests.gateway import Reply
from web.publish import FOLDER, files

KEYS, LIST = "/v/keys.json", "/v/status.cwt"

Api = Callable[[str, str, Any], Reply]


class Site:
    """One origin on a free port of this machine."""

    def __init__(self, keys: bytes, listed: bytes, api: Api | None = None) -> None:
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.publish_page(FOLDER)
        self.objects[KEYS] = ("application/json", keys)
        self.objects[LIST] = (status_list.MEDIA_TYPE, listed)
        self.api = api
        self.asked: list[str] = []
        self._port = 0
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        """Start, at the same address as before."""
        site: Site = self

        class Answering(_Handler):
            of = site

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Answering)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and break whatever connections there are."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    def code(self, said: str) -> str:
        """Give the address that a QR code holds."""
        return f"{self.address}/V/{said}"

    def publish_page(self, folder: Path) -> None:
        """Publish an edition of the page."""
        self.objects |= {f"/v/{file.name}": (file.media_type, file.data) for file in files(folder)}

    def publish(self, path: str, data: bytes) -> None:
        """Put another object in the place of one."""
        self.objects[path] = (self.objects[path][0], data)


class _Handler(BaseHTTPRequestHandler):
    of: Site

    def do_GET(self) -> None:
        self.of.asked.append(self.path)
        if self.path.startswith("/v1/"):
            self._call(None)
        elif found := self.of.objects.get(front.published(unquote(self.path))):
            self._send(200, *found)
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        self.of.asked.append(self.path)
        self._call(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _call(self, body: Any) -> None:
        if self.of.api is None:
            self._send(503, "application/problem+json", b"{}")
            return
        reply = self.of.api(self.command, self.path, body)
        self._send(reply.status, reply.headers["content-type"], reply.text.encode())

    def _send(self, status: int, media_type: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
