"""The register of clinics."""

from shared.domain.clinic import Clinic
from shared.domain.errors import Conflict, NotFound
from shared.store import table

_PARTITION, _PREFIX = "CLINICS", "CLINIC#"


def put(clinic: Clinic) -> None:
    """Enter a clinic, or what has changed about it."""
    stored = table.item(_PARTITION, f"{_PREFIX}{clinic.code}", clinic)
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), None))


def get(code: str) -> Clinic:
    """Read a clinic by its code; raises `NotFound`."""
    stored = table.get(_PARTITION, f"{_PREFIX}{code}")
    if stored is None:
        raise NotFound("CLINIC_NOT_FOUND")
    return table.read(stored, Clinic)


def every() -> list[Clinic]:
    """Read all clinics."""
    return [table.read(stored, Clinic) for stored in table.all_of(_PARTITION, _PREFIX)]
