"""What everybody can see, as verifiers see it: our keys, and the signed list of what does not count."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from shared.cloud import keys
from shared.domain import qr, signatures, status_list
from shared.domain.finding import Difference
from shared.domain.status_list import StatusList
from shared.settings import settings
from shared.store import public

_OLDEST = timedelta(hours=3)  # the list is signed anew every hour
_KID = 4

Keys = Mapping[bytes, bytes]


@dataclass(frozen=True)
class Published:
    """Keys (DER) by the name that codes give them; the list, if it is ours; and what is wrong with either."""

    keys: Keys
    statuses: StatusList | None
    differs: tuple[Difference, ...]

    @classmethod
    def read(cls, now: datetime) -> "Published":
        """Read them as they are now."""
        known = _keys(public.read(public.KEYS))
        ours = keys.public(settings.signing_key)
        statuses = _statuses(public.read(public.STATUS_LIST), known, now)
        wrong = {Difference.KEYS: ours not in known.values(), Difference.LIST: statuses is None}
        return cls(known, statuses, tuple(difference for difference, found in wrong.items() if found))


def verified(known: Keys, name: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether a key that we have published has made a signature (r and s) of data."""
    key = load_der_public_key(known[name]) if name in known else None
    return isinstance(key, ec.EllipticCurvePublicKey) and signatures.verified(key, signature, data)


def _keys(written: bytes | None) -> Keys:
    """Read the set (RFC 7517); a key that does not bear its own name is none."""
    listed = [_der(key) for key in json.loads(written)["keys"]] if written else []
    return {qr.fingerprint(key): key for key in listed}


def _der(key: dict[str, Any]) -> bytes:
    loaded = signatures.public_key(key["x"], key["y"])
    return loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _statuses(written: bytes | None, known: Keys, now: datetime) -> StatusList | None:
    """Read the list; None if we have not signed it, or not lately."""
    if written is None:
        return None
    protected, _, payload, signature = cbor2.loads(written).value
    statuses, signed_at = status_list.read(written)
    told = status_list.to_be_signed(protected, payload)
    genuine = verified(known, cbor2.loads(protected)[_KID], signature, told)
    return statuses if genuine and now - signed_at < _OLDEST else None
