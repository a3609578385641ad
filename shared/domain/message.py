"""A message in the cabinet: what happened to an application, told once."""

from shared.domain.application import Application, Event
from shared.domain.model import Model, Moment, rfc3339
from shared.domain.states import Kind, Result, Status


class Message(Model):
    """One message; its id sorts by time and names the event that it tells of."""

    id: str
    account: str
    application_id: str
    number: str | None
    kind: Kind
    status: Status
    result: Result
    at: Moment
    mailed_at: Moment | None = None
    read_at: Moment | None = None
    revision: int = 0


def about(application: Application, event: Event) -> Message:
    """Write the message that an event calls for."""
    return Message(
        id=f"{rfc3339(event.at)}-{application.id}-{event.version}",
        account=application.holder,
        application_id=application.id,
        number=application.number,
        kind=event.kind,
        status=event.status,
        result=event.result,
        at=event.at,
    )
