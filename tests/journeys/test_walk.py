"""Every row of the tables is walked on the deployed system, and every closed door is tried there."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import pytest

from shared.domain.application import File
from shared.domain.documents import DocumentKind
from shared.domain.ticket import Subject, TicketKind, TicketState, table_of
from tests.functions.support.people import CLINIC, DESCRIPTION, HAPPENING, WAY, act
from tests.journeys import deployed
from tests.journeys.deployed import Stage
from tests.journeys.running import Running
from tests.journeys.site import Applicant, Json, Site, awaited, papers
from tests.journeys.staff import Staff
from tests.process.book_paths import live, require_every_row, require_the_end
from tests.process.doors import TABLES, known, require_doors_closed
from tests.process.paths import WALKS, Walk
from tests.stored import stored_photo

_CLINICS = itertools.count(1)


@pytest.fixture(scope="module")
def stage(system: Running, site: Site) -> Iterator[Stage]:
    with deployed.inside(system):
        yield Stage(system, site)


@pytest.fixture(scope="module")
def photo(stage: Stage) -> File:  # noqa: ARG001 - the vault
    (drawn,) = (paper for paper in papers() if paper.kind == DocumentKind.PHOTO)
    return stored_photo(drawn.data)


@pytest.fixture(scope="module")
def tried() -> set[Any]:
    """In which states every closed door has been tried."""
    return set()


@pytest.mark.req("sts-01", "sts-03", "sts-04", "sts-05", "sts-06", "sts-07", "sts-08", "sts-16", "rej-08")
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_a_walk_goes_where_the_tables_say_and_nowhere_else(
    stage: Stage, photo: File, tried: set[Any], walk: Walk
) -> None:
    one = stage.newcomer(walk, photo)
    with stage.unhurried():
        for step in walk.steps:
            step(one)
            states = (*(getattr(one.now(), machine) for machine in TABLES), one.now().reviewer_needed)
            if states not in tried and not stage.comes_by_itself():
                tried.add(states)
                awaited(stage.at_rest, bool)
                before = known(one)
                require_doors_closed(one)
                stage.strike()
                assert known(one) == before
    awaited(stage.kinds, lambda kinds: len(kinds) >= len(walk.kinds))
    assert stage.kinds() == walk.kinds


@pytest.mark.req("bok-07", "bok-11", "iss-09", "prf-19", "act-07")
def test_a_book_goes_through_every_row_of_its_table_and_after_its_end_nowhere(
    stage: Stage, photo: File
) -> None:
    one = stage.newcomer(WALKS["a book"], photo)
    one.start()
    live(one)
    require_every_row(one)
    require_the_end(one)


@dataclass
class Talk:
    """A ticket between somebody and the support."""

    people: dict[str, Applicant]
    id: str

    @classmethod
    def opened(cls, people: dict[str, Applicant], subject: Subject) -> Self:
        """Open a ticket."""
        clinic = {"clinic": CLINIC} if subject is Subject.ADD_CLINIC else {}
        asked = {"subject": subject, "description": DESCRIPTION, **clinic}
        return cls(people, people["applicant"]("POST", "/v1/tickets", asked).json["id"])

    def let_happen(self, kind: TicketKind) -> int:
        """Do what lets an event happen, and give the status of the answer."""
        role, path, body = act(kind, self.id, code=f"72-{next(_CLINICS):03}")
        return self.people[role]("POST", f"/v1/{path}", body).status

    def known(self) -> Json:
        """Read all that is shown of it."""
        return dict(self.people["support"]("GET", f"/v1/support/tickets/{self.id}").json)


@pytest.mark.req("sup-03", "cln-09")
@pytest.mark.parametrize("subject", [Subject.QUESTION, Subject.ADD_CLINIC])
def test_a_ticket_goes_where_its_table_says_and_nowhere_else(
    site: Site, applicant: Applicant, subject: Subject
) -> None:
    people, table = {"applicant": applicant, "support": Staff.at_work(site, "support")}, table_of(subject)
    for state in set(table) - {TicketState.NEW}:
        for kind in HAPPENING:
            talk = Talk.opened(people, subject)
            assert all(talk.let_happen(earlier) < 300 for earlier in WAY[state])
            before = talk.known()
            assert before["ticket"]["status"] == state
            status = talk.let_happen(kind)
            if kind in table[state]:
                assert status < 300, (state, kind)
                assert talk.known()["ticket"]["status"] == table[state][kind][0]
            else:
                assert (status, talk.known()) == (409, before), (state, kind)
