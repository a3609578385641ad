"""The status list follows the books, and is signed anew every hour: its age must say something (ver-07)."""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.cloud import keys
from shared.cloud.queues import News
from shared.domain import base64url, qr, signatures, status_list
from shared.domain.events import Aggregate
from shared.domain.status_list import STATUS_OF, Status, StatusList
from shared.entry.logs import logger
from shared.entry.worker import on_news
from shared.settings import settings
from shared.store import books, public, versions

_SUBJECT = f"{settings.portal_url}/{public.STATUS_LIST}"
_MAX_AGE_SECONDS = 60


def follow(news: News) -> str:
    """Write what the list says of each version of a book; told again, nothing changes."""
    _publish_keys()
    book = books.get(news.id)
    published = versions.published(book)
    statuses = {each.status_index: STATUS_OF[book.state_of(each.number)] for each in published}
    return "changed" if _published(statuses) else "nothing to change"


@logger.inject_lambda_context
def hourly(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:  # noqa: ARG001 - Lambda's signature
    """Publish the keys, and sign the list anew."""
    _publish_keys()
    _published({}, anew=True)
    logger.info("signed")
    return {"outcome": "signed"}


@cache
def _publish_keys() -> None:
    """Let everybody have our key, once for each process."""
    public.change(public.KEYS, "application/json", _with_our_key, _MAX_AGE_SECONDS)


def _published(statuses: dict[int, Status], *, anew: bool = False) -> bool:
    def act(before: bytes | None) -> bytes | None:
        known = status_list.read(before)[0] if before else StatusList()
        if not known.updated(statuses) and before and not anew:
            return None
        return status_list.write(known, _SUBJECT, qr.fingerprint(_public_key()), datetime.now(UTC), _signed)

    return public.change(public.STATUS_LIST, status_list.MEDIA_TYPE, act, _MAX_AGE_SECONDS)


def _with_our_key(before: bytes | None) -> bytes | None:
    """Add our key to the set (RFC 7517), where it is not in it; one that was published stays."""
    known: dict[str, list[dict[str, str]]] = json.loads(before) if before else {"keys": []}
    ours = _jwk(_public_key())
    if ours in known["keys"]:
        return None
    return json.dumps({"keys": [*known["keys"], ours]}).encode()


def _jwk(public_key: bytes) -> dict[str, str]:
    numbers = _loaded(public_key).public_numbers()
    x, y = (
        base64url.encode(each.to_bytes(signatures.COORDINATE_BYTES, "big")) for each in (numbers.x, numbers.y)
    )
    kid = qr.fingerprint(public_key).hex()
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": x, "y": y}


def _signed(data: bytes) -> bytes:
    return signatures.joined(keys.sign_digest(settings.signing_key, hashlib.sha256(data).digest()))


def _public_key() -> bytes:
    return keys.public(settings.signing_key)


def _loaded(public_key: bytes) -> ec.EllipticCurvePublicKey:
    loaded = load_der_public_key(public_key)
    if not isinstance(loaded, ec.EllipticCurvePublicKey):
        raise TypeError("the issuer's key must be on P-256")
    return loaded


handler = on_news({Aggregate.BOOK: follow})
