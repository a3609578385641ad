"""A time-stamping authority (RFC 3161), under a root of its own: `root.pem` in its folder."""

import asyncio
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from local.authority import Authority, new_key
from local.simulators import faults
from local.simulators.faults import Fault
from local.simulators.router import Octets, Refused, Request, Router

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"

_MODES = ("none", "unavailable", "slow", "error")
_KEY_BITS = 2048


class Timestamps:
    """The authority; its key is made when it is first asked, and kept in its folder.

    A clock can be given that stands at a moment.
    """

    def __init__(self, folder: Path, clock: datetime | None = None) -> None:
        self._folder, self._clock = folder, clock
        self._fault: Fault = faults.NONE

    def mount(self, router: Router) -> None:
        """Add the authority's call, and the page that steers it."""
        router.add("POST", "/outside/timestamps", self._answer)
        router.add("PUT", "/dev/timestamps/fault", self._order)

    async def _answer(self, request: Request) -> Octets:
        await faults.suffer(self._fault)
        if request.headers.get("content-type") != QUERY:
            raise Refused(415, f"{QUERY} is wanted")
        return Octets(REPLY, await asyncio.to_thread(self._stamped, request.body))

    def _order(self, request: Request) -> Fault:
        self._fault = faults.chosen(request.json, _MODES)
        return self._fault

    def _stamped(self, query: bytes) -> bytes:
        return bytes(self._authority.request_tsa_response(tsp.TimeStampReq.load(query, strict=True)).dump())

    @cached_property
    def _authority(self) -> Any:
        from pyhanko.keys.pemder import load_certs_from_pemder_data  # noqa: PLC0415 - the system starts
        from pyhanko.sign.timestamps import DummyTimeStamper  # noqa: PLC0415 - without it, a second sooner

        if not (self._folder / "root.pem").exists():
            _found(self._folder, self._clock or datetime.now(UTC))
        [certificate] = load_certs_from_pemder_data((self._folder / "certificate.pem").read_bytes())
        key = PrivateKeyInfo.load((self._folder / "key.der").read_bytes())
        return DummyTimeStamper(certificate, key, fixed_dt=self._clock)


def _found(folder: Path, now: datetime) -> None:
    """Make the authority's key, and have it certified by a root that certifies nothing else."""
    root, key = Authority.found(new_key(), now), rsa.generate_private_key(65537, _KEY_BITS)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key.der").write_bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(root.issue_stamping_certificate(key.public_key(), now))
    (folder / "root.pem").write_bytes(root.certificate)
