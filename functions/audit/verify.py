"""The verifier: follows the chain from its first record, and holds it against every signed root (sec-08)."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from pydantic import ValidationError

from functions.audit import chain
from functions.audit.chain import Broken, Line, Root, SignedRoot


class Untrusted(Exception):
    """A root is not what was signed, or the one before it is missing."""


@dataclass(frozen=True)
class Whole:
    """A log in order: so many records, the first `signed` of them under one of so many signed roots."""

    records: int
    signed: int
    roots: int


def verify(segments: Iterable[bytes], roots: Iterable[bytes], key: EllipticCurvePublicKey) -> Whole:
    """Check a whole log, oldest first; raises `Broken` at the first bad record, `Untrusted` at a bad root."""
    trusted = list(_trusted(roots, key))
    ends = {root.records: root for root in trusted}
    records = signed = 0
    for line in chain.walked(_lines(segments)):
        records = line.number
        if root := ends.get(line.number):
            if root.hash != line.hash:
                raise Broken(
                    signed + 1, f"or one up to {line.number} was replaced after {root.day} was signed"
                )
            signed = line.number
    if absent := [root for root in trusted if root.records > records]:
        raise Broken(records + 1, f"is missing: on {absent[0].day} there were {absent[0].records}")
    return Whole(records, signed, len(trusted))


def _lines(segments: Iterable[bytes]) -> Iterator[Line]:
    number = 0
    for segment in segments:
        for line in chain.read(segment, number):
            yield line
            number = line.number


def _trusted(roots: Iterable[bytes], key: EllipticCurvePublicKey) -> Iterator[Root]:
    previous: str | None = None
    for written in roots:
        try:
            signed = SignedRoot.model_validate_json(written)
            key.verify(base64.b64decode(signed.signature), signed.root.signed_text, ECDSA(hashes.SHA256()))
        except (ValidationError, ValueError, InvalidSignature):
            raise Untrusted(f"the root after {previous or 'the beginning'} is not what was signed") from None
        if signed.root.previous != previous:
            raise Untrusted(f"the root before {signed.root.day} is missing or another one")
        previous = hashlib.sha256(written).hexdigest()
        yield signed.root
