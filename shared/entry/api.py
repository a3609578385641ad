"""What every HTTP function shares: one declaration per route, and JSON answers whatever happens."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from chalice.app import Chalice, ConvertToMiddleware, Request, Response
from pydantic import BaseModel, ValidationError

from shared.cloud import queues
from shared.domain.access import POLICY, Permission
from shared.domain.audit import Record, identifiers
from shared.domain.errors import Busy, Malformed, Problem, Stale, Unauthenticated, Unconditional
from shared.entry import caller as callers
from shared.entry import problems
from shared.entry.caller import Caller
from shared.entry.idempotency import once
from shared.entry.logs import failure, logger, metrics
from shared.entry.operation import Key, Operation, View

_RETRY_SECONDS = 5

Answer = dict[str, Any]
SessionCheck = Callable[[str, str, datetime], None]

_HEADERS = {
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


class Api(Chalice):  # type: ignore[misc]
    """One function's routes: checked, logged, and answering in JSON whatever happens.

    Chalice turns a view's exception into a bare 500 before any middleware sees it, so the
    registered view is a wrapper that answers problems itself. `require_alive` refuses tokens
    whose session has ended; without it, operations can only be public.
    """

    def __init__(self, name: str, require_alive: SessionCheck | None = None) -> None:
        super().__init__(app_name=name, configure_logs=False)
        self._require_alive = require_alive or _refuse
        self.operations: list[Operation] = []
        self.register_middleware(ConvertToMiddleware(logger.inject_lambda_context), "http")
        self.register_middleware(ConvertToMiddleware(metrics.log_metrics), "http")
        self.register_middleware(_observed, "http")

    def operation(
        self,
        method: str,
        path: str,
        permission: Permission,
        *,
        status: int = HTTPStatus.OK,
        key: Key = Key.HONOURED,
        problems: tuple[str, ...] = (),
    ) -> Callable[[View], View]:
        """Declare an operation: its checks and its page in the OpenAPI document come from here."""

        def register(view: View) -> View:
            declared = Operation(method, path, view, permission, status, key, problems)
            self.operations.append(declared)
            content_types = ["application/json", "application/merge-patch+json"]
            self.route(path, methods=[method], content_types=content_types, name=view.__name__)(
                lambda **names: self._answered(declared, names)
            )
            return view

        return register

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer an API Gateway event, also where Chalice alone would not speak problem+json."""
        answer: dict[str, Any] = super().__call__(event, context)
        spoken = answer["headers"].get("Content-Type") in (problems.MEDIA_TYPE, "application/json")
        if answer["statusCode"] < HTTPStatus.BAD_REQUEST or (spoken and "X-Request-Id" in answer["headers"]):
            return answer
        problem = problems.unexpected(answer["statusCode"])
        return self._problem(problem, callers.of(self.current_request)).to_dict()  # type: ignore[no-any-return]

    def _answered(self, operation: Operation, names: dict[str, str]) -> Response:
        """Answer once the audit log has the record; without one there is no answer (sec-07)."""
        caller = callers.of(self.current_request)
        caller.about(**identifiers(names))
        answer, result = self._attempted(operation, caller, names)
        try:
            queues.record(_record(operation, caller, result))
        except Exception as error:  # noqa: BLE001 - whatever keeps the record from being kept
            failure(error, operation=operation.name, request_id=caller.request_id)
            return self._problem(Busy("SERVICE_UNAVAILABLE", retry_after=_RETRY_SECONDS), caller)
        return answer

    def _attempted(self, operation: Operation, caller: Caller, names: dict[str, str]) -> tuple[Response, str]:
        try:
            caller.require(operation.permission)
            if operation.permission is not Permission.PUBLIC:
                self._require_alive(caller.account, caller.session, caller.now)
            answer = self._performed(operation, caller, names)
        except Problem as problem:
            refusal = problem
        except Exception as error:  # noqa: BLE001 - the last resort, and it logs
            failure(error, operation=operation.name, request_id=caller.request_id)
            refusal = problems.unexpected(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            return answer, str(answer.status_code)
        return self._problem(refusal, caller), f"{refusal.status} {refusal.code}"

    def _performed(self, operation: Operation, caller: Caller, names: dict[str, str]) -> Response:
        request: Request = self.current_request
        arguments = {**names, **_read(operation, request, caller)}
        if operation.key is Key.REQUIRED and caller.key is None:
            raise Malformed("IDEMPOTENCY_KEY_REQUIRED")

        def act() -> Answer:
            return _written(operation, operation.view(**arguments))

        if caller.key is None or operation.key is Key.IGNORED or operation.method != "POST":
            answer = act()
        else:
            route = f"{operation.method} {request.context['path']}"
            answer = once(caller.account, route, caller.key, request.raw_body, self.lambda_context, act)
        return _response(answer, operation.media_type, request, caller)

    def _problem(self, problem: Problem, caller: Caller) -> Response:
        body = problems.body_of(problem, caller.language, caller.request_id)
        retry = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        headers = {**_common(caller), **retry, "Content-Type": problems.MEDIA_TYPE}
        return Response(body.model_dump_json(), status_code=problem.status, headers=headers)


def _refuse(_account: str, _session: str, _now: datetime) -> None:
    raise Unauthenticated("SESSION_ENDED")


def _record(operation: Operation, caller: Caller, result: str) -> Record:
    return Record(
        at=caller.now,
        request_id=caller.request_id,
        account=caller.account or None,
        action=operation.name,
        object=caller.concerns,
        result=result,
        purpose=POLICY[operation.permission].purpose,
    )


def _observed(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Leave one line and one count per answer."""
    response = get_response(request)
    metrics.add_metric(name=f"Answers{response.status_code // 100}xx", unit=MetricUnit.Count, value=1)
    caller = callers.of(request)
    extra = {
        "operation": f"{request.method} {request.context['resourcePath']}",
        "status": response.status_code,
        "account": caller.account or None,
        "request_id": caller.request_id,
    }
    logger.info("answered", extra=extra)
    return response


def _read(operation: Operation, request: Request, caller: Caller) -> dict[str, Any]:
    """Read from the request what the view asks for; an error never echoes the input."""
    arguments: dict[str, Any] = {"caller": caller} if operation.takes("caller") else {}
    if operation.takes("revision"):
        arguments["revision"] = _revision(request.headers.get("if-match"))
    if query := operation.model("query"):
        try:
            arguments["query"] = query.model_validate(dict(request.query_params or {}), strict=False)
        except ValidationError as error:
            raise problems.refused(error, "QUERY_INVALID") from None
    if body := operation.model("body"):
        arguments["body"] = _body(body, request)
    return arguments


def _body(model: type[BaseModel], request: Request) -> BaseModel:
    try:
        return model.model_validate_json(request.raw_body)
    except UnicodeEncodeError:
        raise Malformed("JSON_INVALID") from None
    except ValidationError as error:
        if any(detail["type"] == "json_invalid" for detail in error.errors(include_input=False)):
            raise Malformed("JSON_INVALID") from None
        raise problems.refused(error, "BODY_INVALID") from None


def _revision(if_match: str | None) -> int:
    """Read the revision out of an ETag, ``"<revision>-<digest>"``."""
    if if_match is None:
        raise Unconditional("REVISION_REQUIRED")
    revision = if_match.strip().removeprefix("W/").strip('"').split("-")[0]
    if not revision.isdecimal():
        raise Stale("REVISION_STALE")
    return int(revision)


def _written(operation: Operation, answer: BaseModel | None) -> Answer:
    if answer is None:
        return {"status": operation.status, "body": "", "etag": None}
    body, status = answer.model_dump_json(), getattr(answer, "http_status", operation.status)
    revision = getattr(answer, "revision", None)
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    etag = f'"{revision}-{digest}"' if revision is not None else f'"{digest}"'
    return {"status": status, "body": body, "etag": etag}


def _response(answer: Answer, media_type: str, request: Request, caller: Caller) -> Response:
    headers = {**_common(caller), "Content-Type": media_type}
    if answer["etag"]:
        headers["ETag"] = answer["etag"]
    if request.method == "GET" and answer["etag"] and request.headers.get("if-none-match") == answer["etag"]:
        return Response("", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(answer["body"], status_code=int(answer["status"]), headers=headers)


def _common(caller: Caller) -> dict[str, str]:
    return {**_HEADERS, "X-Request-Id": caller.request_id, "Content-Language": caller.language}
