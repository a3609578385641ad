"""A certificate authority for one's own machine; in production any accredited one takes its place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336

_PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

_DAY = timedelta(days=1)
_ROOT_LIFE = 3650 * _DAY
_LEAF_LIFE = 730 * _DAY
_ROOT_USAGE = frozenset({"key_cert_sign", "crl_sign"})
_LEAF_USAGE = frozenset({"digital_signature", "content_commitment"})
_STAMP_USAGE = frozenset({"digital_signature"})
_USAGES = _ROOT_USAGE | _LEAF_USAGE | {"key_encipherment", "data_encipherment", "key_agreement"}


def new_key() -> bytes:
    """Make the authority's private key: P-256, PKCS #8 PEM without a password; its caller keeps it."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True)
class Authority:
    """A root: its private key (PEM) and its certificate (PEM)."""

    key: bytes
    certificate: bytes

    @classmethod
    def found(cls, key: bytes, now: datetime) -> "Authority":
        """Sign the root's own certificate."""
        signer = _private(key)
        name = _name("ЭМК: локальный корень")
        root = (
            _begun(name, name, signer.public_key(), now, _ROOT_LIFE, _ROOT_USAGE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(signer, hashes.SHA256())
        )
        return cls(key, root.public_bytes(Encoding.PEM))

    def issue_certificate(self, public_key_der: bytes, now: datetime) -> tuple[bytes, bytes]:
        """Certify a public key (SubjectPublicKeyInfo, DER) for signing documents.

        Return the signer's certificate and the root's, both PEM. The private key is not
        needed: it may live in a key-management service.
        """
        public = load_der_public_key(public_key_der)
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise TypeError("the signer's key is not on an elliptic curve")
        purposes = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
        leaf = self._issue("ЭМК: издатель", public, now, _LEAF_USAGE, purposes)
        return leaf.public_bytes(Encoding.PEM), self.certificate

    def issue_stamping_certificate(self, public: rsa.RSAPublicKey, now: datetime) -> bytes:
        """Certify a key for time stamps and nothing else (RFC 3161, 2.3); return the certificate in PEM."""
        stamping = [ExtendedKeyUsageOID.TIME_STAMPING]
        leaf = self._issue("ЭМК: локальные метки времени", public, now, _STAMP_USAGE, stamping)
        return leaf.public_bytes(Encoding.PEM)

    def _issue(
        self,
        name: str,
        public: _PublicKey,
        now: datetime,
        usage: frozenset[str],
        purposes: list[x509.ObjectIdentifier],
    ) -> x509.Certificate:
        signer, root = _private(self.key), x509.load_pem_x509_certificate(self.certificate)
        only = purposes == [ExtendedKeyUsageOID.TIME_STAMPING]
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        return (
            _begun(_name(name), root.subject, public, now, _LEAF_LIFE, usage)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage(purposes), critical=only)
            .add_extension(above, critical=False)
            .sign(signer, hashes.SHA256())
        )


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: _PublicKey,
    now: datetime,
    life: timedelta,
    usage: frozenset[str],
) -> x509.CertificateBuilder:
    """Begin a certificate with what the root's and the signer's have alike; it is valid since yesterday."""
    flags = {name: name in usage for name in _USAGES}
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - _DAY)
        .not_valid_after(now.astimezone(UTC) + life)
        .add_extension(x509.KeyUsage(**flags, encipher_only=False, decipher_only=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not on an elliptic curve")
    return key


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "RU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ЭМК"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
