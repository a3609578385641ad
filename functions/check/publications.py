"""The keys and the status list, as they stand in the public bucket."""

import json
import time

from cryptography.hazmat.primitives.asymmetric import ec

from shared.domain import base64url, signatures, status_list
from shared.domain.errors import Busy
from shared.domain.model import Model, Moment
from shared.settings import settings
from shared.store import public

_TRUSTED_SECONDS = 60.0
_RETRY_SECONDS = 5


class PublicKey(Model):
    """A public key (RFC 7517); `kid` is how codes and lists name it."""

    kty: str
    crv: str
    alg: str
    use: str
    kid: str
    x: str
    y: str


class Keys(Model):
    """All keys that anything of ours may be signed with."""

    keys: tuple[PublicKey, ...]


class Revocations(Model):
    """The list: where it stands as a plain object, and itself in base64url."""

    url: str
    media_type: str
    issued_at: Moment
    expires_at: Moment
    content: str


def keys() -> Keys:
    """Read the keys."""
    written = public.read(public.KEYS)
    return Keys.model_validate(json.loads(written), strict=False) if written else Keys(keys=())


def revocations() -> Revocations:
    """Read the list; raises `Busy` until there is one."""
    written = public.read(public.STATUS_LIST)
    if written is None:
        raise Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS)
    _, issued_at = status_list.read(written)
    return Revocations(
        url=f"{settings.portal_url}/{public.STATUS_LIST}",
        media_type=status_list.MEDIA_TYPE,
        issued_at=issued_at,
        expires_at=issued_at + status_list.LIFETIME,
        content=base64url.encode(written),
    )


def public_key(name: bytes) -> ec.EllipticCurvePublicKey | None:
    """Find a key by the name that a code gives it; asked for at most once a minute."""
    if time.monotonic() - _known.read_at > _TRUSTED_SECONDS or name.hex() not in _known.keys:
        _known.keys = {key.kid: signatures.public_key(key.x, key.y) for key in keys().keys}
        _known.read_at = time.monotonic()
    return _known.keys.get(name.hex())


class _Known:
    keys: dict[str, ec.EllipticCurvePublicKey]
    read_at: float

    def __init__(self) -> None:
        self.keys, self.read_at = {}, float("-inf")


_known = _Known()
