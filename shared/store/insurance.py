"""What is known of people's policies, and what they have applied for."""

from shared.domain.errors import Conflict, NotFound
from shared.domain.insurance import Insurance, PolicyRequest
from shared.store import table

_SORT_KEY = "INSURANCE"
_TAKEN = Conflict("CONCURRENT_CHANGE")


def known(account: str) -> Insurance | None:
    """Read what the registry said last, if it was ever asked."""
    stored = table.get(_partition(account), _SORT_KEY)
    return table.read(stored, Insurance) if stored else None


def keep(account: str, insurance: Insurance) -> None:
    """Keep what the registry has just said."""
    stored = table.item(_partition(account), _SORT_KEY, insurance, account)
    table.transact(table.put(stored, _TAKEN, None))


def forget(account: str) -> None:
    """Have the registry asked anew the next time."""
    if table.get(_partition(account), _SORT_KEY):
        table.transact(table.remove(_partition(account), _SORT_KEY, _TAKEN))


def begin(account: str, new: PolicyRequest) -> PolicyRequest:
    """Write an application for a policy; a repetition gets the one that was written first."""
    try:
        table.transact(table.put(_item(account, new), _TAKEN))
    except Conflict:
        return request(account, new.id)
    return new


def request(account: str, request_id: str) -> PolicyRequest:
    """Read an application for a policy; raises `NotFound`."""
    stored = table.get(_partition(account), _request(request_id))
    if stored is None:
        raise NotFound
    return table.read(stored, PolicyRequest)


def change(account: str, before: PolicyRequest, after: PolicyRequest) -> PolicyRequest:
    """Replace an application for a policy that has not changed meanwhile; raises `Conflict`."""
    written = after.model_copy(update={"revision": before.revision + 1})
    put = table.put(_item(account, written), _TAKEN, "#revision = :revision", revision=before.revision)
    table.transact(put)
    return written


def _item(account: str, request: PolicyRequest) -> table.Attributes:
    return table.item(_partition(account), _request(request.id), request, account, revision=request.revision)


def _request(request_id: str) -> str:
    return f"POLICY_REQUEST#{request_id}"


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
