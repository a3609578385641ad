"""A table in plain dictionaries, ten times as fast as moto: what `shared/store/table.py` asks, and no more.

Conditions are read by moto's own parser; whatever else somebody may ask one day fails loudly.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from botocore.client import BaseClient
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.models.dynamo_type import DynamoType, Item

Row = dict[str, dict[str, str]]

_QUERY = re.compile(
    r"(?P<pk>\w*PK) = :pk"
    r"(?: AND (?:begins_with\(\w*SK, (?P<prefix>:\w+)\)|\w*SK (?P<by>[<>]=) (?P<bound>:\w+)))?"
)
_CLAUSE = re.compile(r"(ADD|SET) (.*?)(?= SET | ADD |$)")
_FAILED, CANCELLED = "ConditionalCheckFailedException", "TransactionCanceledException"


class Ledger:
    """One table with its indexes, which are looked up where they are: in the rows."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        self._indexed: defaultdict[tuple[str, str], dict[tuple[str, str], Row]] = defaultdict(dict)

    def call(self, client: BaseClient, operation: str, asked: dict[str, Any]) -> Any:
        """Answer as DynamoDB does."""
        match operation:
            case "GetItem":
                row = self._get(asked["Key"])
                return {"Item": row} if row else {}
            case "Query":
                return self._query(asked)
            case "TransactWriteItems":
                return self._transact(client, asked)
            case "PutItem" | "UpdateItem" | "DeleteItem":
                return self._write_one(client, operation, asked)
        raise NotImplementedError(operation)

    def copied(self) -> "Ledger":
        """Give another ledger with the same rows."""
        other = Ledger()
        for row in self.all():
            other._put(row)
        return other

    def all(self) -> Iterator[Row]:
        """Walk all rows."""
        return (row for rows in self.rows.values() for row in rows.values())

    def drop(self, row: Row) -> None:
        """Remove a row."""
        self._delete(row)

    def _write_one(self, client: BaseClient, operation: str, asked: dict[str, Any]) -> Any:
        place = asked["Item"] if operation == "PutItem" else asked["Key"]
        if not self._holds(place, asked):
            old = self._get(place)
            raise refusal(client, operation, _FAILED, **({"Item": old} if old else {}))
        self._apply({operation.removesuffix("Item"): asked})
        return {"Attributes": self._get(place) or {}}

    def _transact(self, client: BaseClient, asked: dict[str, Any]) -> Any:
        parts = [next(iter(each.values())) for each in asked["TransactItems"]]
        places = [part.get("Item") or part["Key"] for part in parts]
        if len({(place["PK"]["S"], place["SK"]["S"]) for place in places}) != len(places):
            raise AssertionError("one transaction cannot do two things to one item")
        held = [self._holds(place, part) for place, part in zip(places, parts, strict=True)]
        if not all(held):
            reasons = [{"Code": "None" if each else "ConditionalCheckFailed"} for each in held]
            raise refusal(client, "TransactWriteItems", CANCELLED, CancellationReasons=reasons)
        for each in asked["TransactItems"]:
            self._apply(each)
        return {}

    def _holds(self, place: Row, asked: dict[str, Any]) -> bool:
        if "ConditionExpression" not in asked:
            return True
        names, values = asked.get("ExpressionAttributeNames"), asked.get("ExpressionAttributeValues")
        condition = get_filter_expression(asked["ConditionExpression"], names, values)
        row = self._get(place) or {}
        pk, sk = (DynamoType(place[name]) for name in ("PK", "SK"))
        return bool(condition.expr(Item(pk, sk, attrs=row)))

    def _apply(self, write: dict[str, Any]) -> None:
        ((kind, part),) = write.items()
        match kind:
            case "Put":
                self._put(part["Item"])
            case "Delete":
                self._delete(part["Key"])
            case "Update":
                self._put(_updated(self._get(part["Key"]) or part["Key"], part))

    def _query(self, asked: dict[str, Any]) -> Any:
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        wanted = _QUERY.fullmatch(asked["KeyConditionExpression"])
        if wanted is None:
            raise NotImplementedError(asked["KeyConditionExpression"])
        sort = wanted["pk"].replace("PK", "SK")
        rows: list[Row] = [*self._partition(wanted["pk"], values[":pk"])]
        rows.sort(key=lambda row: row[sort]["S"], reverse=not asked.get("ScanIndexForward", True))
        found = [row for row in rows if _within(row[sort]["S"], wanted, values)]
        if start := asked.get("ExclusiveStartKey"):
            found = found[1 + next(n for n, row in enumerate(found) if start.items() <= row.items()) :]
        page, limit = found[: asked.get("Limit")], asked.get("Limit", len(found))
        if len(found) <= limit:
            return {"Items": page}
        keys = {"PK", "SK", wanted["pk"], sort}
        return {"Items": page, "LastEvaluatedKey": {name: page[-1][name] for name in keys}}

    def _partition(self, pk: str, value: str) -> Iterator[Row]:
        yield from (self.rows[value] if pk == "PK" else self._indexed[pk, value]).values()

    def _get(self, place: Row) -> Row | None:
        return self.rows[place["PK"]["S"]].get(place["SK"]["S"])

    def _put(self, row: Row) -> None:
        self._delete(row)
        self.rows[row["PK"]["S"]][row["SK"]["S"]] = row
        for index in ("GSI1PK", "GSI2PK", "GSI3PK"):
            if index in row:
                self._indexed[index, row[index]["S"]][row["PK"]["S"], row["SK"]["S"]] = row

    def _delete(self, place: Row) -> None:
        pk, sk = place["PK"]["S"], place["SK"]["S"]
        for index, value in (self.rows[pk].pop(sk, None) or {}).items():
            if index in ("GSI1PK", "GSI2PK", "GSI3PK"):
                self._indexed[index, value["S"]].pop((pk, sk))


def refusal(client: BaseClient, operation: str, code: str, **more: Any) -> Exception:
    """Say no as the service does."""
    kind: Any = client.exceptions.from_code(code)
    said: Exception = kind({"Error": {"Code": code, "Message": ""}, **more}, operation)
    return said


def _within(sort: str, wanted: re.Match[str], values: dict[str, str]) -> bool:
    if wanted["prefix"]:
        return sort.startswith(values[wanted["prefix"]])
    if wanted["by"]:
        bound = values[wanted["bound"]]
        return sort <= bound if wanted["by"] == "<=" else sort >= bound
    return True


def _updated(row: Row, asked: dict[str, Any]) -> Row:
    names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
    after = dict(row)
    for kind, clauses in _CLAUSE.findall(asked["UpdateExpression"]):
        for clause in clauses.split(","):
            name, value = re.split(r"\s*=\s*|\s+", clause.strip(), maxsplit=1)
            attribute, given = names.get(name, name), values[value]
            if kind == "ADD":
                before = int(after.get(attribute, {"N": "0"})["N"])
                given = {"N": str(before + int(given["N"]))}
            after[attribute] = given
    return after
