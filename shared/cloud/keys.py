"""What the keys of the key-management service do for us; none ever leaves it."""

from functools import cache

from shared.cloud import clients
from shared.settings import settings


def digest(purpose: str, value: str) -> str:
    """Hash a personal value with a secret key (HMAC-SHA-256, hex), so that it can be looked up.

    Without the key a dictionary of all SNILS or phones reverses nothing (val-05).
    """
    mac = clients.kms().generate_mac(
        KeyId=settings.digest_key, MacAlgorithm="HMAC_SHA_256", Message=f"{purpose}:{value}".encode()
    )
    return mac["Mac"].hex()


@cache
def public(key: str) -> bytes:
    """Give the public half of a signing key (SubjectPublicKeyInfo, DER)."""
    return clients.kms().get_public_key(KeyId=key)["PublicKey"]


def sign_digest(key: str, digest: bytes) -> bytes:
    """Sign what is larger by its SHA-256: ECDSA on P-256, DER."""
    answer = clients.kms().sign(
        KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256"
    )
    return answer["Signature"]


def sign(key: str, data: bytes) -> bytes:
    """Sign up to 4,096 bytes: ECDSA on P-256 with SHA-256, DER (iss-08)."""
    answer = clients.kms().sign(KeyId=key, Message=data, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
    return answer["Signature"]
