"""The issuer's signature: PAdES, by a key that never leaves its key-management service (iss-08).

The signature is a certification that allows no change (DocMDP level 1), covers the whole file
and is invisible: what a reader may trust is said by the reader's program and by the check
address, not by a picture of a stamp that anybody can copy.

With a time-stamping authority it is of level B-T, without one B-B.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import tsp
from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.cms import ContentInfo
from cryptography.hazmat.primitives import serialization
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from functions.issue.suites import ES256, Suite

FIELD = "Signature"

_ATTRIBUTES = 1024  # bytes of a signature beside its certificates: twice what they take
_STAMP = 8192  # bytes of a time stamp, with the certificates of its authority

Stamp = Callable[[bytes], bytes]


class WrongCertificateError(Exception):
    """The certificate at hand belongs to another key than the one that signs."""


class UnstampedError(Exception):
    """The time-stamping authority gave no stamp for this signature."""


@dataclass(frozen=True)
class Signatory:
    """Who signs: the certificates that say whose the key is, and a key that we can only ask.

    `certificates` are PEM, the signer's own first and those of the authorities above it after
    it, or the signer's alone in DER. `sign_raw` hashes and signs up to 4,096 bytes as `suite` says.
    """

    certificates: bytes
    sign_raw: Callable[[bytes], bytes]
    suite: Suite = ES256


def sign(pdf: bytes, signatory: Signatory, at: datetime, reason: str, stamp: Stamp | None = None) -> bytes:
    """Append the signature to the document, with `at` as the time of signing and why it was signed.

    `stamp` has a time-stamping authority answer a request (RFC 3161, DER). The document's own bytes stay
    as they are, at the beginning of the result. Raises `WrongCertificateError` when the certificate is
    not the key's, and `UnstampedError` for an answer that is no stamp on this signature.
    """
    details = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=signatory.suite.digest,
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    stamper = _Stamper(stamp) if stamp else None
    signer = _PunctualSigner(details, _RemoteSigner(signatory), at, stamper)
    room = len(signatory.certificates) + _ATTRIBUTES + (_STAMP if stamp else 0)
    signed = signer.sign_pdf(_Revision(BytesIO(pdf)), bytes_reserved=2 * room)
    return bytes(signed.getbuffer())


class _RemoteSigner(Signer):
    """A signer that has no key, and asks for every signature."""

    def __init__(self, signatory: Signatory) -> None:
        certificate, *chain = load_certs_from_pemder_data(signatory.certificates)
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain)
        super().__init__(
            signing_cert=certificate,
            cert_registry=registry,
            embed_roots=False,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": signatory.suite.algorithm}),
        )
        self._signatory = signatory
        self._public_key = serialization.load_der_public_key(certificate.public_key.dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002
        """Sign the signed attributes, and see that the certified key has signed: else nobody could verify."""
        signature = self._signatory.sign_raw(data)
        if not self._signatory.suite.verified(self._public_key, signature, data):
            raise WrongCertificateError("the issuer's certificate is not the signing key's")
        return signature


class _Stamper(TimeStamper):
    """A time-stamping authority that somebody else asks for us."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._stamp = stamp

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        """Get a stamp, and see that it is on what was to be stamped."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UnstampedError from error
        if stamped["hashed_message"].native != message_digest:
            raise UnstampedError
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Hand a request on."""
        return tsp.TimeStampResp.load(self._stamp(req.dump()))


class _PunctualSigner(PdfSigner):
    """A PDF signer that takes the time from its caller, not from the clock."""

    def __init__(
        self, details: PdfSignatureMetadata, signer: Signer, at: datetime, stamper: TimeStamper | None
    ) -> None:
        super().__init__(details, signer, timestamper=stamper)
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


class _Revision(IncrementalPdfFileWriter):
    """What a signature adds to a file. It leaves the metadata: they are about what the document says."""

    def _update_meta(self) -> None:
        """Do nothing, where the library would write its own name and the present time."""
