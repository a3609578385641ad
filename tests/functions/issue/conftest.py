"""The ordinary book, made and signed once for all tests of the folder."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.issue.book import render
from functions.issue.signing import Signatory, sign
from local.authority import Authority, new_key
from shared.domain.version import Version
from tests.functions.issue.specimens import ADDRESS, CODE, NOW, REASON, photo, version
from tests.functions.issue.stamping import Stamping


@pytest.fixture(scope="session")
def book() -> Version:
    return version()


@pytest.fixture(scope="session")
def pdf(book: Version) -> bytes:
    return render(book, photo(), CODE, ADDRESS)


@pytest.fixture(scope="session")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.found(new_key(), NOW)


@pytest.fixture(scope="session")
def signatory(key: ec.EllipticCurvePrivateKey, authority: Authority) -> Signatory:
    """A key that can only be asked, as in the key-management service."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    leaf, root = authority.issue_certificate(public, NOW)
    return Signatory(leaf + root, lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())))


@pytest.fixture(scope="session")
def stamping(tmp_path_factory: pytest.TempPathFactory) -> Stamping:
    return Stamping.found(tmp_path_factory.mktemp("timestamps"))


@pytest.fixture(scope="session")
def signed(pdf: bytes, signatory: Signatory) -> bytes:
    return sign(pdf, signatory, NOW, REASON)
