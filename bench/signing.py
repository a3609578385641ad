"""How the benchmark signs and validates: by a key at hand, without the key service's call."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench.book import NOW
from functions.issue import signing as ours
from local.authority import Authority, new_key

REASON = "Выдача электронной медицинской книжки"


@dataclass(frozen=True)
class Issuer:
    """A key, and the certificates that say whose it is."""

    key: ec.EllipticCurvePrivateKey
    leaf: bytes
    root: bytes

    def sign_raw(self, data: bytes) -> bytes:
        """Sign as the key-management service would."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@cache
def issuer() -> Issuer:
    """Certify a new key."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Issuer(key, *Authority.found(new_key(), NOW).issue_certificate(public, NOW))


def as_we_do(pdf: bytes) -> bytes:
    """Sign with `functions.issue`."""
    signatory = ours.Signatory(issuer().leaf + issuer().root, issuer().sign_raw)
    return ours.sign(pdf, signatory, NOW, REASON)


def as_pyhanko_does(pdf: bytes) -> bytes:
    """Sign with pyHanko as its manual says, the same kind of signature."""
    details = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        reason=REASON,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    return bytes(sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), details, signer=_signer()).getbuffer())


@cache
def _signer() -> SimpleSigner:
    [leaf] = load_certs_from_pemder_data(issuer().leaf)
    key = issuer().key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=leaf,
        signing_key=PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def require_valid(pdf: bytes) -> None:
    """Validate a signature in full."""
    roots = list(load_certs_from_pemder_data(issuer().root))
    context = ValidationContext(trust_roots=roots, moment=NOW, allow_fetching=False)
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    if not (status.bottom_line and status.coverage is SignatureCoverageLevel.ENTIRE_FILE):
        raise AssertionError("a signature that was just made is not valid")


def known(pdf: bytes, digests: dict[str, str]) -> bool:
    """Look a file up by its digest, as the public check does."""
    return sha256(pdf).hexdigest() in digests
