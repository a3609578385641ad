"""The five state registries over one population, with faults on demand."""

import json
import re
import secrets
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.people import PEOPLE, medical_entries
from local.simulators import faults
from local.simulators.faults import Fault
from local.simulators.router import Refused, Request, Router, bearer
from shared.domain.personal import same_name
from shared.domain.registries import Registry

Record = dict[str, Any]

_MODES = ("none", "unavailable", "slow", "mismatch", "error")
_NAMES = ("surname", "name", "patronymic")
_NOT_FOUND: Record = {"outcome": "not_found", "fields": [], "entries": []}


class Registries:
    """What the registries know, and how they behave; kept in one file."""

    def __init__(self, store: Path) -> None:
        self._store = store
        kept = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        demo = {person.record["snils"]: person.record for person in PEOPLE if person.record}
        self._people: dict[str, Record] = {**demo, **kept.get("people", {})}
        self._faults: dict[str, Fault] = kept.get("faults", {})
        self._lock = threading.Lock()

    def mount(self, router: Router) -> None:
        """Add the registries' call, and the pages that steer them."""
        router.add("POST", "/outside/registries/{registry}/checks", self._check)
        router.add("POST", "/outside/registries/oms/policies", self._policies)
        router.add("POST", "/outside/registries/oms/requests", self._insure)
        router.add("PUT", "/dev/registries/people/{snils}", self._put)
        router.add("PUT", "/dev/registries/{registry}/fault", self._fault)

    def know(self, record: Record) -> None:
        """Add or replace a person."""
        with self._lock:
            self._people[record["snils"]] = record
            self._save()

    def knows(self, snils: str) -> bool:
        """Tell whether a person is known."""
        return snils in self._people

    def everybody(self) -> list[Record]:
        """List the people who are known."""
        with self._lock:
            return list(self._people.values())

    def agree(self, person: Record) -> bool:
        """Tell whether all that is said of a person is known to be so."""
        known = self._find(Registry.PENSION, person)
        return known is not None and not list(_differing(person, known))

    def _put(self, request: Request) -> Record:
        known = {**request.json, "snils": re.sub(r"\D", "", request.names["snils"])}
        known.setdefault("entries", medical_entries())
        self.know(known)
        return known

    def _fault(self, request: Request) -> Record:
        registry, fault = _registry(request), faults.chosen(request.json, _MODES)
        with self._lock:
            self._faults[registry] = fault
            self._save()
        return fault

    async def _check(self, request: Request) -> Any:
        bearer(request)
        registry = _registry(request)
        fault = self._faults.get(registry, faults.NONE)
        await faults.suffer(fault)
        if fault["mode"] == "mismatch":
            answer = {"outcome": "mismatch", "fields": fault.get("fields", ["surname"]), "entries": []}
        else:
            answer = self._compared(registry, request.json)
        return {**answer, "reference": uuid.uuid4().hex[:12].upper()}

    async def _policies(self, request: Request) -> Any:
        """Tell the policies of a person: the one on the record, and those applied for."""
        bearer(request)
        await faults.suffer(self._faults.get(Registry.OMS, faults.NONE))
        known = self._people.get(request.json["snils"], {})
        if list(_differing(_named(request.json), known)):
            return {"policies": []}
        own = known.get("oms_policy")
        return {"policies": [*([own] if own else []), *known.get("more_policies", [])]}

    async def _insure(self, request: Request) -> Any:
        """Make a policy for somebody who is known, one for each key; an insurer «Отказ» refuses."""
        bearer(request)
        await faults.suffer(self._faults.get(Registry.OMS, faults.NONE))
        asked, key = request.json, request.headers.get("idempotency-key", "")
        known = self._people.get(asked["snils"])
        if known is None or list(_differing(_named(asked), known)) or asked["insurer"] == "Отказ":
            return {"policy": None}
        policies = known.setdefault("more_policies", [])
        with self._lock:
            made = next((policy for policy in policies if policy["request"] == key), None)
            if made is None:
                made = {"request": key, "type": "digital", "number": _fresh_number()}
                made |= {"insurer": asked["insurer"], "active_from": f"{datetime.now(UTC):%Y-%m-%d}"}
                policies.append(made)
                self._save()
        return {"policy": made}

    def _compared(self, registry: Registry, asked: Record) -> Record:
        known = self._find(registry, asked)
        if known is None or registry in known.get("unknown_to", ()):
            return _NOT_FOUND
        differing = list(_differing(asked, known))
        entries = known["entries"] if registry is Registry.MEDICAL else []
        if registry is Registry.MEDICAL and not entries:
            return _NOT_FOUND
        return {"outcome": "mismatch" if differing else "match", "fields": differing, "entries": entries}

    def _find(self, registry: Registry, asked: Record) -> Record | None:
        """Find a person by the registry's own number, or else by name and birth date."""
        key = _KEYS[registry]
        with self._lock:
            people = [person for person in self._people.values() if key(person)]
        by_number = (person for person in people if key(person) == key(asked))
        by_name = (person for person in people if not set(_differing(_named(asked), person)))
        return next(by_number, None) or next(by_name, None)

    def _save(self) -> None:
        self._store.parent.mkdir(parents=True, exist_ok=True)
        draft = self._store.with_suffix(".new")
        kept = {"people": self._people, "faults": self._faults}
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._store)


def _differing(asked: Record, known: Record) -> Iterator[str]:
    """Name what differs; what the registries do not hold about a person cannot differ."""
    for part in _NAMES:
        if not same_name(asked.get(part), known.get(part)):
            yield part
    for field in ("birth_date", "snils", "inn"):
        if field in asked and asked[field] != (known.get(field) or asked[field]):
            yield field
    for field, number in (("passport", _passport), ("oms_policy", _policy)):
        if field in asked and number(asked) != (number(known) or number(asked)):
            yield field


def _fresh_number() -> str:
    """Make up a unified policy number: its last digit is by Luhn (oms-10)."""
    body = f"{secrets.randbelow(10**15):015}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    return f"{body}{-sum(sum(divmod(value, 10)) for value in doubled) % 10}"


def _named(asked: Record) -> Record:
    return {name: asked.get(name) for name in (*_NAMES, "birth_date")}


def _passport(person: Record) -> tuple[str, str] | None:
    passport = person.get("passport") or {}
    return (passport["series"], passport["number"]) if {"series", "number"} <= passport.keys() else None


def _policy(person: Record) -> Any:
    return (person.get("oms_policy") or {}).get("number")


_KEYS: dict[Registry, Callable[[Record], Any]] = {
    Registry.IDENTITY: _passport,
    Registry.PENSION: lambda person: person.get("snils"),
    Registry.TAX: lambda person: person.get("inn"),
    Registry.OMS: _policy,
    Registry.MEDICAL: lambda person: person.get("snils"),
}


def _registry(request: Request) -> Registry:
    try:
        return Registry(request.names["registry"])
    except ValueError:
        raise Refused(404, f"registry must be one of {', '.join(Registry)}") from None
