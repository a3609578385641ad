"""The register of clinics, and what experience says of them, in one partition: a list is one read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.domain.clinic import Clinic
from shared.domain.errors import Conflict, Flaw, Invalid, NotFound
from shared.domain.rating import Standing
from shared.store import table
from shared.store.table import Attributes, Write

_PARTITION, _PREFIX = "CLINICS", "CLINIC#"
_STANDING, _WAITS = "#STANDING", "#WAITS"
_WAITS_KEPT = timedelta(days=730)


@dataclass(frozen=True)
class Known:
    """A clinic, and what is known from experience; `waits` counts results by the days that they took."""

    clinic: Clinic
    standing: Standing
    waits: dict[int, int]


def put(clinic: Clinic) -> None:
    """Enter a clinic, or what has changed about it."""
    table.transact(table.put(_item(clinic), Conflict("CONCURRENT_CHANGE"), None))


def enter(clinic: Clinic) -> Write:
    """Give the write that enters a clinic whose code nobody has yet (cln-09)."""
    return table.put(_item(clinic), Conflict("CLINIC_CODE_TAKEN"))


def get(code: str) -> Clinic:
    """Read a clinic by its code; raises `NotFound`."""
    stored = table.get(_PARTITION, _key(code))
    if stored is None:
        raise NotFound("CLINIC_NOT_FOUND")
    return table.read(stored, Clinic)


def require_licensed(code: str, today: date, pointer: str) -> None:
    """Let only a clinic of the register with a valid licence be chosen (cln-02, cln-07)."""
    try:
        licensed = get(code).licensed(today)
    except NotFound:
        raise Invalid("BODY_INVALID", Flaw(pointer, "CLINIC_NOT_FOUND")) from None
    if not licensed:
        raise Invalid("BODY_INVALID", Flaw(pointer, "CLINIC_NOT_LICENSED"))


def known(code: str) -> Known:
    """Read a clinic by its code with all that is known of it; raises `NotFound`."""
    found = [one for one in _grouped(table.all_of(_PARTITION, _key(code))) if one.clinic.code == code]
    if not found:
        raise NotFound("CLINIC_NOT_FOUND")
    return found[0]


def every() -> list[Known]:
    """Read all clinics."""
    return _grouped(table.all_of(_PARTITION, _PREFIX))


def standing(code: str) -> Standing:
    """Read what holders think of a clinic."""
    stored = table.get(_PARTITION, _key(code) + _STANDING)
    return table.read(stored, Standing) if stored else Standing()


def put_standing(code: str, before: Standing, after: Standing) -> Write:
    """Give the write that replaces what holders think of a clinic."""
    stored = table.item(_PARTITION, _key(code) + _STANDING, after, revision=after.revision)
    condition = "attribute_not_exists(PK) OR revision = :before"
    return table.put(stored, Conflict("CONCURRENT_CHANGE"), condition, before=before.revision)


def note_wait(code: str, days: int, now: datetime) -> None:
    """Count a result by the days that it took; what nobody adds to for two years is forgotten."""
    table.add(_PARTITION, _key(code) + _WAITS, str(days), int((now + _WAITS_KEPT).timestamp()))


def _grouped(stored: Iterable[Attributes]) -> list[Known]:
    """Put what is known of a clinic beside it; counts of one that is not in the register have no place."""
    parts = {one["SK"]: one for one in stored}
    return [
        Known(
            table.read(one, Clinic),
            table.read(parts[key + _STANDING], Standing) if key + _STANDING in parts else Standing(),
            _counts(parts.get(key + _WAITS, {})),
        )
        for key, one in parts.items()
        if not key.endswith((_STANDING, _WAITS))
    ]


def _counts(stored: Attributes) -> dict[int, int]:
    return {int(name): int(count) for name, count in stored.items() if name.isdecimal()}


def _item(clinic: Clinic) -> Attributes:
    return table.item(_PARTITION, _key(clinic.code), clinic)


def _key(code: str) -> str:
    return f"{_PREFIX}{code}"
