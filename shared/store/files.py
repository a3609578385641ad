"""The files of applications: what was asked for, and what became of it."""

from shared.domain.application import File
from shared.domain.documents import FileStatus
from shared.domain.errors import Conflict, NotFound
from shared.store import applications, objects, table
from shared.store.table import Write

_CHANGED = Conflict("CONCURRENT_CHANGE")


def add(file: File) -> None:
    """Record a ticket, as long as its application can be changed."""
    table.transact(*_added(file))


def get(application_id: str, file_id: str) -> File:
    """Read one file; raises `NotFound`."""
    stored = table.get(applications.partition(application_id), _sort_key(file_id))
    if stored is None:
        raise NotFound
    return table.read(stored, File)


def of(application_id: str) -> list[File]:
    """Read all files of an application, in the order of their tickets."""
    found = (
        table.read(stored, File) for stored in table.all_of(applications.partition(application_id), "FILE#")
    )
    return sorted(found, key=lambda file: (file.created_at, file.id))


def carry_over(file: File, application_id: str) -> None:
    """Give a repeated application the file of the refused one; the vault holds it once (rej-12)."""
    table.first(*_added(file.model_copy(update={"application_id": application_id})))


def remove(file: File) -> None:
    """Forget a file, as long as its application can be changed."""
    key = applications.partition(file.application_id), _sort_key(file.id)
    table.transact(table.remove(*key, _CHANGED), applications.still_takes(file))


def forget(file: File) -> None:
    """Forget a file of an application that was deleted."""
    table.transact(table.remove(applications.partition(file.application_id), _sort_key(file.id), _CHANGED))


def clear(application_id: str) -> None:
    """Forget all files of an application that was deleted, and what the vault holds of them."""
    for file in of(application_id):
        forget(file)
        objects.forget(key(file))


def key(file: File) -> str:
    """Name the object that a file is, in the inbox as in the vault."""
    return f"files/{file.application_id}/{file.id}"


def pin(file: File, inbox_version: str) -> File | None:
    """Choose the version of the upload that is checked, once and for all.

    The first event to arrive wins; its repetition gets the same file again. None means that
    another version was chosen before, or that this one has been settled already.
    """
    pinned = file.model_copy(update={"status": FileStatus.CHECKING, "inbox_version": inbox_version})
    free = "#status = :awaiting OR (#status = :checking AND #pinned = :pinned)"
    values = {
        "status": "",
        "awaiting": FileStatus.AWAITING,
        "checking": FileStatus.CHECKING,
        "pinned": inbox_version,
    }
    return pinned if table.first(table.put(_item(pinned), _CHANGED, free, **values)) else None


def release(file: File) -> None:
    """Let a pinned file be uploaded again: what was pinned is gone."""
    _replace(file, file.model_copy(update={"status": FileStatus.AWAITING, "inbox_version": None}))


def settle(file: File) -> bool:
    """Write what became of a pinned file; False if it is settled already or gone."""
    return _replace(file, file)


def unchanged(file: File) -> Write:
    """Let a transaction pass only while a file is as it was read."""
    key = applications.partition(file.application_id), _sort_key(file.id)
    return table.require(*key, _CHANGED, "#status = :status", status=file.status)


def _replace(pinned: File, after: File) -> bool:
    still = "#status = :checking AND #pinned = :pinned"
    values = {"status": "", "checking": FileStatus.CHECKING, "pinned": pinned.inbox_version}
    return table.first(table.put(_item(after), _CHANGED, still, **values))


def _added(file: File) -> tuple[Write, Write]:
    return table.put(_item(file), _CHANGED), applications.still_takes(file)


def _item(file: File) -> table.Attributes:
    return table.item(
        applications.partition(file.application_id),
        _sort_key(file.id),
        file,
        file.holder,
        status=file.status,
        pinned=file.inbox_version,
    )


def _sort_key(file_id: str) -> str:
    return f"FILE#{file_id}"
