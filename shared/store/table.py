"""The one table: items are JSON bodies with the few attributes that conditions and indexes need."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from shared.cloud import clients, sealing
from shared.cloud.sealing import SealBroken
from shared.domain.errors import Conflict, Contention, Malformed, Problem
from shared.domain.model import Model
from shared.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

M = TypeVar("M", bound=Model)
Attributes = dict[str, Any]

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize

ABSENT = "attribute_not_exists(PK)"


@dataclass(frozen=True)
class Write:
    """One part of a transaction, and the problem that its failed condition means."""

    request: "TransactWriteItemTypeDef"
    refusal: Problem


@dataclass(frozen=True)
class Page:
    """A stretch of a list, and the cursor of the next one."""

    items: list[Attributes]
    next_cursor: str | None


def item(
    pk: str, sk: str, body: Model, holder: str | None = None, **attributes: str | int | None
) -> Attributes:
    """Make an item: its keys, its body, and the attributes that something asks about.

    The body is sealed for its holder, unless its model is impersonal; attributes lie open.
    """
    if body.impersonal is bool(holder):
        raise TypeError(f"{type(body).__name__} needs either a holder to be sealed for or to be impersonal")
    known = {name: value for name, value in attributes.items() if value is not None}
    text = body.model_dump_json(exclude_none=True)
    if holder:
        known["holder"], text = holder, sealing.seal(holder, text.encode(), _place(pk, sk))
    return {"PK": pk, "SK": sk, "body": text, **known}


def read(stored: Attributes, model: type[M]) -> M:
    """Turn an item back into what it holds; raises `SealBroken` (sec-04)."""
    if model.impersonal:
        return model.model_validate_json(stored["body"])
    try:
        holder, sealed = stored["holder"], stored["body"]
    except KeyError:
        raise SealBroken from None
    return model.model_validate_json(sealing.unseal(holder, sealed, _place(stored["PK"], stored["SK"])))


def put(
    stored: Attributes, refusal: Problem, condition: str | None = ABSENT, **values: str | int | None
) -> Write:
    """Write an item if the condition holds; values are written `:name` and names `#name` in it."""
    names = {"Item": _packed(stored), "TableName": settings.table, **_condition(condition, values)}
    return Write({"Put": names}, refusal)  # type: ignore[typeddict-item]


def remove(pk: str, sk: str, refusal: Problem, condition: str | None = None, **values: str | int) -> Write:
    """Delete an item if the condition holds."""
    names = {"Key": _key(pk, sk), "TableName": settings.table, **_condition(condition, values)}
    return Write({"Delete": names}, refusal)  # type: ignore[typeddict-item]


def update(pk: str, sk: str, expression: str, refusal: Problem, condition: str, **values: str | int) -> Write:
    """Change attributes of an item where they stand if the condition holds; the body stays as it is."""
    names = {
        "Key": _key(pk, sk),
        "TableName": settings.table,
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeValues": _packed({f":{name}": value for name, value in values.items()}),
    }
    return Write({"Update": names}, refusal)  # type: ignore[typeddict-item]


def require(pk: str, sk: str, refusal: Problem, condition: str, **values: str | int) -> Write:
    """Let the transaction pass only while the condition holds of another item."""
    names = {"Key": _key(pk, sk), "TableName": settings.table, **_condition(condition, values)}
    return Write({"ConditionCheck": names}, refusal)  # type: ignore[typeddict-item]


def transact(*writes: Write) -> None:
    """Do all writes or none; the first failed condition raises the problem that it means.

    Throttling and other faults of the service are raised as they are.
    """
    client = clients.dynamodb()
    try:
        client.transact_write_items(TransactItems=[write.request for write in writes])
    except client.exceptions.TransactionCanceledException as cancelled:
        causes = [reason.get("Code") for reason in cancelled.response["CancellationReasons"]]
        for cause, write in zip(causes, writes, strict=True):
            if cause == "ConditionalCheckFailed":
                raise write.refusal.with_traceback(None) from cancelled
        if "TransactionConflict" in causes:
            raise Contention from cancelled
        raise


def first(*writes: Write) -> bool:
    """Do all writes unless somebody has been here before, and tell whether it was us; raises `Contention`."""
    try:
        transact(*writes)
    except Contention:
        raise
    except Conflict:
        return False
    return True


def add(pk: str, sk: str, counter: str, expires_at: int | None = None) -> int:
    """Count one more in an item that is nothing but counters, and give the new count.

    It expires with its last count, if it does (seconds since 1970).
    """
    expiry = " SET expires_at = :expires_at" if expires_at else ""
    answer = clients.dynamodb().update_item(
        TableName=settings.table,
        Key=_key(pk, sk),
        UpdateExpression=f"ADD #counter :one{expiry}",
        ExpressionAttributeNames={"#counter": counter},
        ExpressionAttributeValues=_packed({":one": 1, **({":expires_at": expires_at} if expires_at else {})}),
        ReturnValues="UPDATED_NEW",
    )
    return int(_unpacked(answer["Attributes"])[counter])


def get(pk: str, sk: str) -> Attributes | None:
    """Read one item, as it is at this moment."""
    answer = clients.dynamodb().get_item(TableName=settings.table, Key=_key(pk, sk), ConsistentRead=True)
    return _unpacked(answer["Item"]) if "Item" in answer else None


def all_of(pk: str, prefix: str) -> Iterator[Attributes]:
    """Read all items of a partition whose sort key begins so, as they are at this moment."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.table,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :prefix)",
            ExpressionAttributeValues=_packed({":pk": pk, ":prefix": prefix}),
            ConsistentRead=True,
        )
    )
    for page in pages:
        yield from map(_unpacked, page["Items"])


