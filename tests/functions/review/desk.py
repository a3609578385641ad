"""Staff at their desks, and the application before them."""

from dataclasses import dataclass
from typing import Any

from functions.review.app import app
from shared.domain.application import Actor, Application
from shared.domain.lifecycle import step
from shared.domain.states import Kind
from shared.store import applications
from tests.builders import NOW
from tests.gateway import Gateway, Reply


@dataclass
class Reviewer:
    """A reviewer at the desk."""

    name: str = "reviewer1"

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        return Gateway(app, self.name, "reviewer")(method, f"/v1/review/{path}", body, **headers)

    def take(self) -> Reply:
        return self("POST", "a1/lease")

    def decide(self, decision: str, key: str = "k", **given: Any) -> Reply:
        return self("POST", "a1/decision", {"decision": decision, **given}, idempotency_key=key)


@dataclass
class Officer:
    """An appeal officer at the desk."""

    name: str = "officer1"
    role: str = "appeal_officer"

    def __call__(self, method: str, path: str = "", body: Any = None, key: str = "k") -> Reply:
        return Gateway(app, self.name, self.role)(
            method, f"/v1/review/appeals{path}", body, idempotency_key=key
        )

    def answer(self, decision: str, text: str = "Рассмотрено.") -> Reply:
        return self("POST", "/a1/decision", {"decision": decision, "text": text}, decision)


def commit(before: Application, kind: Kind, **changes: object) -> Application:
    return applications.commit(before, step(before, kind, NOW, Actor.SYSTEM, **changes))


def refused(answer: Reply) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def now() -> Application:
    return applications.get("a1")
