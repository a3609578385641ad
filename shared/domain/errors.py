"""What can go wrong for a person, as types.

    Problem                a person or a client can do something about it
    ├── Malformed      400   the request cannot be read
    ├── Unauthenticated 401  no valid token, or a wrong password or code
    ├── Forbidden      403   the role lacks the permission
    ├── NotFound       404   absent, or another person's
    ├── Conflict       409   the object is not in a state for this
    │   └── Contention       two write at once; it may be that neither of them has written
    ├── Stale          412   If-Match names an older revision
    ├── Invalid        422   readable, but against the rules
    ├── Blocked        423   too many wrong passwords
    ├── Unconditional  428   If-Match is missing
    ├── TooMany        429   asked for too often
    └── Busy           503   an outside service does not answer

`shared/entry` maps them to RFC 9457 answers, in one place; the texts are in `texts/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Value = str | int


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with one field.

    `pointer` is a JSON pointer (RFC 6901) into the request; `code` finds the text,
    and `values` fill it. Values never echo what was typed: that is personal data.
    """

    pointer: str
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Problem(Exception):
    """The root: a stable code, the fields concerned, and values for the text."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, *flaws: Flaw, retry_after: int | None = None, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.flaws = flaws
        self.retry_after = retry_after
        self.values = values


class Malformed(Problem):
    """The request cannot be read."""

    status = 400


class Unauthenticated(Problem):
    """There is no valid token, or the password or code is wrong."""

    status = 401


class Forbidden(Problem):
    """The role lacks the permission."""

    status = 403


class NotFound(Problem):
    """The object does not exist, or belongs to somebody else (act-01)."""

    status = 404

    def __init__(self, code: str = "NOT_FOUND") -> None:
        super().__init__(code)


class Conflict(Problem):
    """The object is not in a state in which this can be done."""

    status = 409


class Contention(Conflict):
    """Two write at once, and nobody knows yet who is first: perhaps neither."""

    def __init__(self) -> None:
        super().__init__("CONCURRENT_CHANGE")


class Stale(Problem):
    """The caller's copy of the object is older than the stored one."""

    status = 412


class Invalid(Problem):
    """The request is readable but breaks a rule."""

    status = 422


class Blocked(Problem):
    """Too many wrong passwords: even the right one must wait."""

    status = 423


class Unconditional(Problem):
    """A change was asked for without naming the revision it is based on."""

    status = 428


class TooMany(Problem):
    """Something was asked for too often."""

    status = 429


class Busy(Problem):
    """An outside service does not answer; repeating later helps."""

    status = 503
