"""Profiles, what they are found by, and people on their way to one."""

from datetime import datetime, timedelta

from shared.cloud import keys
from shared.domain.account import Profile
from shared.domain.errors import Conflict, Invalid, NotFound, Stale
from shared.domain.model import Model
from shared.domain.registration import EmailLink, Registration
from shared.store import table
from shared.store.table import ABSENT, Write

_REGISTRATION_KEPT = timedelta(hours=1)
_TAKEN = Conflict("DUPLICATE_PERSON")


class _Pointer(Model):
    impersonal = True

    account: str


def add(profile: Profile, *also: Write) -> None:
    """Write a new profile and what it can be found by; one SNILS belongs to one profile (val-04)."""
    table.transact(
        table.put(_item(profile), _TAKEN),
        *(_found_by(profile.account, key) for key in _keys(profile)),
        *_mailbox(profile),
        *also,
    )


def get(account: str) -> Profile:
    """Read a profile; raises `NotFound`."""
    stored = table.get(_partition(account), "PROFILE")
    if stored is None:
        raise NotFound
    return table.read(stored, Profile)


def save(before: Profile, after: Profile, *also: Write) -> Profile:
    """Replace a profile that has not changed meanwhile, and what it is found by.

    Raises `Stale`, or `Conflict` when something it would be found by belongs to somebody else.
    """
    saved = after.model_copy(update={"revision": before.revision + 1})
    old, new = set(_keys(before)), set(_keys(saved))
    table.transact(
        table.put(_item(saved), Stale("REVISION_STALE"), "revision = :before", before=before.revision),
        *(_found_by(saved.account, key) for key in sorted(new - old)),
        *(table.remove(key, "ACCOUNT", _TAKEN) for key in sorted(old - new)),
        *_mailbox(saved),
        *also,
    )
    return saved


def found(kind: str, value: str) -> str | None:
    """Find the account of a phone, a verified INN or a SNILS (aut-01)."""
    stored = table.get(_key(kind, value), "ACCOUNT")
    return table.read(stored, _Pointer).account if stored else None


def with_mailbox(email: str) -> Profile | None:
    """Find the profile that confirmed an e-mail address last, if it still has it (aut-06)."""
    account = found("email", email.casefold())
    profile = get(account) if account else None
    same = profile and profile.email_confirmed and profile.email and _same(profile.email, email)
    return profile if same else None


def register(account: str, registration: Registration, now: datetime, *also: Write) -> None:
    """Keep a registration until its phone is confirmed; another one under the same id replaces it."""
    stored = table.item(
        _partition(account),
        "REGISTRATION",
        registration,
        account,
        expires_at=int((now + _REGISTRATION_KEPT).timestamp()),
    )
    table.transact(table.put(stored, _TAKEN, None), *also)


def registration(account: str) -> Registration:
    """Read a registration that waits for its code; raises `NotFound`."""
    stored = table.get(_partition(account), "REGISTRATION")
    if stored is None:
        raise NotFound
    return table.read(stored, Registration)


def registered(account: str) -> Write:
    """Say that a registration has become a profile."""
    return table.remove(_partition(account), "REGISTRATION", NotFound(), "attribute_exists(PK)")


def link(token: str, email: str, account: str, until: datetime) -> None:
    """Keep what a letter's link confirms; neither token nor address is kept."""
    body = EmailLink(account=account, email=_address(email), expires_at=until)
    stored = table.item(_link(token), "LINK", body, expires_at=int(until.timestamp()))
    table.transact(table.put(stored, Conflict("CONCURRENT_CHANGE"), ABSENT))


def linked(token: str, now: datetime) -> Profile:
    """Find the profile whose address a link confirms; raises `Invalid` for a used or expired link."""
    stored = table.get(_link(token), "LINK")
    found = table.read(stored, EmailLink) if stored else None
    if found is None or now >= found.expires_at:
        raise Invalid("LINK_INVALID")
    profile = get(found.account)
    if profile.email is None or _address(profile.email) != found.email:
        raise Invalid("LINK_INVALID")
    return profile


def follow(token: str) -> Write:
    """Use a link up."""
    return table.remove(_link(token), "LINK", Invalid("LINK_INVALID"), "attribute_exists(PK)")


def _item(profile: Profile) -> table.Attributes:
    return table.item(
        _partition(profile.account), "PROFILE", profile, profile.account, revision=profile.revision
    )


def _keys(profile: Profile) -> list[str]:
    """Name everything by which one person, and nobody else, is found."""
    passport = profile.passport
    known = {
        "phone": profile.phone,
        "snils": profile.snils,
        "inn": profile.inn if profile.inn_verified else None,
        "passport": f"{passport.series} {passport.number}" if passport and passport.number else None,
    }
    return [_key(kind, value) for kind, value in known.items() if value]


def _mailbox(profile: Profile) -> list[Write]:
    """Let a confirmed address lead here; a mailbox may be a family's, and then the last one counts."""
    if not (profile.email and profile.email_confirmed):
        return []
    return [_found_by(profile.account, _address(profile.email), None)]


def _found_by(account: str, key: str, condition: str | None = ABSENT) -> Write:
    return table.put(table.item(key, "ACCOUNT", _Pointer(account=account)), _TAKEN, condition)


def _key(kind: str, value: str) -> str:
    return f"PERSON#{keys.digest(kind, value)}"


def _address(email: str) -> str:
    return _key("email", email.casefold())


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _link(token: str) -> str:
    return f"LINK#{keys.digest('link', token)}"


def _partition(account: str) -> str:
    return f"ACCOUNT#{account}"
