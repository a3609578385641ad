"""The applicant, the provider with its page, and the cash desk between them; all in this process."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from functions.deadlines.app import handler as deadlines
from functions.payment.app import app
from functions.payment.balance import handler as balance
from functions.status.app import app as status
from functions.submit.app import app as submit
from local.simulators.router import Router
from shared.cloud import clients, queues
from shared.domain import fees
from shared.domain.application import Actor, Application, begin
from shared.domain.fees import FeeEvent
from shared.domain.lifecycle import step
from shared.domain.payments import Payment
from shared.domain.states import Effect, Kind
from shared.store import applications, payments
from tests.builders import HOLDER, NOW, fields
from tests.clock import Clock
from tests.gateway import Context, Gateway, Reply
from tests.local.asgi import call
from tests.queues import deliver, news_of

Json = dict[str, Any]

FEE = 500_00
HOST = "payments.test"
CLIENT = f"Basic {b64encode(b'shop:password').decode()}"


def fee_due(name: str, number: str = "JQNQ-XHXK-M4W1") -> Application:
    """Send a first application in the category `culture`, for which a fee is due."""
    new = begin(name, HOLDER, "culture", name, NOW)
    drafted = applications.commit(new, step(new, Kind.STARTED, NOW, Actor.APPLICANT, fields=fields()))
    fee = fees.fee_for(FeeEvent.FIRST_ISSUE, "culture", NOW.date())
    sent = {"number": number, "submitted_at": NOW, "fee": fee}
    return applications.commit(drafted, step(drafted, Kind.SUBMITTED_WITH_FEE, NOW, Actor.APPLICANT, **sent))


@dataclass
class Desk:
    """One application whose fee is due; `heard` is what the provider said, and how it was answered."""

    provider: Router
    books: Path
    name: str = "a1"
    heard: list[tuple[Json, Reply]] = field(default_factory=list, repr=False)

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.name}"

    def hear(self, to: str, body: Json) -> int:
        """Carry a notification to the door that it is for."""
        assert to == f"http://{HOST}/v1/payments/callback"
        answer = Gateway(app, account=None)("POST", "/v1/payments/callback", body)
        self.heard.append((body, answer))
        return answer.status

    def ask(self, method: Any = "card", key: str = "k") -> Reply:
        return Gateway(app)("POST", f"{self.path}/payments", {"method": method}, idempotency_key=key)

    def begin(self, key: str = "k", method: str = "card") -> str:
        """Open a payment; gives its id."""
        begun = self.ask(method, key)
        assert begun.status == 201, begun.text
        return str(begun.json["payment_id"])

    def press(self, payment: str, outcome: str = "succeed", **more: Any) -> Json:
        """Press a button on the provider's page."""
        answer = call(self.provider, "POST", f"/dev/pay/{payment}", {"outcome": outcome, **more})
        assert answer.status == 200, answer.data
        return dict(answer.body)

    def pay(self, key: str = "k") -> str:
        payment = self.begin(key)
        self.press(payment)
        return payment

    def order(self, mode: str, **more: Any) -> None:
        """Let the provider misbehave."""
        assert call(self.provider, "PUT", "/dev/payments/fault", {"mode": mode, **more}).status == 200

    def withdraw(self, key: str = "w") -> int:
        return Gateway(submit)("POST", f"{self.path}/withdraw", idempotency_key=key).status

    def balance(self, *bodies: str) -> list[int]:
        """Do what is told, or what is on the queue; gives what came back, by its place."""
        waiting = bodies or told(Effect.PAYMENT)
        return deliver(balance, *waiting) if waiting else []

    def news(self) -> str:
        return news_of(self.name, self.now().version).model_dump_json()

    def pass_time(self, **by: float) -> list[int]:
        """Let time go by, a minute strike, and what it told be done."""
        Clock.moment += timedelta(**by)
        strike()
        return self.balance()

    def shown(self) -> Json:
        return dict(Gateway(status)("GET", self.path).json)

    def history(self) -> list[Kind]:
        return [event.kind for event in applications.history(self.name)]

    def look_at(self) -> datetime | None:
        """Say when the provider is asked next."""
        return min((each.look_at for each in self.attempts() if each.look_at), default=None)

    def attempts(self) -> list[Payment]:
        return payments.of(self.name)

    def now(self) -> Application:
        return applications.get(self.name)

    def record(self, name: str) -> Json:
        """Read a payment in the provider's own books, by its name there."""
        path = f"/outside/payments/payments/{name}"
        return dict(call(self.provider, "GET", path, authorization=CLIENT).body)

    def notice(self, payment: str, *, event: str = "payment.succeeded", **changes: Any) -> Json:
        """Say what the provider would say of a payment, with changes."""
        (reference,) = (each.attempt.reference for each in self.attempts() if each.attempt.id == payment)
        return {"type": "notification", "event": event, "object": {**self.record(reference), **changes}}

    def held(self) -> int:
        """Say how much the provider holds for us, by its own books."""
        books = [self.record(payment.attempt.reference) for payment in self.attempts()]
        taken = sum(kopecks(each["amount"]) for each in books if each["status"] == "succeeded")
        return taken - sum(kopecks(each["refunded_amount"]) for each in books)

    def opened(self) -> int:
        """Count the pages that the provider has opened."""
        return len(json.loads(self.books.read_text(encoding="utf-8"))["payments"])

    def refunds(self) -> int:
        """Count the refunds in the provider's own books."""
        paths = (f"/outside/payments/refunds?payment_id={each.attempt.reference}" for each in self.attempts())
        return sum(
            len(call(self.provider, "GET", path, authorization=CLIENT).body["items"]) for path in paths
        )


def strike() -> dict[str, int]:
    """Let a minute strike, and say how often what was done."""
    done: dict[str, int] = deadlines({"now": Clock.moment.isoformat()}, Context())
    return {name: count for name, count in done.items() if count}


def told(effect: Effect) -> list[str]:
    """Empty a queue."""
    bodies: list[str] = []
    url = queues._URLS[effect]
    while answer := clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in answer]
    return bodies


def kopecks(amount: Json) -> int:
    return round(float(amount["value"]) * 100)