def after(pk: str, sk: str) -> list[Attributes]:
    """Read the items of a partition from a sort key on, as they were a moment ago: up to one page."""
    answer = clients.dynamodb().query(
        TableName=settings.table,
        KeyConditionExpression="PK = :pk AND SK >= :sk",
        ExpressionAttributeValues=_packed({":pk": pk, ":sk": sk}),
    )
    return [*map(_unpacked, answer["Items"])]


def page_of(
    index: str | None, pk: str, prefix: str, *, limit: int, cursor: str | None, newest_first: bool = True
) -> Page:
    """Read a page of a partition or of an index, the highest sort key first unless told otherwise."""
    of = index or ""
    within = f" AND begins_with({of}SK, :prefix)" if prefix else ""
    request: dict[str, Any] = {
        "TableName": settings.table,
        "KeyConditionExpression": f"{of}PK = :pk{within}",
        "ExpressionAttributeValues": _packed({":pk": pk, **({":prefix": prefix} if prefix else {})}),
        "ScanIndexForward": not newest_first,
        "Limit": limit,
        **({"IndexName": index} if index else {}),
        **({"ExclusiveStartKey": _position(cursor)} if cursor else {}),
    }
    answer = clients.dynamodb().query(**request)
    return Page([*map(_unpacked, answer["Items"])], _cursor(answer.get("LastEvaluatedKey")))


def due(index: str, pk: str, until: str) -> Iterator[Attributes]:
    """Read the keys of an index's partition up to and including a moment, oldest first."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.table,
            IndexName=index,
            KeyConditionExpression=f"{index}PK = :pk AND {index}SK <= :until",
            ExpressionAttributeValues=_packed({":pk": pk, ":until": until}),
        )
    )
    for page in pages:
        yield from map(_unpacked, page["Items"])


def scanned(prefix: str, sk: str, *, limit: int, cursor: str | None, strand: tuple[int, int]) -> Page:
    """Walk the whole table for items with this sort key, in partitions whose key begins so: an audit's way.

    A page may be empty and yet have a next one. `strand` is (place, of how many) for walkers side by side.
    """
    place, count = strand
    answer = clients.dynamodb().scan(
        TableName=settings.table,
        FilterExpression="SK = :sk AND begins_with(PK, :prefix)",
        ExpressionAttributeValues=_packed({":sk": sk, ":prefix": prefix}),
        Limit=limit,
        Segment=place,
        TotalSegments=count,
        ConsistentRead=True,
        **({"ExclusiveStartKey": _position(cursor)} if cursor else {}),  # type: ignore[arg-type]
    )
    return Page([*map(_unpacked, answer["Items"])], _cursor(answer.get("LastEvaluatedKey")))


def _condition(condition: str | None, values: Mapping[str, str | int | None]) -> dict[str, Any]:
    if condition is None:
        return {}
    names = {f"#{name}": name for name in values if f"#{name}" in condition}
    bound = {f":{name}": value for name, value in values.items() if f":{name}" in condition}
    return {
        "ConditionExpression": condition,
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": _packed(bound)} if bound else {}),
    }


def _place(pk: str, sk: str) -> str:
    return json.dumps([pk, sk])


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def _packed(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _serialize(value) for name, value in attributes.items()}


def _unpacked(stored: Mapping[str, Any]) -> Attributes:
    return {name: _deserialize(value) for name, value in stored.items()}


def _cursor(position: Mapping[str, Any] | None) -> str | None:
    if not position:
        return None
    return base64.urlsafe_b64encode(json.dumps(_unpacked(position)).encode()).decode()


def _position(cursor: str) -> dict[str, Any]:
    try:
        return _packed(json.loads(base64.urlsafe_b64decode(cursor.encode())))
    except (ValueError, binascii.Error, AttributeError):
        raise Malformed("CURSOR_INVALID") from None
