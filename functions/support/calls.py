"""The call centre: a ticket in the name of a caller who knows the number and one more fact (act-11)."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from functions.support import steps
from functions.support.own import Description
from shared.domain import numbers
from shared.domain.application import Application
from shared.domain.blocking import TRIES_OF_AN_ACCOUNT
from shared.domain.errors import Blocked, Flaw, Invalid, NotFound
from shared.domain.fields import Fields
from shared.domain.model import Model
from shared.domain.personal import IsoDate, wrong
from shared.domain.ticket import Subject, Ticket, TicketChannel
from shared.entry.caller import Caller
from shared.store import applications, guesses


class Call(Model):
    """What a caller says: the application's number, one personal fact, and the trouble."""

    application_number: str
    birth_date: IsoDate | None = None
    passport_ending: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None
    description: Description

    @model_validator(mode="after")
    def _with_one_fact(self) -> Self:
        if (self.birth_date is None) is (self.passport_ending is None):
            raise wrong("ONE_FACT")
        return self

    def is_from(self, holder: Fields) -> bool:
        """Tell whether the fact is that of the application's holder."""
        if self.birth_date:
            return self.birth_date == holder.birth_date
        return holder.passport.number is not None and holder.passport.number[-4:] == self.passport_ending


class CallTicket(Model):
    """What the operator tells the caller: the ticket's number, and how it was recorded."""

    id: str
    number: str
    channel: TicketChannel

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """Show a ticket to the one who took the call."""
        return cls(id=ticket.id, number=ticket.number, channel=ticket.channel)


def open_for_caller(caller: Caller, call: Call) -> CallTicket:
    """Open a ticket in the name of whoever is on the phone, once it is clear who that is."""
    number = numbers.read(call.application_number)
    if number is None:
        raise Invalid("BODY_INVALID", Flaw("/application_number", "NUMBER_WRONG"))
    caller.about(application_number=number)
    application = _recognised(caller, number, call)
    said = {"description": call.description, "channel": TicketChannel.PHONE}
    opened = steps.open_one(caller, application.holder, Subject.APPLICATION, application, **said)
    return CallTicket.of(opened)


def _recognised(caller: Caller, number: str, call: Call) -> Application:
    """Find the caller's application; the answer is one, whether the number is wrong or the fact."""
    guessed = f"call about {number}"
    try:
        guesses.count(guessed, caller.now, TRIES_OF_AN_ACCOUNT)
    except Blocked as blocked:
        raise Blocked("CALLER_BLOCKED", retry_after=blocked.retry_after) from None
    try:
        application = applications.get(applications.with_number(number))
    except NotFound:
        raise Invalid("CALLER_UNKNOWN") from None
    if not call.is_from(application.fields):
        raise Invalid("CALLER_UNKNOWN")
    guesses.forget(guessed)
    return application
