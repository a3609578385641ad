"""The signed text of a version's QR code: what it says is in `shared/domain/qr.py`."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from functions.issue.signing import WrongCertificateError
from shared.cloud import keys
from shared.cloud.secrets import certificate
from shared.domain import qr, signatures
from shared.domain.qr import Claims
from shared.domain.version import Version
from shared.settings import settings


def token(version: Version) -> str:
    """Sign what the code says of a version; raises `WrongCertificateError`."""
    public = load_pem_x509_certificate(certificate(settings.certificate)).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError("the issuer's key must be on P-256")
    key = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claims = Claims.of(version, qr.fingerprint(key))
    signature = keys.sign(settings.signing_key, claims.packed())
    try:
        public.verify(signature, claims.packed(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise WrongCertificateError("the issuer's certificate is not the signing key's") from None
    return qr.text(claims, signatures.joined(signature))
