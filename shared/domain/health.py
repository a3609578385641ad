"""How well the parts of the service have answered lately (ntf-04, rel-05)."""

from collections.abc import Callable
from enum import StrEnum

from shared.domain.model import Model

_DISTURBED_SHARE = 0.2


class Part(StrEnum):
    """Something outside that people wait for; the second SMS provider is a part of its own."""

    SMS = "sms"
    SECOND_SMS = "second_sms"
    CALL = "call"
    EMAIL = "email"
    IDENTITY = "identity"
    PENSION = "pension"
    TAX = "tax"
    OMS = "oms"
    MEDICAL = "medical"
    PAYMENTS = "payments"


class State(StrEnum):
    """What can be said of a part; nobody knows of one that was not asked."""

    WORKS = "works"
    DISTURBED = "disturbed"
    UNKNOWN = "unknown"


class Tally(Model):
    """How often a part has answered, and how often not."""

    well: int = 0
    badly: int = 0

    @property
    def state(self) -> State:
        """Judge: one answer in five may fail."""
        if not self.well + self.badly:
            return State.UNKNOWN
        return State.DISTURBED if self.badly > _DISTURBED_SHARE * (self.well + self.badly) else State.WORKS


Report = Callable[[Part, bool], None]
"""Takes whether a part has answered."""
