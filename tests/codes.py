"""Codes as the issuer signs them, and the keys that verifiers find."""

from functions.check import publications
from functions.register import app as register
from shared.cloud import keys
from shared.domain import qr, signatures
from shared.domain.qr import Claims
from shared.domain.version import Version
from shared.settings import settings
from shared.store import public


def publish_keys() -> None:
    """Let verifiers find the issuer's key of this test."""
    keys.public.cache_clear()
    register._publish_keys.cache_clear()
    publications._known.__init__()  # type: ignore[misc]
    public.change(public.KEYS, "application/json", register._with_our_key, 60)


def signed(data: bytes) -> bytes:
    """Sign with the issuer's key: r and s."""
    return signatures.joined(keys.sign(settings.signing_key, data))


def coded(version: Version) -> Version:
    """Give a version the code that the issuer would."""
    claims = Claims.of(version, qr.fingerprint(keys.public(settings.signing_key)))
    return version.model_copy(update={"token": qr.text(claims, signed(claims.packed()))})
