"""Archives of applications: where each lies."""

from shared.domain.archive import Archive
from shared.domain.errors import Conflict
from shared.store import applications, table


def of(application_id: str, version: int) -> Archive | None:
    """Find the archive of an application at a version, if it has been made."""
    stored = table.get(applications.partition(application_id), _sort_key(version))
    return table.read(stored, Archive) if stored else None


def keep(application_id: str, version: int, archive: Archive) -> None:
    """Tie an archive to its application; the first one stays."""
    stored = table.item(applications.partition(application_id), _sort_key(version), archive)
    table.first(table.put(stored, Conflict("CONCURRENT_CHANGE")))


def _sort_key(version: int) -> str:
    return f"ARCHIVE#{version:06}"
