"""Applying for a policy, confirmed by a card or a wallet of which nothing is taken (oms-07…09)."""

from contextlib import suppress
from typing import Self

from pydantic import Field

from functions.journal.policies import RETRY_SECONDS, PolicyView, confirmed
from shared.adapters import confirmations
from shared.adapters import insurance as registry
from shared.adapters.http import Unavailable
from shared.adapters.yookassa import Opened, Refused
from shared.domain.errors import Busy, Conflict, NotFound
from shared.domain.fields import Address, Text
from shared.domain.health import Part
from shared.domain.insurance import PolicyRequest, RequestState
from shared.domain.model import Model, Moment
from shared.domain.payments import Method
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.settings import settings
from shared.store import accounts, health
from shared.store import insurance as store


class Residence(Address):
    """Where somebody lives; a policy is issued by region."""

    region: Text
    locality: Text


class NewRequest(Model):
    """What a policy is applied for with; nothing is charged by the `method` that confirms it."""

    residence: Residence
    insurer: Text
    method: Method = Field(default=Method.CARD)


class RequestView(Model):
    """An application for a policy: the page that confirms it, and then the policy."""

    request_id: str
    state: RequestState
    message: str
    insurer: str
    confirm_url: str | None
    policy: PolicyView | None
    begun_at: Moment

    @classmethod
    def of(cls, request: PolicyRequest, caller: Caller) -> Self:
        """Show an application for a policy."""
        return cls(
            request_id=request.id,
            state=request.state,
            message=text("policy_requests", request.state, caller.language),
            insurer=request.insurer,
            confirm_url=request.confirm_url if request.state is RequestState.CONFIRMING else None,
            policy=PolicyView.of(request.policy, caller) if request.policy else None,
            begun_at=request.begun_at,
        )


def begin(caller: Caller, given: NewRequest) -> RequestView:
    """Open the page that confirms it; repeated under the same key, the same page is found."""
    confirmed(caller)
    request_id = caller.new_id("request_id")
    with suppress(NotFound):
        return RequestView.of(store.request(caller.account, request_id), caller)
    opened = _page(caller, request_id, given.method)
    request = PolicyRequest(
        id=request_id,
        residence=given.residence,
        insurer=given.insurer,
        method=given.method,
        reference=opened.id,
        confirm_url=opened.url,
        begun_at=caller.now,
    )
    return RequestView.of(store.begin(caller.account, request), caller)


def show(caller: Caller, request_id: str) -> RequestView:
    """Show an application for a policy."""
    return RequestView.of(store.request(caller.account, request_id), caller)


def go_on(caller: Caller, request_id: str) -> RequestView:
    """See whether it has been confirmed, and then have the policy made; asked again, there is still one."""
    request = store.request(caller.account, request_id)
    if request.state is not RequestState.CONFIRMING:
        return RequestView.of(request, caller)
    match _agreed(caller, request):
        case None:
            return RequestView.of(request, caller)
        case False:
            after = request.model_copy(update={"state": RequestState.NOT_CONFIRMED})
        case True:
            after = _made(caller, request)
    with suppress(Conflict):
        return RequestView.of(store.change(caller.account, request, after), caller)
    return show(caller, request_id)


def _page(caller: Caller, request_id: str, method: Method) -> Opened:
    back_to = f"{settings.portal_url}/policies/{request_id}"
    try:
        return confirmations.begin(request_id, method, back_to, health.noted(caller.now))
    except (Unavailable, Refused):
        raise Busy("PAYMENT_UNAVAILABLE", retry_after=RETRY_SECONDS) from None


def _agreed(caller: Caller, request: PolicyRequest) -> bool | None:
    try:
        return confirmations.look(request.reference, request.method, health.noted(caller.now))
    except (Unavailable, Refused):
        raise Busy("PAYMENT_UNAVAILABLE", retry_after=RETRY_SECONDS) from None


def _made(caller: Caller, request: PolicyRequest) -> PolicyRequest:
    """Have the policy made, and let the list of policies be asked for anew."""
    report = health.noted(caller.now)
    try:
        policy = registry.apply(accounts.get(caller.account), request)
    except Unavailable:
        report(Part.OMS, False)
        raise Busy("REGISTRY_UNAVAILABLE", retry_after=RETRY_SECONDS) from None
    report(Part.OMS, True)
    store.forget(caller.account)
    state = RequestState.ISSUED if policy else RequestState.REFUSED
    return request.model_copy(update={"state": state, "policy": policy})
