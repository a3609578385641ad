"""The providers of e-mail, SMS and calls: what they were given is kept and can be read back."""

import json
import threading
import uuid
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from local.simulators import faults
from local.simulators.faults import Fault
from local.simulators.router import Refused, Request, Router, bearer
from shared.domain.model import rfc3339

Letter = dict[str, Any]

_PROVIDERS = ("email", "sms", "second_sms", "call")
_MODES = ("none", "unavailable", "slow", "error")


class Messages:
    """All providers: the same idempotency key again is answered alike and sent once."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        lines = store.read_text(encoding="utf-8").splitlines() if store.exists() else []
        self._sent: dict[str, Letter] = {letter["key"]: letter for letter in map(json.loads, lines)}

    def mount(self, router: Router) -> None:
        """Add the providers' calls, and the page that shows what was sent."""
        router.add("POST", "/outside/emails", partial(self._take, "email", "email"))
        router.add("POST", "/outside/sms", partial(self._take, "sms", "sms"))
        router.add("POST", "/outside/second-sms", partial(self._take, "second_sms", "sms"))
        router.add("POST", "/outside/calls", partial(self._take, "call", "call"))
        router.add("GET", "/dev/messages", self._list)
        router.add("PUT", "/dev/messages/fault", self._fault)

    async def _take(self, provider: str, channel: str, request: Request) -> Letter:
        """Take a letter; a slow provider sends it at once but is long in saying so."""
        bearer(request)
        if "idempotency-key" not in request.headers:
            raise Refused(400, "an Idempotency-Key is needed")
        fault = self._faults.get(provider, faults.NONE)
        if fault["mode"] != "slow":
            await faults.suffer(fault)
        key = f"{provider}/{request.headers['idempotency-key']}"
        with self._lock:
            if key not in self._sent:
                self._keep(key, channel, request.json)
        await faults.suffer(fault)
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
        with self._lock:
            sent = list(self._sent.values())
        shown = [letter for letter in sent if not wanted or _plain(letter["to"]) == wanted]
        return [
            {name: letter[name] for name in letter if name not in ("key", "id")} for letter in reversed(shown)
        ]

    def _fault(self, request: Request) -> dict[str, Fault]:
        fault = faults.chosen(request.json, _MODES)
        provider = fault.get("channel")
        if provider not in (None, *_PROVIDERS):
            raise Refused(400, f"channel must be one of {', '.join(_PROVIDERS)}")
        self._faults |= dict.fromkeys([provider] if provider else _PROVIDERS, fault)
        return self._faults


def _plain(address: str) -> str:
    """Compare addresses without the spelling: a phone by its last ten digits."""
    digits = "".join(character for character in address if character.isdecimal())
    return address.strip().casefold() if "@" in address else digits[-10:]
