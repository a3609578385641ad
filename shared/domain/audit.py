"""What the audit log keeps of an operation: who did what to which thing, never what the thing holds."""

import re
from collections.abc import Mapping
from typing import ClassVar

from shared.domain.model import Model, Moment
from shared.domain.numbers import ALPHABET

_IDENTIFIERS = re.compile(
    r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,4}"
    rf"|[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}"
)
_MALFORMED = "malformed"
_SECRETS = frozenset({"token", "recovery_id"})


class Record(Model):
    """One operation, a refused one too (sec-07).

    `account` is the user id, or None where nobody has signed in; `result` is the HTTP status with the
    problem's code, or a worker's outcome.
    """

    impersonal: ClassVar[bool] = True

    at: Moment
    request_id: str
    account: str | None
    action: str
    object: dict[str, str]
    result: str
    purpose: str


def identifiers(names: Mapping[str, str]) -> dict[str, str]:
    """Keep identifiers of ours; whatever else stands in an address may be personal, and is not kept."""
    return {
        name: value if _IDENTIFIERS.fullmatch(value) else _MALFORMED
        for name, value in names.items()
        if name not in _SECRETS
    }
