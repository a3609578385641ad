"""What all tests share: an environment made from the template, and AWS in process."""

import copy
import functools
import io
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
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

from moto import mock_aws  # noqa: E402 - the environment comes first
from moto.dynamodb.models import DynamoDBBackend  # noqa: E402
from moto.dynamodb.models.dynamo_type import DynamoType, Item  # noqa: E402
from moto.dynamodb.models.table import Table  # noqa: E402
from moto.kms import utils as moto_keys  # noqa: E402

from shared.cloud import clients, queues, sealing  # noqa: E402
from shared.entry.logs import logger  # noqa: E402
from shared.settings import settings  # noqa: E402
from shared.store import presence, sessions  # noqa: E402

# moto copies the whole table before each transaction, to go back to it: its rows are shared by both,
# since none of them changes where it stands but by an update, which gets one of its own


def _with_shared_rows(copied: Table, _: Any) -> Table:
    made = copy.copy(copied)
    made.items = defaultdict(dict, {key: dict(rows) for key, rows in copied.items.items()})
    return made


def _with_a_row_of_its_own(update: Callable[..., Item]) -> Callable[..., Item]:
    def updated(
        backend: DynamoDBBackend, table_name: str, key: dict[str, Any], *rest: Any, **more: Any
    ) -> Item:
        rows = backend.get_table(table_name).items
        partition, place = (DynamoType(key[name]) for name in ("PK", "SK"))
        if place in rows.get(partition, {}):
            rows[partition][place] = copy.deepcopy(rows[partition][place])
        return update(backend, table_name, key, *rest, **more)

    return updated


Table.__deepcopy__ = _with_shared_rows  # type: ignore[attr-defined]
DynamoDBBackend.update_item = _with_a_row_of_its_own(DynamoDBBackend.update_item)  # type: ignore[method-assign]

# moto makes an RSA key for each key of whatever kind, which takes longer than most tests
moto_keys.RSAPrivateKey = functools.cache(moto_keys.RSAPrivateKey)  # type: ignore[assignment, misc]


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
    with mock_aws():
        sealing._keys.clear()
        _make_table()
        _make_buckets()
        _make_keys(monkeypatch)
        _make_queues(monkeypatch)
        yield


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that the code under test logs."""
    lines = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)
    return lines


def _make_table() -> None:
    declared = TEMPLATE["Resources"]["Table"]["Properties"]
    shape = {name: declared[name] for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")}
    clients.dynamodb().create_table(TableName=settings.table, BillingMode="PAY_PER_REQUEST", **shape)


def _make_buckets() -> None:
    for bucket in (settings.inbox_bucket, settings.vault_bucket, settings.public_bucket):
        clients.s3().create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        clients.s3().put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def _make_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: tuple[tuple[str, Any, Any], ...] = (
        ("data_key", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
        ("signing_key", "ECC_NIST_P256", "SIGN_VERIFY"),
        ("digest_key", "HMAC_256", "GENERATE_VERIFY_MAC"),
    )
    for name, spec, usage in kinds:
        key = clients.kms().create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
        _set(monkeypatch, name, key)


def _make_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    for effect in queues._URLS:
        url = clients.sqs().create_queue(QueueName=effect)["QueueUrl"]
        monkeypatch.setitem(queues._URLS, effect, url)
    chain = clients.sqs().create_queue(QueueName="audit.fifo", Attributes={"FifoQueue": "true"})
    _set(monkeypatch, "audit_queue", chain["QueueUrl"])


def _set(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Settings are frozen; a test's keys and queues only exist once it has made them."""
    monkeypatch.setitem(settings.__dict__, name, value)
