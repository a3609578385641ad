"""What all tests share: an environment made from the template, and AWS in process."""

import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from samtranslator.yaml_helper import yaml_parse

hypothesis.settings.register_profile("correctness", deadline=None)  # time is measured in bench/
hypothesis.settings.load_profile("correctness")

ROOT = Path(__file__).parent.parent
TEMPLATE: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))

os.environ.update(
    {name: name.lower() for name in TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]},
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-central-1",
    POWERTOOLS_LOG_LEVEL="INFO",
    POWERTOOLS_METRICS_NAMESPACE="EMK",
    POWERTOOLS_SERVICE_NAME="test",
    REGISTRIES_SECONDS="1",
    REGISTRIES_URL="http://registries.test",
    SMS_URL="http://sms.test",
    SECOND_SMS_URL="http://second-sms.test",
    CALL_URL="http://calls.test",
    IDENTITY_URL="http://identity.test",
    EMAIL_URL="http://email.test",
    PAYMENTS_URL="http://payments.test",
    PAYMENTS_SHOP="shop",
    PAYMENTS_SECRET="payments_secret",
    PORTAL_URL="http://portal.test",
)

from shared.entry.logs import logger  # noqa: E402
from shared.store import presence, sessions  # noqa: E402
from tests import aws as clouds  # noqa: E402


@pytest.fixture(autouse=True)
def _alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep unit tests off the network; the journeys and the browser talk to what they have started."""
    if {"browser", "journeys", "local"} & set(request.path.parts):
        yield
        return
    import pytest_socket  # noqa: PLC0415 - only where it is used

    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the session `s1` run for everybody; any other one is looked for in the table."""
    real = sessions.touch

    def touch(account: str, session: str, now: datetime) -> None:
        if session != "s1":
            real(account, session, now)

    monkeypatch.setattr(sessions, "touch", touch)
    monkeypatch.setattr(presence, "_seen", {})


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in process, with the table, buckets, keys and queues of the template."""
    with clouds.mock_aws():
        clouds.make(TEMPLATE["Resources"], monkeypatch)
        yield


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that the code under test logs."""
    lines = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)
    return lines
