"""Signing in and being signed in: what waits for the second factor, and the sessions that run."""

import hashlib
from datetime import datetime, timedelta

from shared.domain.errors import Conflict, Invalid, NotFound, Unauthenticated
from shared.domain.model import Model
from shared.domain.sessions import GRANT_LIFETIME, IDLE, LIFETIME, Errand, Session, SignIn
from shared.store import table
from shared.store.table import ABSENT, Write

_INVALID = Unauthenticated("SESSION_INVALID")
_ENDED = Unauthenticated("SESSION_ENDED")
_WRONG = Invalid("CODE_WRONG")


class _Grant(Model):
    impersonal = True

    account: str


class _Used(Model):
    impersonal = True


def begin(token: str, sign_in: SignIn) -> None:
    """Keep a sign-in that waits for its second factor; the token is the caller's only way back to it."""
    table.transact(_put(token, sign_in, ABSENT))


def waiting(token: str, now: datetime) -> SignIn:
    """Find a sign-in that waits; raises `Unauthenticated`."""
    stored = table.get(_named("SIGN_IN", token), "SIGN_IN")
    found = table.read(stored, SignIn) if stored else None
    if found is None or now >= found.expires_at:
        raise _INVALID
    if found.attempts_left <= 0:
        raise Unauthenticated("CODE_EXHAUSTED")
    return found


def failed(token: str, sign_in: SignIn) -> None:
    """Count a wrong answer; of two at once the second is not heard."""
    left = sign_in.attempts_left
    fewer = sign_in.model_copy(update={"attempts_left": left - 1})
    table.transact(_put(token, fewer, "attempts = :attempts", attempts=left))


def finish(token: str) -> Write:
    """End a sign-in: its token leads nowhere from now on."""
    return table.remove(_named("SIGN_IN", token), "SIGN_IN", _INVALID, "attribute_exists(PK)")


def send_off(token: str, errand: Errand) -> None:
    """Keep what must fit when somebody comes back; the token stays with the browser that began."""
    until = int(errand.expires_at.timestamp())
    stored = table.item(_named("ERRAND", token), "ERRAND", errand, expires_at=until)
    table.transact(table.put(stored, _INVALID))


def come_back(token: str, now: datetime) -> Errand:
    """Take what was kept, once; raises `Unauthenticated`."""
    stored = table.get(_named("ERRAND", token), "ERRAND")
    if stored is None:
        raise _INVALID
    table.transact(table.remove(_named("ERRAND", token), "ERRAND", _INVALID, "attribute_exists(PK)"))
    errand = table.read(stored, Errand)
    if now >= errand.expires_at:
        raise _INVALID
    return errand


def grant(account: str, secret: str, now: datetime) -> Write:
    """Let the holder of a secret have the account's tokens from the user pool, once and at once."""
    until = int((now + GRANT_LIFETIME).timestamp())
    stored = table.item(_named("GRANT", secret), "GRANT", _Grant(account=account), expires_at=until)
    return table.put({**stored, "account": account}, Conflict("CONCURRENT_CHANGE"))


def redeem(account: str, secret: str, now: datetime) -> bool:
    """Use a grant up; of two that try, one succeeds."""
    condition = "account = :account AND expires_at > :now"
    try:
        table.transact(
            table.remove(
                _named("GRANT", secret),
                "GRANT",
                _INVALID,
                condition,
                account=account,
                now=int(now.timestamp()),
            )
        )
    except Unauthenticated:
        return False
    return True


def first_use(account: str, code: str, now: datetime) -> Write:
    """Refuse an authenticator's code that was used before; two minutes outlive all its steps (RFC 6238)."""
    until = int((now + timedelta(minutes=2)).timestamp())
    return table.put(
        table.item(_named("TOTP", f"{account} {code}"), "USED", _Used(), expires_at=until), _WRONG
    )


def add(session: Session) -> Write:
    """Keep a new session."""
    return table.put(
        table.item(
            _partition(session.account),
            _name(session.id),
            session,
            seen=_millis(session.seen_at),
            expires_at=int((session.started_at + LIFETIME).timestamp()),
        ),
        Conflict("CONCURRENT_CHANGE"),
    )


def of(account: str, now: datetime) -> list[Session]:
    """List the sessions that are alive, newest first."""
    known = (
        table.read(stored, Session).model_copy(
            update={
                "seen_at": _moment(int(stored["seen"]), now),
                "passkey_at": _moment(int(stored["proved"]), now) if "proved" in stored else None,
            }
        )
        for stored in table.all_of(_partition(account), _name(""))
    )
    return sorted((one for one in known if one.alive(now)), key=lambda one: one.started_at, reverse=True)


def touch(account: str, session: str, now: datetime) -> None:
    """Note that a session is in use; raises `Unauthenticated` when it has ended (aut-11)."""
    table.transact(
        table.update(
            _partition(account),
            _name(session),
            "SET seen = :now",
            _ENDED,
            "seen > :idle AND expires_at > :seconds",
            now=_millis(now),
            idle=_millis(now - IDLE),
            seconds=int(now.timestamp()),
        )
    )


def proved(account: str, session: str, now: datetime) -> Write:
    """Note that the session's owner has shown a passkey."""
    place, moment = (_partition(account), _name(session)), _millis(now)
    return table.update(*place, "SET proved = :now", _ENDED, "attribute_exists(PK)", now=moment)


def end(account: str, session: str) -> None:
    """End one session; raises `NotFound`."""
    table.transact(table.remove(_partition(account), _name(session), NotFound(), "attribute_exists(PK)"))


def end_all(account: str) -> None:
    """End every session of an account."""
    for stored in table.all_of(_partition(account), _name("")):
        table.transact(table.remove(_partition(account), str(stored["SK"]), NotFound()))


def _put(token: str, sign_in: SignIn, condition: str, **values: int) -> Write:
    stored = table.item(
        _named("SIGN_IN", token),
        "SIGN_IN",
        sign_in,
        attempts=sign_in.attempts_left,
        expires_at=int(sign_in.expires_at.timestamp()),
    )
    return table.put(stored, _INVALID, condition, **values)


def _named(kind: str, secret: str) -> str:
    """Name an item by a secret without keeping the secret."""
    return f"{kind}#{hashlib.sha256(secret.encode()).hexdigest()}"


def _partition(account: str) -> str:
    return f"SESSIONS#{account}"


def _name(session: str) -> str:
    return f"SESSION#{session}"


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(millis: int, like: datetime) -> datetime:
    return datetime.fromtimestamp(millis / 1000, like.tzinfo)
