"""Profiles, what they are found by, and the one-time codes sent to their holders."""

from datetime import datetime

from shared.cloud import keys
from shared.domain.account import CODE_LIFETIME, Code, Profile, Purpose
from shared.domain.errors import Conflict, Invalid, NotFound
from shared.domain.model import Model
from shared.store import table
from shared.store.table import Write


class _Pointer(Model):
    impersonal = True

    account: str


def add(profile: Profile) -> None:
    """Write a new profile and what it can be found by; one SNILS belongs to one profile (val-04)."""
    pointer = _Pointer(account=profile.account)
    taken = Conflict("DUPLICATE_PERSON")
    found_by = [_login("phone", profile.phone), f"SNILS#{keys.digest('snils', profile.snils)}"]
    if profile.inn:
        found_by.append(_login("inn", profile.inn))
    table.transact(
        table.put(table.item(_partition(profile.account), "PROFILE", profile, profile.account), taken),
        *(table.put(table.item(key, "ACCOUNT", pointer), taken) for key in found_by),
    )


def get(account: str) -> Profile:
    """Read a profile; raises `NotFound`."""
    stored = table.get(_partition(account), "PROFILE")
    if stored is None:
        raise NotFound
    return table.read(stored, Profile)


def found(kind: str, value: str) -> str | None:
    """Find the account that a phone or an INN signs in to (aut-01)."""
    stored = table.get(_login(kind, value), "ACCOUNT")
    return table.read(stored, _Pointer).account if stored else None


def remember(account: str, purpose: Purpose, digits: str, now: datetime) -> None:
    """Keep a code that is about to be sent; an older one for the same purpose dies (ntf-03)."""
    code = Code(
        account=account,
        purpose=purpose,
        digest=_digest(account, purpose, digits),
        expires_at=now + CODE_LIFETIME,
    )
    table.transact(_put_code(code, "attribute_exists(PK) OR attribute_not_exists(PK)"))


def spend(account: str, purpose: Purpose, digits: str, now: datetime) -> Write:
    """Check a code, and give the write that uses it up; raises `Invalid`.

    The write belongs into the transaction of the act that the code confirms, so that an act
    that fails for another reason does not cost the person a new code.
    """
    stored = table.get(_partition(account), f"CODE#{purpose}")
    if stored is None:
        raise Invalid("CODE_WRONG")
    code = table.read(stored, Code)
    code.refuse_if_dead(now)
    if _digest(account, purpose, digits) != code.digest:
        failed = code.model_copy(update={"attempts_left": code.attempts_left - 1})
        table.transact(
            _put_code(
                failed, "digest = :digest AND attempts = :left", digest=code.digest, left=code.attempts_left
            )
        )
        raise Invalid("CODE_WRONG")
    return table.remove(
        _partition(account), f"CODE#{purpose}", Invalid("CODE_WRONG"), "digest = :digest", digest=code.digest
    )


def _put_code(code: Code, condition: str, **values: str | int) -> Write:
    stored = table.item(
        _partition(code.account),
        f"CODE#{code.purpose}",
        code,
        digest=code.digest,
        attempts=code.attempts_left,
        expires_at=int(code.expires_at.timestamp()),
    )
    return table.put(stored, Invalid("CODE_WRONG"), condition, **values)


def _digest(account: str, purpose: Purpose, digits: str) -> str:
    return keys.digest("code", f"{account}:{purpose}:{digits}")


def _login(kind: str, value: str) -> str:
    return f"LOGIN#{keys.digest(kind, value)}"


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
