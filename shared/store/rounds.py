"""How far the auditor's rounds have come, and what it has found and still stands."""

from contextlib import suppress

from shared.domain.errors import Conflict
from shared.domain.finding import Find, Round
from shared.domain.model import rfc3339
from shared.store import table

_AUDITOR = "AUDITOR"  # the only partition that the auditor may write to
_OTHER = Conflict("CONCURRENT_CHANGE")


def last(strand: str) -> Round | None:
    """Read the last round of a strand, finished or not."""
    stored = table.get(_AUDITOR, f"ROUND#{strand}")
    return table.read(stored, Round) if stored else None


def advance(strand: str, before: Round | None, after: Round) -> None:
    """Write how far a round has come; raises `Conflict` if somebody else goes the same round."""
    stored = table.item(_AUDITOR, f"ROUND#{strand}", after, place=_place(after))
    if before is None:
        table.transact(table.put(stored, _OTHER))
    else:
        table.transact(table.put(stored, _OTHER, "#place = :place", place=_place(before)))


def finds() -> list[Find]:
    """Read all that was found and still stands."""
    return [table.read(stored, Find) for stored in table.all_of(_AUDITOR, "FIND#")]


def note(find: Find) -> None:
    """Write down what was found; found again it is written again."""
    table.transact(table.put(table.item(_AUDITOR, _find(find), find), _OTHER, None))


def settle(find: Find) -> None:
    """Strike out what is found no more."""
    with suppress(Conflict):
        table.transact(table.remove(_AUDITOR, _find(find), _OTHER))


def _find(find: Find) -> str:
    return f"FIND#{find.target.number}#{find.target.version:04}"


def _place(at: Round) -> str:
    return f"{rfc3339(at.began_at)}#{at.stretches}"
