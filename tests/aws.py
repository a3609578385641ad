"""AWS in process: moto, quicker where it does the same again and again, with the template's resources."""

import copy
import functools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from moto import mock_aws
from moto.backends import get_backend
from moto.core import models as mocks
from moto.core import responses as answers
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.kms import utils as moto_keys

from shared.cloud import clients, queues, sealing
from shared.settings import settings

__all__ = ["make", "mock_aws"]

REGION = "eu-central-1"

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

# it makes an RSA key for each key of whatever kind, which takes longer than most tests
moto_keys.RSAPrivateKey = functools.cache(moto_keys.RSAPrivateKey)  # type: ignore[assignment, misc]

# it asks at every call for what never changes, and prepares a thousand answers for `requests`, which we do
# not use
for _name in ("camelcase_to_underscores", "method_names_from_class"):
    setattr(answers, _name, functools.cache(getattr(answers, _name)))
mocks.RESPONSES_METHODS.clear()


def make(resources: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the template's table, and what else the settings name; all but the table behind moto's doors."""
    sealing._keys.clear()
    declared = resources["Table"]["Properties"]
    shape = {name: declared[name] for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")}
    clients.dynamodb().create_table(TableName=settings.table, BillingMode="PAY_PER_REQUEST", **shape)
    _make_buckets()
    _make_keys(monkeypatch)
    _make_queues(monkeypatch)


def _make_buckets() -> None:
    storage: Any = get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"]
    for bucket in (settings.inbox_bucket, settings.vault_bucket, settings.public_bucket):
        storage.create_bucket(bucket, REGION)
        storage.put_bucket_versioning(bucket, "Enabled")


def _make_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (
        ("data_key", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
        ("signing_key", "ECC_NIST_P256", "SIGN_VERIFY"),
        ("digest_key", "HMAC_256", "GENERATE_VERIFY_MAC"),
    )
    keys: Any = get_backend("kms")[DEFAULT_ACCOUNT_ID][REGION]
    for name, spec, usage in kinds:
        _set(monkeypatch, name, keys.create_key(None, usage, spec, "", None).id)


def _make_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    service: Any = get_backend("sqs")[DEFAULT_ACCOUNT_ID][REGION]
    address = f"https://sqs.{REGION}.amazonaws.com/{DEFAULT_ACCOUNT_ID}"
    for effect in queues._URLS:
        service.create_queue(str(effect), {})
        monkeypatch.setitem(queues._URLS, effect, f"{address}/{effect}")
    service.create_queue("audit.fifo", {}, FifoQueue="true")
    _set(monkeypatch, "audit_queue", f"{address}/audit.fifo")


def _set(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Settings are frozen; a test's keys and queues only exist once it has made them."""
    monkeypatch.setitem(settings.__dict__, name, value)
