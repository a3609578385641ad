"""The OpenAPI 3.1 document, generated from the declared operations."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.domain.access import POLICY, Permission
from shared.entry import problems
from shared.entry.operation import Key, Operation
from shared.entry.problems import ProblemBody

References = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]

_CONDITIONAL = {"REVISION_REQUIRED": 428, "REVISION_STALE": 412}


def document(operations: Iterable[tuple[str, Operation]]) -> dict[str, Any]:
    """Describe the whole API; each operation comes with the name of its function as its tag."""
    declared = sorted(operations, key=lambda pair: (pair[1].path, pair[1].method))
    references, schemas = _schemas(operation for _, operation in declared)
    paths: dict[str, dict[str, Any]] = {}
    for tag, operation in declared:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(
            tag, operation, references
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Электронная медицинская книжка",
            "version": "1",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"id_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _described(tag: str, operation: Operation, references: References) -> dict[str, Any]:
    public = operation.permission is Permission.PUBLIC
    roles = sorted(POLICY[operation.permission].roles)
    return {
        "operationId": operation.view.__name__,
        "tags": [tag],
        "summary": operation.summary,
        "description": "Public." if public else f"Permission: {operation.permission} ({', '.join(roles)}).",
        "security": [] if public else [{"id_token": []}],
        "x-permission": operation.permission,
        "parameters": list(_parameters(operation)),
        **_request_body(operation, references),
        "responses": {**_success(operation, references), **_failures(operation, references)},
    }


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    text = {"type": "string"}
    for name in operation.path_names:
        yield {"name": name, "in": "path", "required": True, "schema": text}
    if query := operation.model("query"):
        schema = query.model_json_schema()
        for name, described in schema["properties"].items():
            yield {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", []),
                "schema": described,
            }
    if operation.takes("revision"):
        yield {"name": "If-Match", "in": "header", "required": True, "schema": text}
    if operation.method == "POST" and operation.key is not Key.IGNORED:
        required = operation.key is Key.REQUIRED
        yield {"name": "Idempotency-Key", "in": "header", "required": required, "schema": text}


def _request_body(operation: Operation, references: References) -> dict[str, Any]:
    body = operation.model("body")
    if body is None:
        return {}
    media_type = "application/merge-patch+json" if operation.method == "PATCH" else "application/json"
    media = {"schema": references[body, "validation"]}
    return {"requestBody": {"required": True, "content": {media_type: media, "application/json": media}}}


def _success(operation: Operation, references: References) -> dict[str, Any]:
    answer = operation.model("return")
    described: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if answer is not None:
        described["content"] = {operation.media_type: {"schema": references[answer, "serialization"]}}
    return {str(int(operation.status)): described}


def _failures(operation: Operation, references: References) -> dict[str, Any]:
    """Group the problem codes that an operation can answer with by their HTTP status."""
    by_status: dict[int, list[str]] = {}
    for code, status in _problems(operation):
        by_status.setdefault(status, []).append(code)
    content = {problems.MEDIA_TYPE: {"schema": references[ProblemBody, "serialization"]}}
    return {
        str(status): {"description": ", ".join(codes), "content": content}
        for status, codes in sorted(by_status.items())
    }


def _problems(operation: Operation) -> Iterable[tuple[str, int]]:
    if operation.permission is not Permission.PUBLIC:
        yield from (("TOKEN_REQUIRED", 401), ("PERMISSION_DENIED", 403))
    if operation.model("body"):
        yield from (("JSON_INVALID", 400), ("MEDIA_TYPE_UNSUPPORTED", 415), ("BODY_INVALID", 422))
    if operation.model("query"):
        yield "QUERY_INVALID", 422
    if operation.takes("revision"):
        yield from _CONDITIONAL.items()
    if operation.method == "POST" and operation.key is not Key.IGNORED:
        yield from (("IDEMPOTENCY_KEY_REUSED", 422), ("REQUEST_IN_PROGRESS", 409))
    if operation.key is Key.REQUIRED:
        yield "IDEMPOTENCY_KEY_REQUIRED", 400
    for declared in operation.problems:
        status, code = declared.split(" ")
        yield code, int(status)
    yield from (("INTERNAL_ERROR", 500), ("SERVICE_UNAVAILABLE", 503))


def _schemas(operations: Iterable[Operation]) -> tuple[References, dict[str, Any]]:
    wanted: References = {(ProblemBody, "serialization"): {}}
    for operation in operations:
        if body := operation.model("body"):
            wanted[body, "validation"] = {}
        if answer := operation.model("return"):
            wanted[answer, "serialization"] = {}
    references, schema = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    return {model: references[model] for model in wanted}, dict(schema["$defs"])
