"""One reviewer at a time: a lease that ends by itself (rev-03)."""

from datetime import timedelta

from shared.domain.application import Application, Lease
from shared.domain.errors import Conflict, Forbidden, Stale
from shared.domain.model import Model, Moment
from shared.entry.caller import Caller
from shared.store import applications

LIFETIME = timedelta(minutes=30)


class LeaseView(Model):
    """Until when an application is the caller's."""

    until: Moment


def take(caller: Caller, application_id: str) -> LeaseView:
    """Take an application that waits for a reviewer; of two who try, one gets it."""
    application = applications.get(application_id)
    if application.holder == caller.account:
        raise Forbidden("OWN_APPLICATION")
    if not application.in_manual_review:
        raise Conflict("WRONG_STATUS")
    _refuse_other(caller, application)
    until = caller.now + LIFETIME
    _save(application, Lease(reviewer=caller.account, until=until))
    return LeaseView(until=until)


def give_back(caller: Caller, application_id: str) -> None:
    """End the caller's lease."""
    _save(held(caller, application_id), None)


def held(caller: Caller, application_id: str) -> Application:
    """Read an application that the caller holds; without a lease nobody sees it."""
    application = applications.get(application_id)
    _refuse_other(caller, application)
    if _running(application.lease, caller) is None:
        raise Conflict("LEASE_NEEDED")
    return application


def free_for(caller: Caller, application: Application) -> bool:
    """Tell whether the caller can take an application."""
    lease = _running(application.lease, caller)
    return application.holder != caller.account and (lease is None or lease.reviewer == caller.account)


def _refuse_other(caller: Caller, application: Application) -> None:
    lease = _running(application.lease, caller)
    if lease and lease.reviewer != caller.account:
        left = int((lease.until - caller.now).total_seconds()) + 1
        raise Conflict("LEASED_BY_ANOTHER", retry_after=left)


def _running(lease: Lease | None, caller: Caller) -> Lease | None:
    return lease if lease and caller.now < lease.until else None


def _save(application: Application, lease: Lease | None) -> None:
    try:
        applications.save(application, application.model_copy(update={"lease": lease}))
    except Stale:
        raise Conflict("LEASED_BY_ANOTHER", retry_after=int(LIFETIME.total_seconds())) from None
