"""The stage of tests/process made of the deployed system: the same people do the same over HTTP.

Time goes as it does, only the deadlines are struck at a later moment. What is stored is read as our functions
read it, with their settings and the emulator's keys.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from local.people import DemoPerson, record
from shared.cloud import clients, sealing
from shared.domain import terms
from shared.domain.application import File
from shared.domain.registries import Registry
from shared.domain.states import Effect, Kind
from shared.settings import Settings, settings
from shared.store import books, messages
from tests.gateway import Gateway, Reply
from tests.journeys import site as people
from tests.journeys.running import Running
from tests.journeys.site import Site, awaited
from tests.journeys.staff import Staff
from tests.process import cast, outside, stage
from tests.process.doors import BY_NEWS
from tests.process.paths import Walk

Json = dict[str, Any]
CONFLICT = 409


class Outside(outside.Outside):
    """The simulators of the running system."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def steer(self, method: str, path: str, body: Json | None = None) -> Any:
        """Use a page of the simulators as a person does."""
        answer = self._site(method, path, body or {})
        assert answer.status == 200, answer.text
        return answer.json

    def fail(self, *parts: str) -> None:
        """Let these registries be down, and no others."""
        for registry in Registry:
            mode = "unavailable" if registry in parts else "none"
            self.steer("PUT", f"/dev/registries/{registry}/fault", {"mode": mode})


class Applicant(cast.Applicant):
    """Somebody who waits until the provider has told of a payment."""

    def pay(self, outcome: str = "succeed") -> Reply:
        """Open the provider's page, press a button on it, and wait for what comes of it."""
        before = len(self.kinds())
        begun = super().pay(outcome)
        awaited(lambda: len(self.kinds()), lambda count: count > before)
        return begun


class Stage(stage.Stage):
    """The functions, the stream and the queues of the running system."""

    def __init__(self, running: Running, site: Site) -> None:
        super().__init__()
        self._running = running
        self._site = site
        self._tokens: dict[str, str] = {}
        self.outside = Outside(site)

    @property
    def moment(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def newcomer(self, walk: Walk, photo: File) -> Applicant:
        """Give somebody an account who is known to the registries as the story says."""
        shown = self._site("POST", "/dev/people", {"story": walk.story}).json
        person = person_of(shown)
        self._tokens[person.account] = people.Applicant.signed_in(self._site, shown).token
        self._one = Applicant(self, self.outside, person, photo)
        self._walk = walk
        return self._one

    def ask(self, door: Gateway, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Have a request answered, and ask again as an app does when our own work was quicker.

        Everybody of the staff signs in at their first one.
        """
        name = str(door.account)
        if name not in self._tokens:
            self._tokens[name] = Staff.at_work(self._site, door.roles).token
        headers.pop("idempotency_key", None)
        reply = self._site(method, path, body, self._tokens[name], **headers)
        lost_race = reply.status == CONFLICT and reply.json["code"] == "CONCURRENT_CHANGE"
        return self.ask(door, method, path, body, **headers) if lost_race else reply

    def settle(self) -> None:
        """Wait for everything that comes by itself."""
        awaited(self._something_comes, lambda coming: not coming)

    def comes_by_itself(self) -> Kind | None:
        """Say what will come of the newest event without anybody's doing, if the walk goes on like that."""
        *_, newest = self._one.history()
        left = self._walk.kinds[len(self.kinds()) :]
        told = {*newest.effects} - {Effect.NOTIFY} or self._waits_in_vain(newest.kind)
        return left[0] if left and told and left[0] in BY_NEWS else None

    def kinds(self) -> tuple[Kind, ...]:
        """Read the history, but for registries that a busy machine kept waiting."""
        return tuple(kind for kind in self._one.kinds() if not self._waits_in_vain(kind))

    def _waits_in_vain(self, kind: Kind) -> bool:
        return kind is Kind.CHECKS_DEFERRED and kind not in self._walk.kinds

    def _something_comes(self) -> bool:
        """Tell whether there is more to wait for; what a busy machine put off is asked for again."""
        here = self._one.now()
        if self._waits_in_vain(self._one.kinds()[-1]):
            self._run_deadlines(terms.next_deadline(here) or self.moment)
        return self.comes_by_itself() is not None or self._unsaid(here.book_number)

    def _unsaid(self, number: str | None) -> bool:
        return bool(number and Kind.PUBLISHED in self._one.kinds() and books.get(number).outdated)

    def at_rest(self) -> bool:
        """Tell whether nothing more will come, and everything has been told."""
        everything = messages.of(self._one.name, limit=100, cursor=None).items
        told = [one for one in everything if one.application_id == self._one.id]
        to_tell = [event for event in self._one.history() if Effect.NOTIFY in event.effects]
        return not self.comes_by_itself() and len(told) == len(to_tell) and all(one.sent_at for one in told)

    def strike(self, at: datetime | None = None) -> None:
        """Let a minute strike, now or at a later moment."""
        self._run_deadlines(at or self.moment)
        self.settle()

    def _run_deadlines(self, at: datetime) -> None:
        answer = self._site("POST", "/dev/deadlines", {"now": at.isoformat()})
        assert answer.status == 200, answer.text

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Keep the checks from being begun, where somebody is faster than they are."""
        with ExitStack() as stack:
            if Kind.CHECKS_STARTED not in self._walk.kinds:
                stack.enter_context(self._running.paused("Verify"))
            yield


def person_of(shown: Json) -> DemoPerson:
    """Tell who somebody is by what is shown of them."""
    story, known = shown["story"], shown["fields"]
    return DemoPerson(shown["role"], shown["login"], story, known, record(known, story))


@contextmanager
def inside(running: Running) -> Iterator[None]:
    """Read and write what the functions of the system do, where they do."""
    name = running.resources()["Submit"]
    known = running.aws("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", running.address)
        for field in fields(Settings):
            if field.name.upper() in known:
                patch.setitem(settings.__dict__, field.name, known[field.name.upper()])
        _forget()
        yield
    _forget()


def _forget() -> None:
    sealing._keys.clear()
    for make in (clients.dynamodb, clients.s3, clients.kms):
        make.cache_clear()
