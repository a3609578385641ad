"""Attempts to pay: each with what became of it, under its application, and found by its id."""

from contextlib import suppress
from datetime import datetime
from itertools import groupby

from shared.domain.errors import Conflict, NotFound
from shared.domain.model import Model, Moment, rfc3339
from shared.domain.payments import LOOK_AFTER, Attempt, Payment, Refund, Settlement
from shared.store import applications, table
from shared.store.table import Attributes, Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_EITHER = "attribute_exists(PK) OR attribute_not_exists(PK)"
_SETTLED, _REFUNDED, _LOOK = "SETTLED", "REFUNDED", "LOOK"


class _Pointer(Model):
    impersonal = True

    application_id: str


class _Claim(Model):
    """A payment of the provider's, and the one attempt that it can count for."""

    impersonal = True

    payment_id: str


class _Look(Model):
    """When the provider has to be asked about an attempt; the only line that changes, and goes."""

    impersonal = True

    at: Moment


def begin(attempt: Attempt) -> list[Write]:
    """Give the writes that record an attempt; one payment of the provider's belongs to one attempt."""
    pointer, claim = _Pointer(application_id=attempt.application_id), _Claim(payment_id=attempt.id)
    return [
        look_at(attempt, attempt.begun_at + LOOK_AFTER),
        table.put(table.item(*_place(attempt), attempt), _TAKEN),
        table.put(table.item(f"PAYMENT#{attempt.id}", "APPLICATION", pointer), _TAKEN),
        table.put(table.item(f"PROVIDER_PAYMENT#{attempt.reference}", "PAYMENT", claim), _TAKEN),
    ]


def settle(attempt: Attempt, settlement: Settlement) -> Write:
    """Give the write that says what became of an attempt: the first word is the last."""
    return table.put(table.item(*_place(attempt, _SETTLED), settlement), _TAKEN)


def give_back(attempt: Attempt, refund: Refund) -> Write:
    """Give the write that says that the money went back, once."""
    return table.put(table.item(*_place(attempt, _REFUNDED), refund), _TAKEN)


def look_at(attempt: Attempt, moment: datetime | None) -> Write:
    """Give the write that says when the provider has to be asked about an attempt; None is for never."""
    place = _place(attempt, _LOOK)
    if moment is None:
        return table.remove(*place, _TAKEN)
    due = {"GSI2PK": "PAYMENTS", "GSI2SK": rfc3339(moment)}
    return table.put(table.item(*place, _Look(at=moment), **due), _TAKEN, _EITHER)


def look_again(before: Payment, moment: datetime | None) -> None:
    """Move the moment of the next look, unless somebody else has done so since it was read."""
    if before.look_at == moment:
        return
    write = look_at(before.attempt, moment)
    if moment is None and before.look_at:
        due = rfc3339(before.look_at)
        write = table.remove(*_place(before.attempt, _LOOK), _TAKEN, "GSI2SK = :due", due=due)
    with suppress(Conflict):
        table.transact(write)


def due_until(moment: datetime) -> list[str]:
    """List the applications about whose payments the provider has to be asked by a moment."""
    keys = (stored["PK"] for stored in table.due("GSI2", "PAYMENTS", rfc3339(moment)))
    return list(dict.fromkeys(key.removeprefix(applications.partition("")) for key in keys))


def of(application_id: str) -> list[Payment]:
    """Read all attempts of an application, oldest first."""
    lines = table.all_of(applications.partition(application_id), "PAYMENT#")
    found = (_read(list(group)) for _, group in groupby(lines, lambda line: line["SK"].split("#")[1]))
    return sorted(found, key=lambda payment: (payment.attempt.begun_at, payment.attempt.id))


def get(application_id: str, payment_id: str) -> Payment:
    """Read one attempt; raises `NotFound`."""
    lines = list(table.all_of(applications.partition(application_id), f"PAYMENT#{payment_id}"))
    if not lines:
        raise NotFound
    return _read(lines)


def found(payment_id: str) -> Payment:
    """Find an attempt of whatever application; raises `NotFound`."""
    stored = table.get(f"PAYMENT#{payment_id}", "APPLICATION")
    if stored is None:
        raise NotFound
    return get(table.read(stored, _Pointer).application_id, payment_id)


def _read(lines: list[Attributes]) -> Payment:
    """Put together what was written about one attempt, whose own line sorts first."""
    attempt, *later = lines
    by_name = {line["SK"].rpartition("#")[2]: line for line in later}
    return Payment(
        attempt=table.read(attempt, Attempt),
        settlement=table.read(by_name[_SETTLED], Settlement) if _SETTLED in by_name else None,
        refund=table.read(by_name[_REFUNDED], Refund) if _REFUNDED in by_name else None,
        look_at=table.read(by_name[_LOOK], _Look).at if _LOOK in by_name else None,
    )


def _place(attempt: Attempt, *line: str) -> tuple[str, str]:
    return applications.partition(attempt.application_id), "#".join(["PAYMENT", attempt.id, *line])
