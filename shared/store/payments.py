"""Attempts to pay: each with what became of it, under its application, and found by its id."""

from itertools import groupby

from shared.domain.errors import Conflict, NotFound
from shared.domain.model import Model
from shared.domain.payments import Attempt, Payment, Refund, Settlement
from shared.store import applications, table
from shared.store.table import Attributes, Write

_TAKEN = Conflict("CONCURRENT_CHANGE")
_SETTLED, _REFUNDED = "SETTLED", "REFUNDED"


class _Pointer(Model):
    impersonal = True

    application_id: str


class _Claim(Model):
    """A payment of the provider's, and the one attempt that it can count for."""

    impersonal = True

    payment_id: str


def begin(attempt: Attempt) -> list[Write]:
    """Give the writes that record an attempt; one payment of the provider's belongs to one attempt."""
    pointer, claim = _Pointer(application_id=attempt.application_id), _Claim(payment_id=attempt.id)
    return [
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
    )


def _place(attempt: Attempt, *line: str) -> tuple[str, str]:
    return applications.partition(attempt.application_id), "#".join(["PAYMENT", attempt.id, *line])
