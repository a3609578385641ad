"""Passkeys of an account, each credential once in all accounts, and the challenges to be signed."""

import hashlib
from datetime import datetime

from shared.domain.errors import Conflict, Invalid, NotFound
from shared.domain.model import Model
from shared.domain.passkeys import Ceremony, Challenge, Passkey
from shared.store import table
from shared.store.table import Write

_EXPIRED = Invalid("PASSKEY_EXPIRED")
_KNOWN = Conflict("PASSKEY_KNOWN")
_CHANGED = Conflict("CONCURRENT_CHANGE")
_THERE = "attribute_exists(PK)"


class _Owner(Model):
    impersonal = True

    account: str


def ask(account: str, session: str, ceremony: Ceremony, challenge: Challenge) -> None:
    """Keep a challenge; an older one of the same session and kind dies."""
    stored = table.item(
        _partition(account),
        _awaited(session, ceremony),
        challenge,
        expires_at=int(challenge.expires_at.timestamp()),
    )
    table.transact(table.put(stored, _CHANGED, f"{_THERE} OR attribute_not_exists(PK)"))


def answered(account: str, session: str, ceremony: Ceremony, now: datetime) -> str:
    """Take a challenge, once; raises `Invalid`."""
    place = _partition(account), _awaited(session, ceremony)
    stored = table.get(*place)
    if stored is None:
        raise _EXPIRED
    table.transact(table.remove(*place, _EXPIRED, _THERE))
    challenge = table.read(stored, Challenge)
    if now >= challenge.expires_at:
        raise _EXPIRED
    return challenge.value


def add(account: str, passkey: Passkey) -> None:
    """Keep a new passkey; raises `Conflict` if its credential belongs to anybody already."""
    owner = table.item(_credential(passkey.credential), "CREDENTIAL", _Owner(account=account))
    table.transact(table.put(owner, _KNOWN), table.put(_item(account, passkey), _CHANGED))


def of(account: str) -> list[Passkey]:
    """List the passkeys of an account, oldest first."""
    found = (table.read(stored, Passkey) for stored in table.all_of(_partition(account), _name("")))
    return sorted(found, key=lambda passkey: passkey.created_at)


def used(account: str, before: Passkey, after: Passkey) -> Write:
    """Note what a passkey has counted to; of two that come at once with the same count one is refused."""
    return table.put(
        _item(account, after), Invalid("PASSKEY_REFUSED"), "#counter = :counter", counter=before.counter
    )


def remove(account: str, identifier: str) -> None:
    """Forget a passkey; raises `NotFound`."""
    stored = table.get(_partition(account), _name(identifier))
    if stored is None:
        raise NotFound
    credential = table.read(stored, Passkey).credential
    table.transact(
        table.remove(_partition(account), _name(identifier), NotFound(), _THERE),
        table.remove(_credential(credential), "CREDENTIAL", NotFound(), _THERE),
    )


def _item(account: str, passkey: Passkey) -> table.Attributes:
    return table.item(
        _partition(account), _name(passkey.id), passkey, holder=account, counter=passkey.counter
    )


def _credential(credential: str) -> str:
    return f"CREDENTIAL#{hashlib.sha256(credential.encode()).hexdigest()}"


def _partition(account: str) -> str:
    return f"PASSKEYS#{account}"


def _name(identifier: str) -> str:
    return f"PASSKEY#{identifier}"


def _awaited(session: str, ceremony: Ceremony) -> str:
    return f"CHALLENGE#{session}#{ceremony}"
