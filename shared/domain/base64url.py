"""Base64url without padding (RFC 7515, appendix C)."""

import base64


def encode(data: bytes) -> str:
    """Write octets as letters that may stand in an address."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Read them again; raises `ValueError` where it is none."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
