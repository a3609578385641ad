"""A virtual authenticator: makes passkeys and signs with them, as a phone does (WebAuthn, section 6)."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey in somebody's hand; attributes can be set to what a broken or hostile one would do."""

    origin: str
    host: str
    verified: bool = True
    counter: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.create`, without attestation."""
        length = len(self.credential).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential + self._public()
        said = {"fmt": "none", "attStmt": {}, "authData": self._data(_ATTESTED) + attested}
        client = self._client("webauthn.create", options["challenge"])
        return self._named({"attestationObject": text(cbor2.dumps(said)), "clientDataJSON": text(client)})

    def sign(self, options: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.get`, counting on."""
        self.counter += 1
        data, client = self._data(), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._named(
            {"authenticatorData": text(data), "clientDataJSON": text(client), "signature": text(signature)}
        )

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verified else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _named(self, response: dict[str, str]) -> dict[str, Any]:
        name = text(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def text(data: bytes) -> str:
    """Write bytes as WebAuthn's JSON does."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
