"""How the issuer's key signs, in one table: an algorithm, its digest, and how its signatures are verified.

Another suite is another entry here and another key in the template. One that the key-management service
does not know, such as GOST R 34.10-2012, also needs its own `sign_raw`, which asks where that key is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes


@dataclass(frozen=True)
class Suite:
    """A way to sign: its names in X.509, and whether this key's private half has made a signature of data."""

    algorithm: str
    digest: str
    verified: Callable[[PublicKeyTypes, bytes, bytes], bool]


def _on_p256(public_key: PublicKeyTypes, signature: bytes, data: bytes) -> bool:
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        return False
    try:
        public_key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


ES256 = Suite("sha256_ecdsa", "sha256", _on_p256)

SUITES: Mapping[str, Suite] = {"ES256": ES256}
