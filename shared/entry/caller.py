"""Who is calling, as the gateway's authorizer and the request's headers tell."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from chalice.app import Request

from shared.domain.access import Permission, permitted
from shared.domain.calendar import local_day
from shared.domain.errors import Forbidden, Unauthenticated
from shared.domain.texts import Language, preferred

_NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


@dataclass(frozen=True)
class Caller:
    """One request's caller; `account` and `session` are empty when nobody has signed in."""

    account: str
    session: str
    roles: frozenset[str]
    language: Language
    network_address: str
    device: str
    request_id: str
    key: str | None
    now: datetime
    concerns: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in Moscow, which all terms are counted in."""
        return local_day(self.now)

    def about(self, **identifiers: str | None) -> None:
        """Name the things that the request concerns, for the audit log: identifiers of ours only."""
        self.concerns.update({name: value for name, value in identifiers.items() if value})

    def require(self, permission: Permission) -> None:
        """Let through only who has the permission (sec-05)."""
        if permission is Permission.PUBLIC:
            return
        if not self.account:
            raise Unauthenticated("TOKEN_REQUIRED")
        if not permitted(self.roles, permission):
            raise Forbidden("PERMISSION_DENIED")

    def new_id(self, kind: str, *within: str) -> str:
        """Name what this request creates, `within` something: the same name when its key comes again."""
        named = "/".join([self.account, str(self.key), *within])
        made = uuid.uuid5(_NAMESPACE, named) if self.key else uuid.uuid4()
        self.about(**{kind: made.hex})
        return made.hex


def of(request: Request) -> Caller:
    """Read the caller off a request."""
    context: dict[str, Any] = request.context
    claims = _claims(context)
    return Caller(
        account=claims.get("cognito:username", ""),
        session=claims.get("origin_jti", ""),
        roles=_roles(claims),
        language=preferred(request.headers.get("accept-language")),
        network_address=context.get("identity", {}).get("sourceIp", ""),
        device=request.headers.get("user-agent", ""),
        request_id=context.get("requestId", ""),
        key=request.headers.get("idempotency-key"),
        now=datetime.now(UTC),
    )


def _claims(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the claims of an id token only; an access token says nothing about the person."""
    claims = (context.get("authorizer") or {}).get("claims") or {}
    return claims if claims.get("token_use") == "id" else {}


def _roles(claims: Mapping[str, Any]) -> frozenset[str]:
    groups = claims.get("cognito:groups", "")
    return frozenset(groups if isinstance(groups, list) else groups.strip("[]").replace(",", " ").split())
