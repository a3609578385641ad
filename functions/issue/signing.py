"""The issuer's signature: PAdES B-B by a key that never leaves its key-management service (iss-08).

The signature is a certification that allows no change (DocMDP level 1), covers the whole file
and is invisible: what a reader may trust is said by the reader's program and by the check
address, not by a picture of a stamp that anybody can copy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"

_LONGEST_SIGNATURE = 72  # bytes of a DER-encoded ECDSA signature on P-256


class WrongCertificateError(Exception):
    """The certificate at hand belongs to another key than the one that signs."""


@dataclass(frozen=True)
class Signatory:
    """Who signs: the certificates that say whose the key is, and a key that we can only ask.

    `certificates` are PEM, the signer's own first and those of the authorities above it after
    it, or the signer's alone in DER. `sign_raw` hashes and signs up to 4,096 bytes: ECDSA on
    P-256 with SHA-256, the answer in DER.
    """

    certificates: bytes
    sign_raw: Callable[[bytes], bytes]


def sign(pdf: bytes, signatory: Signatory, at: datetime, reason: str) -> bytes:
    """Append the signature to the document, with `at` as the time of signing and why it was signed.

    The document's own bytes stay as they are, at the beginning of the result. Raises
    `WrongCertificateError` when the certificate is not the key's.
    """
    details = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        tight_size_estimates=True,
    )
    signer = _PunctualSigner(details, _RemoteSigner(signatory), at)
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getbuffer())


class _RemoteSigner(Signer):
    """A signer that has no key, and asks for every signature."""

    def __init__(self, signatory: Signatory) -> None:
        certificate, *chain = load_certs_from_pemder_data(signatory.certificates)
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=registry, embed_roots=False)
        self._sign_raw = signatory.sign_raw
        self._public_key = serialization.load_der_public_key(certificate.public_key.dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002
        """Sign the signed attributes; a dry run only asks how much room to leave."""
        if dry_run:
            return bytes(_LONGEST_SIGNATURE)
        signature = self._sign_raw(data)
        if not _made_by(self._public_key, signature, data):
            raise WrongCertificateError("the issuer's certificate is not the signing key's")
        return signature


def _made_by(public_key: PublicKeyTypes, signature: bytes, data: bytes) -> bool:
    """Tell whether this key's private half has signed: with any other nobody could verify the book."""
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        return False
    try:
        public_key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


class _PunctualSigner(PdfSigner):
    """A PDF signer that takes the time from its caller, not from the clock."""

    def __init__(self, details: PdfSignatureMetadata, signer: Signer, at: datetime) -> None:
        super().__init__(details, signer)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        """Start as ever, then set the watch."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session
