"""Letters of the account: they carry a link or a code, and nothing personal (ntf-05)."""

import secrets
from datetime import timedelta

from shared.adapters import messages
from shared.adapters.http import Unavailable
from shared.domain.errors import Busy
from shared.domain.model import Model
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.entry.logs import failure
from shared.settings import settings
from shared.store import accounts, health

LINK_LIFETIME = timedelta(days=3)


class AddressConfirmed(Model):
    """The address now gets letters."""

    email_confirmed: bool = True


def confirm_address(caller: Caller, account: str, email: str) -> None:
    """Ask the owner of an address to open a link (reg-04); a provider that is down stops nothing."""
    token = secrets.token_urlsafe(24)
    accounts.link(token, email, account, caller.now + LINK_LIFETIME)
    try:
        send(caller, email, "confirm_address", link=f"{settings.portal_url}/v1/email-confirmations/{token}")
    except Busy as busy:
        failure(busy, request_id=caller.request_id)


def follow(caller: Caller, token: str) -> AddressConfirmed:
    """Confirm the address to which the link was sent, once."""
    profile = accounts.linked(token, caller.now)
    caller.about(account_id=profile.account)
    accounts.save(profile, profile.model_copy(update={"email_confirmed": True}), accounts.follow(token))
    return AddressConfirmed()


def send(caller: Caller, email: str, kind: str, **values: str) -> None:
    """Send a letter; raises `Busy`."""
    subject, body = (
        text("letters", f"{kind}_{part}", caller.language, **values) for part in ("subject", "text")
    )
    try:
        messages.mail(email, subject, body, key=secrets.token_hex(16), report=health.noted(caller.now))
    except Unavailable:
        raise Busy("SERVICE_UNAVAILABLE", retry_after=30) from None
