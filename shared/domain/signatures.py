"""Signatures as codes and lists bear them: r and s (RFC 7518, section 3.4), and the keys that check them."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from shared.domain import base64url

SIGNATURE_BYTES = 64
COORDINATE_BYTES = 32


def joined(signature: bytes) -> bytes:
    """Write a signature in DER as r and s."""
    return b"".join(number.to_bytes(COORDINATE_BYTES, "big") for number in decode_dss_signature(signature))


def verified(public_key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    """Tell whether the private half of a key on P-256 has made a signature (r and s) of data."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    halves = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
    r, s = (int.from_bytes(half, "big") for half in halves)
    try:
        public_key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def public_key(x: str, y: str) -> ec.EllipticCurvePublicKey:
    """Read a key on P-256 by its coordinates in base64url (RFC 7518, section 6.2)."""
    across, up = (int.from_bytes(base64url.decode(each), "big") for each in (x, y))
    return ec.EllipticCurvePublicNumbers(across, up, ec.SECP256R1()).public_key()
