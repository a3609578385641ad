"""Applications and their histories."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.cloud import keys
from shared.domain import terms
from shared.domain.application import Application, Event, File, takes_files
from shared.domain.errors import Conflict, NotFound, Stale
from shared.domain.events import Aggregate
from shared.domain.lifecycle import Step
from shared.domain.model import Model, rfc3339
from shared.domain.states import AppealState, Status
from shared.store import events, table
from shared.store.table import Write

STATE = "STATE"


class _Pointer(Model):
    """A guard that also says whose place it takes."""

    impersonal = True

    application_id: str


@dataclass(frozen=True)
class Applications:
    """A page of a holder's applications."""

    items: list[Application]
    next_cursor: str | None


def commit(before: Application, step: Step, *also: Write) -> Application:
    """Write an event and the state it leads to, together or not at all.

    The event's place in the history is the lock: of two steps from the same version one
    finds it taken. The relay reads the event off the table's stream, so nothing is announced
    that was not written, and nothing written goes unannounced.
    """
    after = step.application.model_copy(update={"revision": before.revision + 1})
    taken = Conflict("CONCURRENT_CHANGE")
    event = events.append(Aggregate.APPLICATION, after.id, step.event)
    table.transact(event, _put_state(before, after, taken), *_guards(before, after), *also)
    return after


def save(before: Application, after: Application) -> Application:
    """Write a state that no event led to: the form of a draft."""
    written = after.model_copy(update={"revision": before.revision + 1})
    table.transact(_put_state(before, written, Stale("REVISION_STALE")))
    return written


def get(application_id: str) -> Application:
    """Read an application; raises `NotFound`."""
    stored = table.get(partition(application_id), STATE)
    if stored is None:
        raise NotFound
    return table.read(stored, Application)


def owned(application_id: str, holder: str) -> Application:
    """Read an application of this holder; another's is not found (act-01)."""
    application = get(application_id)
    if application.holder != holder or application.status is Status.DELETED:
        raise NotFound
    return application


def of(holder: str, *, limit: int, cursor: str | None) -> Applications:
    """List a holder's applications, newest first."""
    page = table.page_of("GSI1", f"HOLDER#{holder}", "APPLICATION#", limit=limit, cursor=cursor)
    return Applications([table.read(stored, Application) for stored in page.items], page.next_cursor)


def history(application_id: str) -> list[Event]:
    """Read all events, oldest first."""
    return events.of(Aggregate.APPLICATION, application_id, Event)


def event(application_id: str, version: int) -> Event:
    """Read one event; raises `NotFound`."""
    return events.get(Aggregate.APPLICATION, application_id, version, Event)


def with_number(number: str) -> str:
    """Find the id of the application with this number; raises `NotFound`."""
    stored = table.get(f"NUMBER#{number}", "APPLICATION")
    if stored is None:
        raise NotFound
    return table.read(stored, _Pointer).application_id


def due_until(moment: datetime) -> Iterator[str]:
    """List the id of each application to which time has something to do by a moment (`terms.deadlines`)."""
    for stored in table.due("GSI2", "DUE", rfc3339(moment)):
        yield stored["PK"].removeprefix(partition(""))


def to_review(*, limit: int, cursor: str | None) -> Applications:
    """List what waits for a reviewer: repeated applications first, then by deadline (rev-03, rev-05)."""
    page = table.page_of("GSI3", "REVIEW", "", limit=limit, cursor=cursor, newest_first=False)
    return Applications([table.read(stored, Application) for stored in page.items], page.next_cursor)


def to_answer(*, limit: int, cursor: str | None) -> Applications:
    """List the refusals whose appeals wait for an answer, the oldest appeal first (apl-06)."""
    page = table.page_of("GSI3", "APPEALS", "", limit=limit, cursor=cursor, newest_first=False)
    return Applications([table.read(stored, Application) for stored in page.items], page.next_cursor)


def note_receipt(application_id: str, at: datetime) -> None:
    """Note when a refusal has reached its applicant for the first time (apl-01).

    What left before it told of an earlier one.
    """
    application = get(application_id)
    told = application.decided_at is None or application.decided_at <= at
    if application.status is Status.REJECTED and application.received_at is None and told:
        try:
            save(application, application.model_copy(update={"received_at": at}))
        except Stale:
            note_receipt(application_id, at)


def still_takes(file: File) -> Write:
    """Let a transaction pass only while the application takes files of this kind from its applicant."""
    taking = takes_files(file.kind)
    return table.require(
        partition(file.application_id),
        STATE,
        Conflict("NOT_EDITABLE"),
        f"#status IN ({', '.join(f':{status.lower()}' for status in taking)})",
        status="",
        **{status.lower(): status for status in taking},
    )


def partition(application_id: str) -> str:
    """Name the partition in which an application keeps everything of its own."""
    return events.partition(Aggregate.APPLICATION, application_id)


def _put_state(before: Application, after: Application, refusal: Conflict | Stale) -> Write:
    shown = after.status is not Status.DELETED
    due = terms.next_deadline(after)
    stored = table.item(
        partition(after.id),
        STATE,
        after,
        after.holder,
        status=after.status,
        version=after.version,
        revision=after.revision,
        GSI1PK=f"HOLDER#{after.holder}" if shown else None,
        GSI1SK=f"APPLICATION#{rfc3339(after.created_at)}#{after.id}" if shown else None,
        GSI2PK="DUE" if due else None,
        GSI2SK=rfc3339(due) if due else None,
        **_queued(after),
    )
    if before.revision == 0:
        return table.put(stored, refusal)
    return table.put(stored, refusal, "#revision = :revision", revision=before.revision)


def _queued(application: Application) -> dict[str, str]:
    """Place an application in the queue of those who have to decide something."""
    if application.in_manual_review:
        return {"GSI3PK": "REVIEW", "GSI3SK": _turn(application)}
    if application.appealing is AppealState.FILED:
        filed_at = rfc3339(application.appeals[-1].filed_at)
        return {"GSI3PK": "APPEALS", "GSI3SK": f"{filed_at}#{application.id}"}
    return {}


def _turn(application: Application) -> str:
    """Sort the reviewers' queue."""
    due = terms.review_due(application) or application.since.date()
    return f"{'1' if application.urgent else '2'} {due.isoformat()} {application.id}"


def _guards(before: Application, after: Application) -> Iterator[Write]:
    """Keep numbers unique, and one active application per person and profession (app-07, app-15)."""
    pointer = _Pointer(application_id=after.id)
    if after.number and not before.number:
        yield table.put(
            table.item(f"NUMBER#{after.number}", "APPLICATION", pointer), Conflict("CONCURRENT_CHANGE")
        )
    if after.active and not before.active:
        yield table.put(table.item(_place(after), "APPLICATION", pointer), Conflict("DUPLICATE_APPLICATION"))
    if before.active and not after.active:
        yield table.remove(_place(after), "APPLICATION", Conflict("CONCURRENT_CHANGE"))


def _place(application: Application) -> str:
    profession = f"{application.category}/{application.occupation or ''}".casefold()
    return f"PLACE#{application.holder}#{keys.digest('profession', profession)}"
