"""Whoever speaks through the support's door: holders, the support, the call centre."""

from dataclasses import dataclass
from typing import Any

from functions.support.app import app
from shared.domain.ticket import Ticket, TicketEvent, TicketKind, TicketState
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
ENTRANCE: dict[str, Any] = {
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


def act(kind: TicketKind, ticket_id: str, code: str = ENTRANCE["code"]) -> tuple[str, str, Any]:
    """Say who lets an event happen to a ticket: a role, a path and a body."""
    own, served = f"tickets/{ticket_id}", f"support/tickets/{ticket_id}"
    confirm = {"decision": "confirm", "clinic": {**ENTRANCE, "code": code}}
    acts: dict[TicketKind, tuple[str, str, Any]] = {
        TicketKind.ASKED: ("applicant", f"{own}/replies", {"text": "Ещё."}),
        TicketKind.SETTLED: ("applicant", f"{own}/close", {}),
        TicketKind.ANSWERED: ("support", f"{served}/replies", {"text": "Ответ."}),
        TicketKind.CLOSED: ("support", f"{served}/close", {}),
        TicketKind.CONFIRMED: ("support", f"{served}/decision", confirm),
        TicketKind.DECLINED: ("support", f"{served}/decision", {"decision": "decline", "text": "Нет."}),
    }
    return acts[kind]


WAY: dict[TicketState, tuple[TicketKind, ...]] = {
    TicketState.OPEN: (),
    TicketState.ANSWERED: (TicketKind.ANSWERED,),
    TicketState.CLOSED: (TicketKind.SETTLED,),
    TicketState.CONFIRMED: (TicketKind.CONFIRMED,),
    TicketState.DECLINED: (TicketKind.DECLINED,),
}
"""The shortest way of a ticket into a state."""
HAPPENING = [kind for kind in TicketKind if kind is not TicketKind.OPENED]


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
