"""Passkeys: an authenticator in somebody's hand that signs for them (aut-10, fut-01)."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from shared.domain.model import Model, Moment

CHALLENGE_LIFETIME = timedelta(minutes=5)

Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Ceremony(StrEnum):
    """What a challenge is for (WebAuthn, section 7)."""

    REGISTRATION = "registration"
    AUTHENTICATION = "authentication"


class Challenge(Model):
    """What an authenticator is to sign, in base 64 (URL); good once, in the session that asked for it."""

    impersonal = True

    value: str
    expires_at: Moment


class Passkey(Model):
    """A registered authenticator: its public key, and nothing of the face or finger that unlocks it.

    `credential` and `public_key` (COSE) are in base 64 (URL); `counter` is what it counted last.
    """

    id: str
    name: Name
    credential: str
    public_key: str
    counter: int
    created_at: Moment
    used_at: Moment | None = None
