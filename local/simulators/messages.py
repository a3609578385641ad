"""The e-mail and SMS providers: what they were given is kept and can be read back."""

import json
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.simulators.router import Refused, Request, Router, bearer
from shared.domain.model import rfc3339

Letter = dict[str, Any]


class Messages:
    """Both providers: the same idempotency key again is answered alike and sent once."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._down: set[str] = set()
        lines = store.read_text(encoding="utf-8").splitlines() if store.exists() else []
        self._sent: dict[str, Letter] = {letter["key"]: letter for letter in map(json.loads, lines)}

    def mount(self, router: Router) -> None:
        """Add the providers' calls, and the page that shows what was sent."""
        router.add("POST", "/outside/emails", lambda request: self._take("email", request))
        router.add("POST", "/outside/sms", lambda request: self._take("sms", request))
        router.add("GET", "/dev/messages", self._list)
        router.add("PUT", "/dev/messages/fault", self._fault)

    def _take(self, channel: str, request: Request) -> Letter:
        bearer(request)
        if channel in self._down:
            raise Refused(503, f"the {channel} provider is down")
        key = f"{channel}/{request.headers['idempotency-key']}"
        letter = request.json
        with self._lock:
            if key not in self._sent:
                self._keep(key, channel, letter)
            return {"id": self._sent[key]["id"]}

    def _keep(self, key: str, channel: str, letter: Letter) -> None:
        self._sent[key] = {
            "key": key,
            "id": uuid.uuid4().hex,
            "channel": channel,
            "to": letter["to"],
            "subject": letter.get("subject"),
            "text": letter["text"],
            "at": rfc3339(datetime.now(UTC)),
        }
        self._store.parent.mkdir(parents=True, exist_ok=True)
        with self._store.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self._sent[key], ensure_ascii=False) + "\n")

    def _list(self, request: Request) -> list[Letter]:
        wanted = _plain(request.query.get("to", ""))
        shown = [letter for letter in self._sent.values() if not wanted or _plain(letter["to"]) == wanted]
        return [{name: letter[name] for name in letter if name not in ("key", "id")} for letter in reversed(shown)]

    def _fault(self, request: Request) -> Letter:
        channels = {request.json.get("channel")} - {None} or {"email", "sms"}
        down = request.json["mode"] == "unavailable"
        self._down = self._down | channels if down else self._down - channels
        return {"down": sorted(self._down)}


def _plain(address: str) -> str:
    """Compare addresses without the spelling: a phone by its last ten digits."""
    digits = "".join(character for character in address if character.isdecimal())
    return address.strip().casefold() if "@" in address else digits[-10:]
