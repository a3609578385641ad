"""Personal data at rest: sealed by the application for one holder and one place (sec-03, sec-09).

Envelope encryption: AES-256-GCM under a data key that the key-management service made for the
holder. The wrapped key travels in the sealed text; a plain one is kept in this process only,
for a few minutes, and opens and seals whatever is the holder's in that time.
"""

import base64
import binascii
import json
import secrets
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.cloud import clients
from shared.settings import settings

MAX_AGE_SECONDS = 300.0
MAX_KEYS = 100

_FORMAT = 1
_HEADER = struct.Struct(">BH")  # format, length of the wrapped key
_NONCE_BYTES = 12
_REFUSED = {"InvalidCiphertextException", "IncorrectKeyException"}


class SealBroken(Exception):
    """What is stored was changed, moved to another place or holder, or never sealed (sec-04)."""


@dataclass(frozen=True)
class _Key:
    holder: str
    wrapped: bytes
    cipher: AESGCM


@dataclass(frozen=True)
class _Envelope:
    head: bytes
    wrapped: bytes
    nonce: bytes
    content: bytes


class _Keys:
    """The keys of a few holders for a few minutes; the one used last goes last."""

    def __init__(self) -> None:
        self._known = OrderedDict[tuple[str, bytes], tuple[float, _Key]]()
        self._lock = Lock()

    def remember(self, key: _Key) -> None:
        with self._lock:
            self._known[key.holder, key.wrapped] = time.monotonic(), key
            while len(self._known) > MAX_KEYS:
                self._known.popitem(last=False)

    def find(self, holder: str, wrapped: bytes | None = None) -> _Key | None:
        """Find a certain key of a holder, or any."""
        with self._lock:
            self._forget_old()
            names = [name for name in self._known if name[0] == holder and wrapped in (None, name[1])]
            if not names:
                return None
            self._known.move_to_end(names[-1])
            return self._known[names[-1]][1]

    def clear(self) -> None:
        with self._lock:
            self._known.clear()

    def _forget_old(self) -> None:
        eldest = time.monotonic() - MAX_AGE_SECONDS
        for name in [name for name, (since, _) in self._known.items() if since <= eldest]:
            del self._known[name]


_keys = _Keys()


def seal(holder: str, data: bytes, place: str) -> str:
    """Encrypt data so that it opens only for this holder in this place."""
    key = _keys.find(holder) or _generated(holder)
    head = _HEADER.pack(_FORMAT, len(key.wrapped)) + key.wrapped
    nonce = secrets.token_bytes(_NONCE_BYTES)
    content = key.cipher.encrypt(nonce, data, _bound(head, holder, place))
    return base64.b64encode(head + nonce + content).decode()


def unseal(holder: str, sealed: str, place: str) -> bytes:
    """Decrypt what was sealed for this holder in this place; raises `SealBroken`."""
    envelope = _opened(sealed)
    known = _keys.find(holder, envelope.wrapped)
    key = known or _unwrapped(holder, envelope.wrapped)
    try:
        data = key.cipher.decrypt(envelope.nonce, envelope.content, _bound(envelope.head, holder, place))
    except InvalidTag:
        raise SealBroken from None
    if key is not known:  # nothing is sealed under a key that has not opened anything
        _keys.remember(key)
    return data


def _generated(holder: str) -> _Key:
    made = clients.kms().generate_data_key(
        KeyId=settings.data_key, KeySpec="AES_256", EncryptionContext={"holder": holder}
    )
    key = _Key(holder, made["CiphertextBlob"], AESGCM(made["Plaintext"]))
    _keys.remember(key)
    return key


def _unwrapped(holder: str, wrapped: bytes) -> _Key:
    try:
        plain = clients.kms().decrypt(
            KeyId=settings.data_key, CiphertextBlob=wrapped, EncryptionContext={"holder": holder}
        )["Plaintext"]
    except ClientError as error:
        if error.response["Error"]["Code"] in _REFUSED:
            raise SealBroken from None
        raise
    return _Key(holder, wrapped, AESGCM(plain))


def _opened(sealed: str) -> _Envelope:
    """Take a sealed text apart; only the one spelling that `seal` gives is read."""
    try:
        data = base64.b64decode(sealed, validate=True)
        form, length = _HEADER.unpack_from(data)
    except (binascii.Error, ValueError, struct.error):
        raise SealBroken from None
    cuts = (_HEADER.size, _HEADER.size + length, _HEADER.size + length + _NONCE_BYTES)
    if form != _FORMAT or not length or len(data) < cuts[-1] or base64.b64encode(data).decode() != sealed:
        raise SealBroken
    return _Envelope(data[: cuts[1]], data[cuts[0] : cuts[1]], data[cuts[1] : cuts[2]], data[cuts[2] :])


def _bound(head: bytes, holder: str, place: str) -> bytes:
    """Name all that a sealed text holds for, so that it does not open elsewhere."""
    return head + json.dumps([holder, place]).encode()
