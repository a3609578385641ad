"""Who has looked at a book, when, at what, and why: its holder reads it (act-05)."""

from enum import StrEnum

from shared.domain.access import Role
from shared.domain.model import Model, Moment


class View(StrEnum):
    """What was shown."""

    VERDICT = "verdict"
    EMPLOYER = "employer"
    CLINIC = "clinic"
    INSURER = "insurer"
    AUTHORITY = "authority"


class Way(StrEnum):
    """By what the visitor came."""

    CODE = "code"
    NUMBER = "number"
    FILE = "file"
    SHARE = "share"
    ATTACHED = "attached"


class Visit(Model):
    """One look at a book; without a `role` somebody without an account, `organisation` where it is known.

    It says nothing of the holder, and of the visitor no more than for whom they came.
    """

    impersonal = True

    at: Moment
    role: Role | None = None
    organisation: str | None = None
    view: View
    way: Way
    share_id: str | None = None
