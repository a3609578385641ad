"""Whoever speaks through the support's door: holders, the support, the call centre."""

from dataclasses import dataclass
from typing import Any

from functions.support.app import app
from shared.domain.ticket import Ticket, TicketEvent
from shared.store import tickets
from tests.builders import HOLDER
from tests.gateway import Gateway, Reply

DESCRIPTION = "Заявление не движется вторую неделю."
CLINIC = {
    "name": "Клиника «Весна»",
    "inn": "7707083893",
    "licence_number": "Л041-1",
    "address": "г. Тула, ул. Мира, 1",
}
ENTRANCE = {
    "code": "71-001",
    "licence_valid_until": "2030-01-01",
    "region": "Тульская область",
    "city": "Тула",
    "point": {"latitude": 54.19, "longitude": 37.61},
    "examines": ["catering"],
}


@dataclass
class Person:
    """Somebody signed in in a role; each request has a key of its own, unless it is given."""

    name: str = HOLDER
    role: str = "applicant"
    _requests: int = 0

    def __call__(self, method: str, path: str, body: Any = None, key: str | None = None) -> Reply:
        self._requests += 1
        named = {"idempotency_key": key or f"{self.name}-{self._requests}"} if method == "POST" else {}
        return Gateway(app, self.name, self.role)(method, f"/v1/{path}", body, **named)

    def opens(self, **said: Any) -> Reply:
        """Open a ticket, about nothing in particular."""
        return self("POST", "tickets", {"subject": "question", "description": DESCRIPTION, **said})


def support() -> Person:
    return Person("support1", "support")


def operator() -> Person:
    return Person("operator1", "operator")


def refused(answer: Reply) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def flaws(answer: Reply) -> set[tuple[str, str]]:
    """Name what is wrong, and with which field."""
    assert answer.status == 422, answer.text
    return {(flaw["pointer"], flaw["code"]) for flaw in answer.json["errors"]}


def kept(ticket_id: str) -> tuple[Ticket, list[TicketEvent], int]:
    """Read all that is stored of a ticket."""
    return tickets.get(ticket_id), tickets.history(ticket_id), len(tickets.replies(ticket_id))
