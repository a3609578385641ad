"""The whole system in one process: its functions, the stream and the queues between them, and the time.

What is ours is real, from the gateway to the table in moto; the queues are lists, since that nothing is lost
on the way is SQS's promise. What a function could not do comes back, as after the visibility time-out.
"""

import hashlib
import random
from collections import Counter, deque
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient

from functions.deadlines.app import handler as deadlines
from functions.issue.app import handler as issue
from functions.notify.app import handler as notify
from functions.payment.balance import handler as balance
from functions.register.app import handler as register
from functions.relay.app import handler as relay
from functions.verify.app import handler as verify
from shared.cloud import queues
from shared.domain.states import Effect
from shared.entry.worker import Handler
from tests.clock import Clock
from tests.faults import PowerCut, after, power_cut
from tests.gateway import Context, Gateway, Reply
from tests.process.ledger import CANCELLED, Ledger, refusal
from tests.queues import deliver

WORKERS: dict[Effect, Handler] = {
    Effect.VERIFY: verify,
    Effect.ISSUE: issue,
    Effect.NOTIFY: notify,
    Effect.REGISTER: register,
    Effect.PAYMENT: balance,
}
CALLS_OF_A_FUNCTION = 14
DEATHS, REPETITIONS, RACES = 0.15, 0.15, 0.03
RECEIVED_AT_MOST = 8
"""As the queues' redrive policies say."""
CLOCKS = (
    *("verify.app", "issue.app", "issue.reissue", "issue.documents", "notify.app", "payment.balance"),
    "register.app",
)

Message = tuple[Effect, str]
_moto: Any = BaseClient._make_api_call  # type: ignore[attr-defined]


class Stage:
    """The stream and the queues; with `luck`, messages come twice, in any order, and functions die."""

    def __init__(self) -> None:
        self.luck: random.Random | None = None
        self.ledger: Ledger | None = None
        self.stream: deque[dict[str, Any]] = deque()
        self.waiting: list[Message] = []
        self.held: list[Message] = []
        self.told: list[Message] = []
        self.failures = Counter[Message]()
        self.killed = self.repeated = 0

    @property
    def moment(self) -> datetime:
        """The time here."""
        return Clock.moment

    def settle(self) -> None:
        """Let everything happen that happens by itself, until only failures are left."""
        while self.stream or self.waiting:
            self._pass_on()
            while self.waiting:
                self._deliver(self.waiting.pop(self._place()))
                self._pass_on()

    def recover(self) -> None:
        """Let what failed come back, and settle again; what fails now stays held."""
        self.waiting, self.held = [*self.waiting, *self.held], []
        self.settle()

    def repeat(self) -> None:
        """Tell everything that was ever told once more, the newest first."""
        self.waiting += reversed(dict.fromkeys(self.told))
        self.settle()

    def strike(self, at: datetime | None = None) -> None:
        """Let a minute strike, now or at a later moment."""
        Clock.moment = max(Clock.moment, at or Clock.moment)
        with suppress(PowerCut), self.danger():
            deadlines({"now": Clock.moment.isoformat()}, Context())
        self.settle()

    def later(self, **by: float) -> None:
        """Let time pass, and a minute strike; what has failed is tried again."""
        self.strike(Clock.moment + timedelta(**by))
        self.recover()

    def danger(self) -> AbstractContextManager[None]:
        """Cut the power at one of the next calls, if luck will have it."""
        if self.luck is None or self.luck.random() > DEATHS:
            return nullcontext()
        return after(self.luck.randrange(CALLS_OF_A_FUNCTION), self._killed)

    def ask(self, door: Gateway, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Have a request answered: cut off, it is sent again, when the dead function's hold has run out."""
        killed = self.killed
        with self.danger():
            reply = door(method, path, body, **headers)
        if self.killed == killed:
            return reply
        if self.ledger:
            for row in [row for row in self.ledger.all() if row.get("status") == {"S": "INPROGRESS"}]:
                self.ledger.drop(row)
        return door(method, path, body, **headers)

    def call(self, client: BaseClient, operation: str, arguments: Any) -> Any:
        """Stand between the functions and moto: keep the stream, and the queues."""
        if operation == "SendMessage":
            return self._send(arguments["QueueUrl"], arguments["MessageBody"])
        if operation == "GenerateMac" and self.ledger:
            return {"Mac": hashlib.sha256(arguments["Message"]).digest()}
        if operation == "TransactWriteItems" and self.luck and self.luck.random() < RACES:
            raise _lost_race(client, len(arguments["TransactItems"]))
        if self.ledger and client.meta.service_model.service_name == "dynamodb":
            answer = self.ledger.call(client, operation, arguments)
        else:
            answer = _moto(client, operation, arguments)
        if operation == "TransactWriteItems":
            items = (write["Put"]["Item"] for write in arguments["TransactItems"] if "Put" in write)
            self.stream += [item for item in items if item["SK"]["S"].startswith("EVENT#")]
        return answer

    def _send(self, url: str, body: str) -> dict[str, str]:
        for effect, known in queues._URLS.items():
            if known == url:
                self.waiting.append((effect, body))
                self.told.append((effect, body))
        return {"MessageId": "m"}

    def _pass_on(self) -> None:
        """Have the relay read the stream: what it cannot pass on comes again, and what follows it waits."""
        while self.stream:
            records = [
                {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": str(number)}}
                for number, image in enumerate(self.stream)
            ]
            with self.danger():
                failed = relay({"Records": records}, Context())["batchItemFailures"]  # type: ignore[arg-type]
            for _ in range(min((int(str(each["itemIdentifier"])) for each in failed), default=len(records))):
                self.stream.popleft()

    def _deliver(self, message: Message) -> None:
        """Deliver a message: it comes back after a failure, and sometimes it comes twice anyway."""
        effect, body = message
        with self.danger():
            failed = bool(deliver(WORKERS[effect], body))
        self.failures[message] += failed
        if failed and self.luck and self.failures[message] < RECEIVED_AT_MOST:
            self.waiting.append(message)
        elif failed:
            self.held.append(message)
        elif self.luck and self.luck.random() < REPETITIONS:
            self.repeated += 1
            self.waiting.append(message)

    def _place(self) -> int:
        return self.luck.randrange(len(self.waiting)) if self.luck else 0

    def _killed(self) -> None:
        self.killed += 1
        power_cut()


def _lost_race(client: BaseClient, writes: int) -> Exception:
    """Say what DynamoDB says to one of two who write at once; it may say so to both."""
    reasons = [{"Code": "TransactionConflict"}, *[{"Code": "None"}] * (writes - 1)]
    return refusal(client, "TransactWriteItems", CANCELLED, CancellationReasons=reasons)


def set_up(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Build the stage under one clock; the caller has a table."""
    stage = Stage()
    monkeypatch.setattr(BaseClient, "_make_api_call", lambda *call: stage.call(*call))  # noqa: PLW0108 - it gets the client
    for module in CLOCKS:
        monkeypatch.setattr(f"functions.{module}.datetime", Clock)
    monkeypatch.setattr("shared.entry.worker.datetime", Clock)
    return stage
