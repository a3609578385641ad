"""The journal's door: examinations, vaccinations and laboratory results, and the policy that opens them."""

from functions.journal import journal, policies, requests
from functions.journal.journal import Journal
from functions.journal.policies import NewPolicy, PolicyList, PolicyView
from functions.journal.requests import NewRequest, RequestView
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.store import presence

app = Api("journal", presence.require_alive)

_OWN = Permission.OWN_JOURNAL
_KNOWN = ("403 ACCOUNT_NOT_CONFIRMED", "503 REGISTRY_UNAVAILABLE")


@app.operation("GET", "/v1/journal", _OWN, problems=(*_KNOWN, "403 OMS_INACTIVE"))
def open_journal(caller: Caller) -> Journal:
    """Show examinations, vaccinations and laboratory results while a policy counts (oms-01)."""
    return journal.opened(caller)


@app.operation("GET", "/v1/policies", _OWN, problems=_KNOWN)
def list_policies(caller: Caller) -> PolicyList:
    """List own policies with status and dates (oms-09)."""
    return policies.own(caller)


@app.operation(
    "POST",
    "/v1/policies",
    _OWN,
    status=201,
    key=Key.REQUIRED,
    problems=(*_KNOWN, "422 POLICY_NOT_FOUND"),
)
def bind_policy(caller: Caller, body: NewPolicy) -> PolicyView:
    """Bind a policy by its number: the registry must know it as one's own (oms-04)."""
    return policies.bind(caller, body)


@app.operation(
    "POST",
    "/v1/policies/requests",
    _OWN,
    status=201,
    key=Key.REQUIRED,
    problems=("403 ACCOUNT_NOT_CONFIRMED", "503 PAYMENT_UNAVAILABLE"),
)
def request_policy(caller: Caller, body: NewRequest) -> RequestView:
    """Apply for a policy; `confirm_url` confirms it with a card or a wallet, of which nothing is taken."""
    return requests.begin(caller, body)


@app.operation("GET", "/v1/policies/requests/{request_id}", _OWN, problems=("404 NOT_FOUND",))
def get_policy_request(caller: Caller, request_id: str) -> RequestView:
    """Show what has become of an application for a policy."""
    return requests.show(caller, request_id)


@app.operation(
    "POST",
    "/v1/policies/requests/{request_id}/confirm",
    _OWN,
    key=Key.IGNORED,
    problems=("404 NOT_FOUND", "503 PAYMENT_UNAVAILABLE", "503 REGISTRY_UNAVAILABLE"),
)
def confirm_policy_request(caller: Caller, request_id: str) -> RequestView:
    """Go on after the page of the payment provider: the policy is made and listed at once (oms-09)."""
    return requests.go_on(caller, request_id)
