"""Errors as people and programs read them: RFC 9457 `application/problem+json`."""

from collections.abc import Iterable
from http import HTTPStatus

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.domain.errors import Flaw, Invalid, Problem
from shared.domain.model import Model
from shared.domain.texts import Language, text

MEDIA_TYPE = "application/problem+json"

_PYDANTIC_CODES = {
    "missing": "REQUIRED",
    "extra_forbidden": "FIELD_UNKNOWN",
    "enum": "VALUE_UNKNOWN",
    "literal_error": "VALUE_UNKNOWN",
    "string_too_short": "TEXT_LENGTH",
    "string_too_long": "TEXT_LENGTH",
    "string_pattern_mismatch": "FIELD_INVALID",
}


_ACTIONS = {
    "ACCOUNT_NOT_CONFIRMED": {"CONFIRM_IDENTITY": "/v1/me/identity"},
    "OMS_INACTIVE": {"OMS_APPLY": "/v1/policies/requests", "OMS_BIND": "/v1/policies"},
}


class FieldProblem(Model):
    """What is wrong with one field; `pointer` is a JSON pointer into the request (RFC 6901)."""

    pointer: str
    code: str
    detail: str


class Action(Model):
    """What can be done about a problem: a button, and the call behind it."""

    title: str
    href: str


class ProblemBody(Model):
    """The body of every error answer (RFC 9457); `actions` is an extension of ours."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: tuple[FieldProblem, ...] = ()
    actions: tuple[Action, ...] = ()


def body_of(problem: Problem, language: Language, request_id: str) -> ProblemBody:
    """Put a problem into words."""
    return ProblemBody(
        type=f"urn:emk:problem:{problem.code}",
        title=text("titles", str(problem.status), language),
        status=problem.status,
        detail=text("problems", problem.code, language, **problem.values),
        code=problem.code,
        request_id=request_id,
        errors=tuple(described(problem.flaws, language)),
        actions=tuple(
            Action(title=text("actions", name, language), href=href)
            for name, href in _ACTIONS.get(problem.code, {}).items()
        ),
    )


def described(flaws: Iterable[Flaw], language: Language) -> Iterable[FieldProblem]:
    """Put flaws into words, each beside its field."""
    for flaw in flaws:
        detail = text("problems", flaw.code, language, **flaw.values)
        yield FieldProblem(pointer=flaw.pointer, code=flaw.code, detail=detail)


def refused(error: ValidationError, code: str, prefix: str = "") -> Invalid:
    """Turn pydantic's errors into one problem with a flaw per field; values are never echoed."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    return Invalid(code, *(Flaw(prefix + _pointer(detail), _code(detail)) for detail in details))


def unexpected(status: int) -> Problem:
    """Name an answer that the framework gave for us."""
    codes = {
        HTTPStatus.UNAUTHORIZED: "TOKEN_REQUIRED",
        HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
        HTTPStatus.NOT_FOUND: "NOT_FOUND",
        HTTPStatus.METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "MEDIA_TYPE_UNSUPPORTED",
        HTTPStatus.BAD_REQUEST: "JSON_INVALID",
    }
    problem = Problem(codes.get(HTTPStatus(status), "INTERNAL_ERROR"))
    problem.status = status  # type: ignore[misc]
    return problem


def _pointer(detail: ErrorDetails) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in detail["loc"])


def _code(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind.isupper():
        return kind
    return _PYDANTIC_CODES.get(kind, "TYPE_INVALID" if kind.endswith("_type") else "FIELD_INVALID")
