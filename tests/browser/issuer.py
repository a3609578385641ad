"""An issuer without AWS: codes and lists signed with a key that is at hand."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.register import app as register
from shared.domain import qr, status_list
from shared.domain.qr import Claims
from shared.domain.status_list import Status, StatusList
from tests.clock import Clock

NOW = Clock.moment
LASTS = {"valid": 100, "expires_soon": 10, "not_valid": -1, "superseded": 100, "revoked": 100}
VERDICTS = tuple(LASTS)
_STATUSES = {"superseded": Status.SUPERSEDED, "revoked": Status.INVALID}


class Issuer:
    """Signs as the real one does."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def keys(self) -> bytes:
        """What is published as `v/keys.json`."""
        return json.dumps({"keys": [register._jwk(self._public)]}).encode()

    def code(self, verdict: str, **changes: object) -> str:
        """Write the code of a book that gets this verdict."""
        said = claims(verdict, qr.fingerprint(self._public)).model_copy(update=changes)
        return qr.text(said, self._signed(said.packed()))

    def listed(self, at: datetime = NOW, **changes: Status) -> bytes:
        """Sign the list of all these books; a status may be another one than its book's name says."""
        return self.listing({VERDICTS.index(name): it for name, it in (_STATUSES | changes).items()}, at)

    def listing(self, places: Mapping[int, Status], at: datetime = NOW) -> bytes:
        """Sign a list of statuses by their places."""
        statuses = StatusList()
        statuses.updated(places)
        return status_list.write(
            statuses, "http://portal.test/v/status.cwt", qr.fingerprint(self._public), at, self._signed
        )

    @cached_property
    def _public(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def _signed(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def claims(verdict: str, key: bytes) -> Claims:
    """Say what a code says."""
    return Claims(
        key=key,
        book_number="JQNQ-XHXK-M4W1",
        version=1,
        status_index=VERDICTS.index(verdict),
        category="catering",
        issued_on=NOW.date() - timedelta(days=200),
        valid_until=NOW.date() + timedelta(days=LASTS[verdict]),
        initials="И. А. С.",
    )
