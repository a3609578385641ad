"""Being signed in: the way there, and the session that follows (aut-03, aut-11)."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.model import Model, Moment

SIGN_IN_LIFETIME = timedelta(minutes=5)
SIGN_IN_ATTEMPTS = 5
GRANT_LIFETIME = timedelta(minutes=1)
ERRAND_LIFETIME = timedelta(minutes=10)
LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=30)
RECOVERY_LIFETIME = timedelta(minutes=30)
RECOVERY_ATTEMPTS = 5


class Factor(StrEnum):
    """What is asked for after the password."""

    SMS = "sms"
    TOTP = "totp"


class SignIn(Model):
    """Somebody who knew the password, and is asked for the second factor.

    `pool_session` is the user pool's own name for this, where the pool judges the factor.
    """

    impersonal = True

    account: str
    factor: Factor
    pool_session: str | None = None
    expires_at: Moment
    attempts_left: int = SIGN_IN_ATTEMPTS


class Errand(Model):
    """Somebody who has been sent to another provider, and what must fit when they come back (RFC 9700).

    `state` ties the way back to the way there, `nonce` the provider's answer to the question, and
    `verifier` the code to whoever began (PKCE, RFC 7636).
    """

    impersonal = True

    state: str
    nonce: str
    verifier: str
    expires_at: Moment


class Session(Model):
    """A session of an account: from signing in, over all its refreshed tokens, to its end.

    `passkey_at` is when its owner last showed a passkey.
    """

    impersonal = True

    id: str
    account: str
    device: str
    started_at: Moment
    seen_at: Moment
    passkey_at: Moment | None = None

    def alive(self, now: datetime) -> bool:
        """Tell whether the session has neither run out nor been left alone for too long."""
        return now < self.started_at + LIFETIME and now < self.seen_at + IDLE


class Recovery(Model):
    """A way back in that was asked for; without an account it leads nowhere, and does not say so."""

    impersonal = True

    id: str
    digest: str
    expires_at: Moment
    account: str | None = None
    attempts_left: int = RECOVERY_ATTEMPTS
