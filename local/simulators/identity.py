"""The providers that confirm identities: they ask the person, and sign what they found."""

import html
import json
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.jwk import ECKey

from local.simulators import callbacks, faults
from local.simulators.faults import Fault
from local.simulators.registries import Registries
from local.simulators.router import Page, Refused, Request, Router, bearer
from shared.domain.identity import METHODS, Method, Verdict
from shared.domain.model import rfc3339
from shared.domain.subject import subject

Record = dict[str, Any]

_BEFORE = ("none", "unavailable", "slow", "error")
_AFTER = ("wrong_signature", "other_attempt", "duplicate", "delayed")
_OUTCOMES = {
    "accept": Verdict.CONFIRMED,
    "decline": Verdict.DECLINED,
    "unreadable": Verdict.SCAN_UNREADABLE,
    "mismatch": Verdict.DATA_MISMATCH,
}
_LABELS = {
    "accept": "Подтвердить",
    "decline": "Отказаться",
    "unreadable": "Скан не читается",
    "mismatch": "Данные не совпали",
}
_DELAY_SECONDS = 3.0


class Identity:
    """One provider for all methods; its key, its attempts and its fault are kept in one file."""

    def __init__(self, registries: Registries, store: Path) -> None:
        self._registries = registries
        self._store = store
        kept = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        self._key = ECKey.import_key(kept["key"]) if kept else _new_key()
        self._attempts: dict[str, Record] = kept.get("attempts", {})
        self._fault: Fault = kept.get("fault", faults.NONE)
        self._lock = threading.Lock()

    def mount(self, router: Router) -> None:
        """Add the provider's calls, the page that a person opens, and the page that steers it."""
        router.add("GET", "/outside/identity/keys", self._keys)
        router.add("POST", "/outside/identity/{method}/attempts", self._begin)
        router.add("PUT", "/dev/identity/fault", self._order)
        router.add("GET", "/dev/identity/{reference}", self._page)
        router.add("POST", "/dev/identity/{reference}", self._decide)

    async def _keys(self, request: Request) -> Record:
        del request
        return {"keys": [self._key.as_dict(private=False)]}

    async def _begin(self, request: Request) -> Record:
        """Open an attempt; the same key again is answered alike."""
        bearer(request)
        if self._fault["mode"] in _BEFORE:
            await faults.suffer(self._fault)
        reference = uuid.uuid5(uuid.NAMESPACE_URL, request.headers["idempotency-key"]).hex
        with self._lock:
            if reference not in self._attempts:
                self._attempts[reference] = _opened(reference, request)
                self._save()
        begun: Record = self._attempts[reference]["begun"]
        return begun

    def _page(self, request: Request) -> Page:
        """Show what the person is asked, and a button for each way that it can end."""
        attempt = self._known(request)
        person = " ".join(str(value) for value in attempt["person"].values() if isinstance(value, str))
        buttons = "".join(
            f'<button formaction="?outcome={name}">{label}</button> ' for name, label in _LABELS.items()
        )
        return Page(
            "<!doctype html><html lang='ru'><meta charset='utf-8'><title>Подтверждение личности</title>"
            f"<h1>Подтверждение личности: {attempt['method']}</h1><p>{html.escape(person)}</p>"
            f"<form method='post'>{buttons}</form></html>"
        )

    def _decide(self, request: Request) -> Record:
        """End an attempt as the person chose, and tell those who asked; `accept` compares the data."""
        attempt, chosen = self._known(request), request.query.get("outcome", "accept")
        if chosen not in _OUTCOMES:
            raise Refused(400, f"outcome must be one of {', '.join(_OUTCOMES)}")
        verdict = _OUTCOMES[chosen]
        if verdict is Verdict.CONFIRMED and not self._registries.agree(attempt["person"]):
            verdict = Verdict.DATA_MISMATCH
        told = {name: attempt[name] for name in ("attempt", "reference", "method")}
        named = subject(attempt["attempt"], attempt["person"])
        result = {**told, "outcome": verdict, "subject": named, "iat": int(time.time())}
        return {"outcome": verdict, "delivered": self._deliver(attempt["result_to"], result)}

    def _deliver(self, to: str, result: Record) -> list[int]:
        mode, key = self._fault["mode"], self._key
        if mode == "other_attempt":
            result = {**result, "attempt": uuid.uuid4().hex}
        if mode == "wrong_signature":
            key = _new_key(self._key.kid)
        if mode == "delayed":
            time.sleep(self._fault.get("seconds", _DELAY_SECONDS))
        header = {"alg": "ES256", "kid": self._key.kid}
        signed = jws.serialize_compact(header, json.dumps(result).encode(), key)
        return [callbacks.tell(to, {"result": signed}) for _ in range(2 if mode == "duplicate" else 1)]

    def _order(self, request: Request) -> Fault:
        fault = faults.chosen(request.json, (*_BEFORE, *_AFTER))
        with self._lock:
            self._fault = fault
            self._save()
        return fault

    def _known(self, request: Request) -> Record:
        attempt = self._attempts.get(request.names["reference"])
        if attempt is None:
            raise Refused(404, "there is no such attempt")
        return attempt

    def _save(self) -> None:
        self._store.parent.mkdir(parents=True, exist_ok=True)
        kept = {"key": self._key.as_dict(private=True), "attempts": self._attempts, "fault": self._fault}
        draft = self._store.with_suffix(".new")
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._store)


def _opened(reference: str, request: Request) -> Record:
    try:
        method = Method(request.names["method"])
    except ValueError:
        raise Refused(404, f"method must be one of {', '.join(Method)}") from None
    asked = request.json
    address = urlsplit(asked["result_to"])
    page = f"{address.scheme}://{address.netloc}/dev/identity/{reference}"
    until = datetime.now(UTC) + timedelta(seconds=METHODS[method].lifetime.total_seconds())
    begun = {"reference": reference, "expires_at": rfc3339(until)}
    begun["qr" if method is Method.BANK_QR else "url"] = page
    known = {name: asked[name] for name in ("attempt", "person", "result_to")}
    return {**known, "reference": reference, "method": method, "begun": begun}


def _new_key(kid: str | None = None) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid or uuid.uuid4().hex, "use": "sig", "alg": "ES256"})
