"""One-time codes: the one that counts for each purpose, and how many went to each phone in a day."""

from datetime import UTC, datetime, timedelta

from shared.cloud import keys
from shared.domain.codes import UNUSED_PER_DAY, Code, Purpose
from shared.domain.errors import Invalid, TooMany
from shared.store import table
from shared.store.table import Write

_DAY = timedelta(days=1)
_WRONG = Invalid("CODE_WRONG")


def last(account: str, purpose: Purpose) -> Code | None:
    """Read the code that was sent last, dead or alive, unless it has been used."""
    stored = table.get(*_place(account, purpose))
    return table.read(stored, Code) if stored else None


def recipient(phone: str) -> str:
    """Name a phone without telling it."""
    return keys.digest("phone", phone)


def remember(account: str, purpose: Purpose, phone: str, digits: str, now: datetime) -> None:
    """Keep a code that is about to be sent; an older one for the same purpose dies (ntf-03).

    Raises `TooMany` when this phone got ten codes today that nobody used.
    """
    code = Code(
        account=account,
        purpose=purpose,
        recipient=recipient(phone),
        digest=_digest(account, purpose, digits),
        sent_at=now,
    )
    table.transact(_put(code, None), _counted(code, now))


def spend(
    account: str, purpose: Purpose, digits: str, now: datetime, phone: str | None = None
) -> tuple[Write, ...]:
    """Check a code (and that it went to this phone), and give the writes that use it up; raises `Invalid`.

    The writes belong into the transaction of the act that the code confirms, so that an act
    that fails for another reason does not cost the person a new code.
    """
    code = last(account, purpose)
    if code is None or (phone and code.recipient != recipient(phone)):
        raise Invalid("CODE_WRONG")
    code.refuse_if_dead(now)
    if _digest(account, purpose, digits) != code.digest:
        failed = code.model_copy(update={"attempts_left": code.attempts_left - 1})
        unchanged = "digest = :digest AND attempts = :attempts"
        table.transact(_put(failed, unchanged, digest=code.digest, attempts=code.attempts_left))
        raise Invalid("CODE_WRONG")
    return (
        table.remove(*_place(account, purpose), _WRONG, "digest = :digest", digest=code.digest),
        table.update(*_tally(code), "ADD unused :less", _WRONG, "attribute_exists(PK)", less=-1),
    )


def _counted(code: Code, now: datetime) -> Write:
    tomorrow = int((now + 2 * _DAY).timestamp())
    return table.update(
        *_tally(code),
        "ADD unused :one SET expires_at = :expires",
        TooMany("CODES_TOO_MANY", retry_after=_seconds_of_today(now)),
        "attribute_not_exists(unused) OR unused < :limit",
        one=1,
        limit=UNUSED_PER_DAY,
        expires=tomorrow,
    )


def _seconds_of_today(now: datetime) -> int:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    return int((midnight - now).total_seconds()) + 1


def _tally(code: Code) -> tuple[str, str]:
    return f"PHONE#{code.recipient}", f"CODES#{code.sent_at.astimezone(UTC).date()}"


def _put(code: Code, condition: str | None, **values: str | int) -> Write:
    place = _place(code.account, code.purpose)
    stored = table.item(
        *place,
        code,
        digest=code.digest,
        attempts=code.attempts_left,
        expires_at=int((code.sent_at + _DAY).timestamp()),
    )
    return table.put(stored, _WRONG, condition, **values)


def _place(account: str, purpose: Purpose) -> tuple[str, str]:
    return f"ACCOUNT#{account}", f"CODE#{purpose}"


def _digest(account: str, purpose: Purpose, digits: str) -> str:
    return keys.digest("code", f"{account}:{purpose}:{digits}")
