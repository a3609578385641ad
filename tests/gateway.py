"""API Gateway in a function call: the event that a REST API would send to a Chalice app."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chalice.app import Chalice


@dataclass(frozen=True)
class Reply:
    """An answer, with its headers in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.text)


@dataclass
class Context:
    """What a Lambda function is told about itself."""

    function_name: str = "test"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:000000000000:function:test"
    aws_request_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def get_remaining_time_in_millis(self) -> int:
        """There is always time in a test."""
        return 10_000


@dataclass
class Gateway:
    """One function behind the gateway, with somebody signed in (or nobody)."""

    app: Chalice
    account: str | None = "holder1"
    roles: str = "applicant"
    session: str = "s1"
    address: str = "192.0.2.1"

    def __call__(self, method: str, url: str, body: Any = None, **headers: str) -> Reply:
        """Send a request; headers are written with underscores."""
        parts = urlsplit(url)
        route, names = self._route(parts.path)
        claims = {
            "cognito:username": self.account,
            "cognito:groups": self.roles,
            "origin_jti": self.session,
            "token_use": "id",
        }
        event = {
            "resource": route,
            "path": parts.path,
            "httpMethod": method,
            "headers": {name.replace("_", "-"): value for name, value in headers.items()},
            "multiValueQueryStringParameters": {name: [value] for name, value in parse_qsl(parts.query)}
            or None,
            "pathParameters": names,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": route,
                "path": parts.path,
                "httpMethod": method,
                "requestId": "r1",
                "identity": {"sourceIp": self.address},
                **({"authorizer": {"claims": claims}} if self.account else {}),
            },
            "body": body if body is None or isinstance(body, str) else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.app(event, Context())
        lower = {name.lower(): value for name, value in answer["headers"].items()}
        return Reply(answer["statusCode"], lower, answer["body"])

    def _route(self, path: str) -> tuple[str, dict[str, str]]:
        for route in sorted(self.app.routes, key=lambda route: route.count("{")):
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route))
            if found := re.fullmatch(pattern, path):
                return route, found.groupdict()
        raise LookupError(path)
