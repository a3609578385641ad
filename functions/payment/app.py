"""The cash desk's door: the applicant opens a payment, the provider says that there is news of one."""

from functions.payment import checkout, notifications
from functions.payment.checkout import NewPayment, OpenPayment
from functions.payment.notifications import ProviderNotice
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.store import presence

app = Api("payment", presence.require_alive)


@app.operation(
    "POST",
    "/v1/applications/{application_id}/payments",
    Permission.OWN_PAYMENTS,
    status=201,
    key=Key.REQUIRED,
    problems=(
        "404 NOT_FOUND",
        "409 NOTHING_TO_PAY",
        "409 CONCURRENT_CHANGE",
        "429 PAYMENTS_TOO_MANY",
        "503 PAYMENT_UNAVAILABLE",
    ),
)
def start_payment(caller: Caller, application_id: str, body: NewPayment) -> OpenPayment:
    """Open a payment of the fee: its page is the provider's, and card details are typed only there."""
    return checkout.start(caller, application_id, body)


@app.operation(
    "POST",
    "/v1/payments/callback",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=(
        "401 SIGNATURE_WRONG",
        "404 NOT_FOUND",
        "409 CONCURRENT_CHANGE",
        "422 AMOUNT_DIFFERS",
        "503 PAYMENT_UNAVAILABLE",
    ),
)
def hear_of_payment(caller: Caller, body: ProviderNotice) -> None:
    """Hear from the provider that there is news of a payment; what it is, the provider is asked."""
    notifications.hear(caller, body)
