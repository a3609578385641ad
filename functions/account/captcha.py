"""CAPTCHA without riddles: a small proof of work that any browser does by itself (reg-05, ALTCHA)."""

import base64
import json
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from altcha import v1 as altcha

from shared.cloud import keys
from shared.domain.errors import Conflict, Flaw, Invalid
from shared.domain.model import Model
from shared.store import table
from shared.store.table import Write

LIFETIME = timedelta(minutes=20)
_HARDEST = 50_000


class Captcha(Model):
    """A challenge: find the number up to `maxnumber` whose hash after the salt is the challenge."""

    algorithm: Literal["SHA-256"] = "SHA-256"
    challenge: str
    salt: str
    maxnumber: int
    signature: str


class _Used(Model):
    impersonal = True


def make(now: datetime) -> Captcha:
    """Make a challenge; nothing is kept of it."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(hmac_key=_key(), max_number=_HARDEST, expires=now + LIFETIME)
    )
    return Captcha(
        challenge=made.challenge, salt=made.salt, maxnumber=made.max_number, signature=made.signature
    )


def spend(answer: str, now: datetime) -> Write:
    """Check an answer, and give the write that uses it up; raises `Invalid`."""
    try:
        claimed = json.loads(base64.b64decode(answer))
        right, _ = altcha.verify_solution(claimed, _key(), check_expires=False)
        signature, expires = claimed["signature"], int(altcha.extract_params(claimed)["expires"][0])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _wrong() from None
    if not right or expires <= now.timestamp():
        raise _wrong()
    until = int((now + LIFETIME).timestamp())
    used = table.item(f"CAPTCHA#{signature}", "USED", _Used(), expires_at=until)
    return table.put(used, Conflict("CAPTCHA_USED"))


def _wrong() -> Invalid:
    return Invalid("BODY_INVALID", Flaw("/captcha", "CAPTCHA_WRONG"))


@cache
def _key() -> str:
    """Derive the key of all challenges from the one that never leaves the key-management service."""
    return keys.digest("captcha", "key")
