"""The local authority's certificates, as a verifier that knows nothing of it judges them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from local.authority import DOCUMENT_SIGNING, Authority, new_key

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNER = ec.generate_private_key(ec.SECP256R1())


def public(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.found(new_key(), NOW)


@pytest.fixture(scope="module")
def root(authority: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.certificate)


@pytest.fixture(scope="module")
def leaf(authority: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.issue_certificate(public(SIGNER), NOW)[0])


def usages(certificate: x509.Certificate) -> set[str]:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    return {name for name in (*names, "key_agreement", "key_cert_sign", "crl_sign") if getattr(usage, name)}


def test_the_chain_leads_from_the_signers_key_to_the_root_and_to_no_other(
    leaf: x509.Certificate, root: x509.Certificate
) -> None:
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert leaf.public_key() == SIGNER.public_key()
    namesake = x509.load_pem_x509_certificate(Authority.found(new_key(), NOW).certificate)
    with pytest.raises(InvalidSignature):
        leaf.verify_directly_issued_by(namesake)


def test_the_chain_can_be_followed_by_key_identifiers(leaf: x509.Certificate, root: x509.Certificate) -> None:
    above = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert above == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_the_signer_may_sign_documents_and_nothing_else(leaf: x509.Certificate) -> None:
    constraints = leaf.extensions.get_extension_for_class(x509.BasicConstraints)
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert usages(leaf) == {"digital_signature", "content_commitment"}
    assert set(purposes) == {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION}
    assert (constraints.critical, constraints.value.ca) == (True, False)


def test_the_root_may_certify_signers_but_no_further_authority(root: x509.Certificate) -> None:
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert usages(root) == {"key_cert_sign", "crl_sign"}
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)


@pytest.mark.parametrize("drift", [timedelta(hours=-12), timedelta(), timedelta(days=365)])
def test_a_verifier_whose_clock_is_hours_behind_finds_a_fresh_certificate_valid(
    leaf: x509.Certificate, drift: timedelta
) -> None:
    assert leaf.not_valid_before_utc <= NOW + drift <= leaf.not_valid_after_utc


def test_the_same_moment_in_moscow_gives_the_same_term(authority: Authority, leaf: x509.Certificate) -> None:
    moscow = NOW.astimezone(timezone(timedelta(hours=3)))
    there = x509.load_pem_x509_certificate(authority.issue_certificate(public(SIGNER), moscow)[0])
    assert there.not_valid_after_utc == leaf.not_valid_after_utc


def test_the_root_outlives_every_signer_of_its_first_years(
    leaf: x509.Certificate, root: x509.Certificate
) -> None:
    assert root.not_valid_after_utc - leaf.not_valid_after_utc > timedelta(days=5 * 365)


def test_after_a_restart_the_same_root_vouches_for_new_signers(
    authority: Authority, root: x509.Certificate
) -> None:
    later = Authority(bytes(authority.key), bytes(authority.certificate))
    leaf, above = later.issue_certificate(public(SIGNER), NOW + timedelta(days=30))
    assert above == authority.certificate
    x509.load_pem_x509_certificate(leaf).verify_directly_issued_by(root)


def test_no_two_certificates_share_a_serial_number(authority: Authority) -> None:
    issued = [authority.issue_certificate(public(SIGNER), NOW)[0] for _ in range(3)]
    assert len({x509.load_pem_x509_certificate(each).serial_number for each in issued}) == len(issued)


def test_a_key_that_is_not_on_an_elliptic_curve_is_refused_on_either_side(authority: Authority) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(TypeError, match="elliptic curve"):
        authority.issue_certificate(public(other), NOW)
    with pytest.raises(TypeError, match="elliptic curve"):
        Authority.found(pem(other), NOW)


def test_what_is_no_key_is_refused(authority: Authority) -> None:
    with pytest.raises(ValueError, match=r"."):
        authority.issue_certificate(b"not a key", NOW)


def test_a_key_for_time_stamps_may_do_nothing_else(authority: Authority, root: x509.Certificate) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    stamper = x509.load_pem_x509_certificate(authority.issue_stamping_certificate(key, NOW))
    stamper.verify_directly_issued_by(root)
    purposes = stamper.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (list(purposes.value), purposes.critical) == ([ExtendedKeyUsageOID.TIME_STAMPING], True)
    assert usages(stamper) == {"digital_signature"}
