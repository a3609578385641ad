"""Whether a PDF was signed by us and is untouched, known from certificates alone (iss-09).

A reader's program is content if what was signed is intact. Here nothing may have been added either, and of
the signature itself no byte may be another, not even one that means nothing.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import cast

from asn1crypto.cms import ContentInfo, IssuerAndSerialNumber, SignedData, SignerIdentifier, SignerInfo
from asn1crypto.parser import peek
from asn1crypto.x509 import Certificate
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator, ValidationContext

_VALUE = re.compile(rb"<([0-9A-F]{1000,})>")  # a signature, as we write it
_DIGEST, _ALGORITHM = "sha256", "sha256_ecdsa"  # of the suite ES256
_USAGE, _STAMP = "non_repudiation", "signature_time_stamp_token"
_REMEMBERED = 64
_LOOKED_AT = 4  # signatures: a file of ours has one

_Roots = tuple[bytes, ...]


class Finding(StrEnum):
    """What a file is: ours as we made it, ours and then changed, or nothing that we have signed."""

    GENUINE = "genuine"
    CHANGED = "changed"
    FOREIGN = "foreign"


def validate(pdf: bytes, roots: list[bytes]) -> Finding:
    """Say what a file is.

    `roots` are the certificates (PEM or DER) under which nobody but us is certified; our own certificate
    will do. A signature counts as of its time stamp or, if it has none, as of the time that it claims. The
    stamp must be intact and on this signature; whose it is does not matter, for it is not what we trust.
    """
    trusted, values = tuple(roots), list(islice(_VALUE.finditer(pdf), _LOOKED_AT))
    if not any(_made_by_us(_whole(value[1])[0], trusted) for value in values):
        return Finding.FOREIGN
    untouched = len(values) == 1 and _covers(values[0], pdf) and _is_sound(pdf, trusted)
    return Finding.GENUINE if untouched else Finding.CHANGED


def _whole(value: bytes) -> tuple[bytes, bytes]:
    """Part a signature from the room that was left after it."""
    data = bytes.fromhex(value.decode()) if len(value) % 2 == 0 else b""
    try:
        size = peek(data)
    except ValueError:
        size = 0
    return data[:size], data[size:]


def _covers(value: re.Match[bytes], pdf: bytes) -> bool:
    """Tell whether a signature is on all bytes of the file but its own."""
    signature, room = _whole(value[1])
    digest = sha256(pdf[: value.start()] + pdf[value.end() :]).digest()
    return not any(room) and _digest(ContentInfo.load(signature)["content"]) == digest


def _digest(signed: SignedData) -> bytes:
    [signer] = signed["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    return bytes(attributes["message_digest"][0].native)


@lru_cache(maxsize=_REMEMBERED)
def _made_by_us(signature: bytes, roots: _Roots) -> bool:
    """Tell whether a key of ours has made a signature, on whatever it be."""

    def made() -> bool:
        signed = ContentInfo.load(signature)["content"]
        certificate = _signer(signed)
        if _written(signed, certificate) != signature:
            return False
        others = [each.chosen for each in signed["certificates"]]
        context = _context(roots, certificate.not_valid_before)
        validator = CertificateValidator(certificate, others, validation_context=context)
        asyncio.run(validator.async_validate_usage({_USAGE}))  # type: ignore[no-untyped-call]
        [signer] = signed["signer_infos"]
        return validate_sig_integrity(signer, certificate, "data", b"")[1]

    return _succeeds(made)


def _signer(signed: SignedData) -> Certificate:
    [signer] = signed["signer_infos"]
    named = signer["sid"].chosen
    [certificate] = [
        each.chosen
        for each in signed["certificates"]
        if (each.chosen.issuer, each.chosen.serial_number) == (named["issuer"], named["serial_number"].native)
    ]
    return certificate


def _written(signed: SignedData, certificate: Certificate) -> bytes:
    """Write a signature as the issuer does, with the parts of it that can be verified, and no other."""
    [signer] = signed["signer_infos"]
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    parts = {
        "version": "v1",
        "sid": SignerIdentifier({"issuer_and_serial_number": IssuerAndSerialNumber(name)}),
        "digest_algorithm": {"algorithm": _DIGEST},
        "signed_attrs": signer["signed_attrs"],
        "signature_algorithm": {"algorithm": _ALGORITHM},
        "signature": signer["signature"],
    }
    if len(signer["unsigned_attrs"]):
        parts["unsigned_attrs"] = signer["unsigned_attrs"]
    content = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": _DIGEST}],
        "encap_content_info": {"content_type": "data"},
        "certificates": signed["certificates"],
        "signer_infos": [SignerInfo(parts)],
    }
    return bytes(ContentInfo({"content_type": "signed_data", "content": SignedData(content)}).dump())


def _is_sound(pdf: bytes, roots: _Roots) -> bool:
    """Tell whether a reader's program accepts the file, and sees nothing in it that was not signed."""

    def sound() -> bool:
        [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
        stamp = _stamp(signature)
        moment = _moment(stamp) if stamp else signature.self_reported_timestamp
        stampers = _stampers(stamp, moment) if stamp else None
        status = validate_pdf_signature(signature, _context(roots, moment), stampers)
        return bool(status.bottom_line) and status.coverage is SignatureCoverageLevel.ENTIRE_FILE

    return _succeeds(sound)


def _stamp(signature: EmbeddedPdfSignature) -> SignedData | None:
    """Find the time stamp of a signature."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == _STAMP:
            return attribute["values"][0]["content"]
    return None


def _moment(stamp: SignedData) -> datetime:
    return cast("datetime", stamp["encap_content_info"]["content"].parsed["gen_time"].native)


def _stampers(stamp: SignedData, moment: datetime) -> ValidationContext:
    """Trust whoever has made a stamp."""
    certificates = [each.chosen for each in stamp["certificates"]]
    return ValidationContext(trust_roots=certificates, moment=moment, allow_fetching=False)


def _context(roots: _Roots, moment: datetime) -> ValidationContext:
    certificates = [each for root in roots for each in load_certs_from_pemder_data(root)]
    return ValidationContext(trust_roots=certificates, moment=moment, allow_fetching=False)


def _succeeds(question: Callable[[], bool]) -> bool:
    """Ask the libraries; a broken file makes them stumble in more ways than they list."""
    try:
        return question()
    except Exception:  # noqa: BLE001 - see above
        return False
