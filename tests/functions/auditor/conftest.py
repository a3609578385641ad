"""Books that were really issued, with the list and the keys that verifiers see."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.auditor import examination
from functions.register import app as register
from local.authority import Authority, new_key
from shared.cloud import clients
from shared.settings import settings
from tests.builders import NOW
from tests.clock import Clock
from tests.codes import publish_keys, signed
from tests.functions.auditor.rounds import FIRST, SECOND, enlist
from tests.functions.issue.test_app import certify
from tests.functions.issue.test_reissue import issue


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.found(new_key(), NOW)


@pytest.fixture(autouse=True)
def _issued(aws: None, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - in this order
    """Issue two books; moto hashes a digest once more before it signs, so that here the bytes are signed."""
    monkeypatch.setattr(register, "_signed", signed)
    certify(authority, clients.kms().get_public_key(KeyId=settings.signing_key)["PublicKey"])
    publish_keys()
    issue("a1", FIRST)
    issue("a2", SECOND)
    enlist(FIRST, SECOND)


@pytest.fixture(autouse=True)
def _an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the auditor come when the register has had its time."""
    monkeypatch.setattr(examination, "datetime", Clock)
    monkeypatch.setattr(Clock, "moment", datetime.now(UTC) + timedelta(hours=1))
