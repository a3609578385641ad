"""Signing in through another provider, which vouches for somebody that we already know (aut-09)."""

import hmac
import secrets

from functions.account import sessions
from functions.account.sessions import TokensView
from shared.adapters import openid
from shared.adapters.http import Unavailable
from shared.domain.errors import Busy, Forbidden, Unauthenticated
from shared.domain.model import Model
from shared.domain.sessions import ERRAND_LIFETIME, Errand
from shared.entry.caller import Caller
from shared.store import accounts
from shared.store import sessions as store

_RETRY_SECONDS = 30


class Away(Model):
    """Where to send the browser; `session` stays with it, and nobody else can come back."""

    authorization_url: str
    session: str


class Return(Model):
    """What the provider sent the browser back with, and the session that the browser kept."""

    session: str
    state: str
    code: str


def begin(caller: Caller) -> Away:
    """Prepare the way to the provider and back."""
    token = secrets.token_urlsafe(32)
    errand = Errand(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        expires_at=caller.now + ERRAND_LIFETIME,
    )
    try:
        url = openid.address(errand)
    except Unavailable:
        raise Busy("EXTERNAL_UNAVAILABLE", retry_after=_RETRY_SECONDS) from None
    store.send_off(token, errand)
    return Away(authorization_url=url, session=token)


def answer(caller: Caller, given: Return) -> TokensView:
    """Open a session for the account of whoever the provider vouches for; each way back is good once."""
    errand = store.come_back(given.session, caller.now)
    if not hmac.compare_digest(given.state.encode(), errand.state.encode()):
        raise Unauthenticated("SESSION_INVALID")
    try:
        vouched = openid.redeem(given.code, errand, caller.now)
    except Unavailable:
        raise Busy("EXTERNAL_UNAVAILABLE", retry_after=_RETRY_SECONDS) from None
    except openid.Untrustworthy:
        raise Unauthenticated("EXTERNAL_REFUSED") from None
    if not vouched.trusted:
        raise Forbidden("EXTERNAL_UNTRUSTED")
    account = accounts.found("snils", vouched.snils)
    if account is None:
        raise Forbidden("EXTERNAL_UNKNOWN")
    return sessions.open_for(caller, account)
