"""Paying the fee: attempts, what became of each, what went back, and the receipt (group pay).

Each is written once and never changed. Of an attempt the provider alone knows what became of it; what
it has taken and nobody owes goes back, whatever the reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.application import Application
from shared.domain.model import Model, Moment
from shared.domain.states import Status

MOST_OPEN = 10
LOOK_AFTER, LOOK_RARELY = timedelta(minutes=5), timedelta(hours=1)
PAGE_LIFETIME = timedelta(hours=2)


class Method(StrEnum):
    """A way to pay (pay-06)."""

    CARD = "card"
    WALLET = "wallet"
    BANK = "bank"


class Outcome(StrEnum):
    """What became of an attempt."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Failure(StrEnum):
    """Why an attempt is no payment."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired"
    AMOUNT_DIFFERS = "amount_differs"


class State(StrEnum):
    """Where an attempt is, as its payer sees it."""

    OPEN = "open"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNING = "returning"
    RETURNED = "returned"


class Seen(Model):
    """What the provider says of a payment, amounts in kopecks; without an outcome it goes on."""

    outcome: Outcome | None
    amount: int
    failure: Failure | None = None
    at: Moment | None = None


class Settlement(Model):
    """What became of an attempt, and how much the provider has taken."""

    impersonal = True

    outcome: Outcome
    failure: Failure | None = None
    received: int
    at: Moment


class Refund(Model):
    """What went back; `id` is the provider's."""

    impersonal = True

    id: str
    amount: int
    at: Moment


class Attempt(Model):
    """One attempt to pay; `reference` is the provider's name for it, `pay_url` the page that sees cards."""

    impersonal = True

    id: str
    application_id: str
    reference: str
    method: Method
    amount: int
    pay_url: str
    begun_at: Moment

    def judge(self, seen: Seen, now: datetime) -> Settlement | None:
        """Say what has become of it; another amount than was asked for pays nothing (pay-10)."""
        match seen.outcome:
            case Outcome.SUCCEEDED if seen.amount == self.amount:
                return Settlement(outcome=seen.outcome, received=seen.amount, at=seen.at or now)
            case Outcome.SUCCEEDED:
                wrong = Failure.AMOUNT_DIFFERS
                return Settlement(outcome=Outcome.FAILED, failure=wrong, received=seen.amount, at=now)
            case Outcome.FAILED:
                failure = seen.failure or Failure.DECLINED
                return Settlement(outcome=Outcome.FAILED, failure=failure, received=0, at=now)
        return None


@dataclass(frozen=True)
class Payment:
    """An attempt with all that has been written about it, and when the provider has to be asked about it."""

    attempt: Attempt
    settlement: Settlement | None = None
    refund: Refund | None = None
    look_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the provider still has to say what became of it."""
        return self.settlement is None

    @property
    def kept(self) -> int:
        """What we hold of its money, in kopecks."""
        received = self.settlement.received if self.settlement else 0
        return received - (self.refund.amount if self.refund else 0)

    def owed(self, application: Application) -> int:
        """Say how much has to go back: all but the one fee of an application that goes on (pay-10)."""
        counts = self.attempt.id == application.paid_by and application.status is not Status.WITHDRAWN
        return 0 if counts else self.kept

    def look_again(self, application: Application, now: datetime) -> datetime | None:
        """Say when to ask again: often while its page may be in use or its money has just come."""
        if not (self.open or self.owed(application)):
            return None
        since = self.settlement.at if self.settlement else self.attempt.begun_at
        return now + (LOOK_AFTER if now - since < PAGE_LIFETIME else LOOK_RARELY)

    def state(self, application: Application) -> State:
        """Say where it is."""
        if self.settlement is None:
            return State.OPEN
        if self.refund:
            return State.RETURNED
        return State.RETURNING if self.owed(application) else State(self.settlement.outcome)


class Receipt(Model):
    """What the receipt says; it is stored with the payment, before anything is signed (pay-08)."""

    number: str
    holder: str
    application_id: str
    application_number: str
    payment_id: str
    payer: str
    method: Method
    amount: int
    currency: str = "RUB"
    basis: str
    paid_at: Moment
