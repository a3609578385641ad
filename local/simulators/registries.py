"""The five state registries over one population, with faults on demand."""

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any

from local.people import PEOPLE, medical_entries
from local.simulators.router import Refused, Request, Router, bearer
from shared.domain.personal import same_name
from shared.domain.registries import Registry

Record = dict[str, Any]

_MODES = ("none", "unavailable", "slow", "mismatch", "error")
_SLOW_SECONDS = 10.0
_NAMES = ("surname", "name", "patronymic")


class Registries:
    """What the registries know, and how they behave; kept in one file."""

    def __init__(self, store: Path) -> None:
        self._store = store
        kept = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        self._people: dict[str, Record] = kept.get("people") or {
            person.record["snils"]: person.record for person in PEOPLE if person.record
        }
        self._faults: dict[str, Record] = kept.get("faults", {})

    def mount(self, router: Router) -> None:
        """Add the registries' call, and the pages that steer them."""
        router.add("POST", "/outside/registries/{registry}/checks", self._check)
        router.add("PUT", "/dev/registries/people/{snils}", self._put)
        router.add("PUT", "/dev/registries/{registry}/fault", self._fault)

    def know(self, record: Record) -> None:
        """Add or replace a person."""
        self._people[record["snils"]] = record
        self._save()

    def _put(self, request: Request) -> Record:
        known = {**request.json, "snils": request.names["snils"]}
        known.setdefault("entries", medical_entries())
        self.know(known)
        return known

    def _fault(self, request: Request) -> Record:
        registry, fault = Registry(request.names["registry"]), request.json
        if fault.get("mode") not in _MODES:
            raise Refused(400, f"mode is one of {', '.join(_MODES)}")
        self._faults[registry] = fault
        self._save()
        return fault

    async def _check(self, request: Request) -> Any:
        bearer(request)
        registry = Registry(request.names["registry"])
        fault = self._faults.get(registry, {})
        match fault.get("mode"):
            case "unavailable":
                raise Refused(503, "the registry is down")
            case "error":
                return b"<html>Internal error"
            case "slow":
                await asyncio.sleep(float(fault.get("seconds", _SLOW_SECONDS)))
            case "mismatch":
                return {"outcome": "mismatch", "fields": fault.get("fields", ["surname"]), "reference": _reference()}
        return {**self._compared(registry, request.json), "reference": _reference()}

    def _compared(self, registry: Registry, asked: Record) -> Record:
        known = self._find(registry, asked)
        if known is None or registry in known.get("unknown_to", ()):
            return {"outcome": "not_found"}
        differing = list(_differing(asked, known))
        entries = known["entries"] if registry is Registry.MEDICAL else []
        if registry is Registry.MEDICAL and not entries:
            return {"outcome": "not_found"}
        return {"outcome": "mismatch" if differing else "match", "fields": differing, "entries": entries}

    def _find(self, registry: Registry, asked: Record) -> Record | None:
        key = {
            Registry.IDENTITY: lambda person: _passport(person),
            Registry.TAX: lambda person: person.get("inn"),
            Registry.OMS: lambda person: (person.get("oms_policy") or {}).get("number"),
        }.get(registry, lambda person: person.get("snils"))
        wanted = key(asked)
        people = self._people.values()
        by_number = (person for person in people if wanted and key(person) == wanted)
        by_name = (person for person in people if not set(_differing({"birth_date": "", **_named(asked)}, person)))
        return next(by_number, None) or next(by_name, None)

    def _save(self) -> None:
        self._store.parent.mkdir(parents=True, exist_ok=True)
        draft = self._store.with_suffix(".new")
        draft.write_text(json.dumps({"people": self._people, "faults": self._faults}, ensure_ascii=False))
        draft.replace(self._store)


def _differing(asked: Record, known: Record) -> Any:
    for part in _NAMES:
        if not same_name(asked.get(part), known.get(part)):
            yield part
    for field in ("birth_date", "snils", "inn"):
        if field in asked and asked[field] != known.get(field):
            yield field
    if "passport" in asked and _passport(asked) != _passport(known):
        yield "passport"
    if "oms_policy" in asked and asked["oms_policy"].get("number") != (known.get("oms_policy") or {}).get("number"):
        yield "oms_policy"


def _named(asked: Record) -> Record:
    return {name: asked.get(name) for name in (*_NAMES, "birth_date")}


def _passport(person: Record) -> tuple[str, str] | None:
    passport = person.get("passport") or {}
    return (passport["series"], passport["number"]) if {"series", "number"} <= passport.keys() else None


def _reference() -> str:
    return uuid.uuid4().hex[:12].upper()
