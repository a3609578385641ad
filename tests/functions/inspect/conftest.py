"""An issuer whose documents are inspected, and the function that knows its certificate."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.inspect.app import app
from functions.issue.signing import Signatory
from local.authority import Authority, new_key
from shared.settings import settings
from tests.functions.issue.specimens import NOW
from tests.functions.issue.test_app import parameters
from tests.gateway import Gateway


def signatory(authority: Authority) -> Signatory:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    leaf, root = authority.issue_certificate(public, NOW)
    return Signatory(leaf + root, lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())))


@pytest.fixture(scope="package")
def authority() -> Authority:
    return Authority.found(new_key(), NOW)


@pytest.fixture(scope="package")
def roots(authority: Authority) -> list[bytes]:
    return [authority.certificate]


@pytest.fixture(scope="package")
def signer(authority: Authority) -> Signatory:
    return signatory(authority)


@pytest.fixture
def call(aws: None, signer: Signatory) -> Gateway:  # noqa: ARG001 - its table and parameters
    parameters.cache_clear()
    chain = signer.certificates.decode()
    parameters().put_parameter(Name=settings.certificate, Value=chain, Type="String", Overwrite=True)
    return Gateway(app, account=None)
