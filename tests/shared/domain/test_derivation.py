"""What a version must say follows from what happened, whatever happened, and nothing else does (iss-08)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import book as machine
from shared.domain import derivation
from shared.domain.application import Actor
from shared.domain.book import Book, BookEvent, BookKind, Ground
from shared.domain.calendar import local_day
from shared.domain.chain import GENESIS
from shared.domain.documents import DocumentKind
from shared.domain.filing import Filed, chained, in_force
from shared.domain.finding import Difference
from shared.domain.professions import CATEGORIES
from shared.domain.validity import judge
from shared.domain.version import Version
from tests.builders import NOW, book, draft, examination, vaccination, version
from tests.builders import file as attached


@dataclass
class Story:
    """A book, and all that has happened to it."""

    book: Book
    history: list[BookEvent] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    def happen(self, kind: BookKind, **changes: object) -> None:
        said = {"ground": Ground.COURT_RULING} if kind is BookKind.REVOKED else {}
        step = machine.step(self.book, kind, NOW, Actor.SYSTEM, changes, **said)
        self.book = step.book
        self.history.append(step.event)

    def file(self, corrects: str | None) -> None:
        entry = vaccination("influenza", document_id=f"d{len(self.filed)}")
        new = Filed.after(self.book.filed, self.book.chain, entry=entry, filed_at=NOW, corrects=corrects)
        self.filed.append(new)
        self.happen(BookKind.ENTRY_FILED, filed=new.number, chain=new.hash)

    def rename(self) -> None:
        name = f"{self.book.person.surname}а"
        self.happen(BookKind.PERSON_CHANGED, person=self.book.person.model_copy(update={"surname": name}))

    def withdraw(self) -> None:
        if self.book.active_version not in self.book.withdrawn:
            withdrawn = (*self.book.withdrawn, self.book.active_version)
            self.happen(BookKind.VERSION_WITHDRAWN, withdrawn=withdrawn)

    def reissue(self) -> None:
        if self.book.outdated:
            said = {name: getattr(self.book, name) for name in ("person", "photo", "employer")}
            made = spoken(self.book, self.filed, number=self.book.active_version + 1, **said)
            self.versions.append(made)
            self.happen(BookKind.REISSUED, active_version=made.number, said=made.said)


ACTS: dict[str, Callable[[Story], None]] = {
    "file": lambda story: story.file(None),
    "correct": lambda story: story.file(story.filed[-1].id),
    "rename": Story.rename,
    "withdraw": Story.withdraw,
    "reissue": Story.reissue,
}
stories = st.lists(st.sampled_from(sorted(ACTS)), max_size=12)


def spoken(known: Book, filed: list[Filed], **changes: object) -> Version:
    entries = in_force(filed)
    judged = judge(CATEGORIES[known.category], entries)
    said = {"entries": entries, "judgement": judged, "said": known.changed, "issued_on": local_day(NOW)}
    return version(**said, **changes)


def told(acts: list[str]) -> Story:
    filed = list(chained([examination()], filed_at=NOW))
    new = book(filed=1, chain=filed[-1].hash)
    story = Story(new, filed=filed)
    first = spoken(new, filed)
    story.versions.append(first)
    story.happen(BookKind.OPENED, active_version=1, said=1)
    for act in acts:
        ACTS[act](story)
    return story


def differs(story: Story, made: Version) -> set[Difference]:
    return set(derivation.of_version(made, story.book, story.history, story.filed))


@given(stories)
def test_of_what_was_issued_rightly_nothing_differs(acts: list[str]) -> None:
    story = told([*acts, "reissue"])
    assert not list(derivation.of_book(story.book, story.history, story.filed))
    assert not [found for made in story.versions for found in differs(story, made)]


@given(stories, st.data())
def test_every_other_entry_name_date_or_detail_differs(acts: list[str], data: st.DataObject) -> None:
    story = told([*acts, "reissue"])
    made = data.draw(st.sampled_from(story.versions))
    changed = {
        "entries": made.entries[1:],
        "issued_on": made.issued_on + timedelta(days=1),
        "employer": "ООО «Кафе»",
        "category": "trade",
        "holder": "somebody",
        "said": made.said + 1,
        "person": made.person.model_copy(update={"snils": "00000000000"}),
        "judgement": made.judgement.model_copy(update={"until": made.issued_on + timedelta(days=9999)}),
    }
    name = data.draw(st.sampled_from(sorted(changed)))
    forged = made.model_copy(update={name: changed[name]})
    later = [event.kind for event in story.history if event.version > made.said]
    if name == "said" and later[:1] != [BookKind.ENTRY_FILED] and made.number < story.book.active_version:
        return  # it knows of one event more, which changes nothing that it says
    assert differs(story, forged)


@given(stories, st.data())
def test_an_event_or_an_entry_that_was_taken_away_is_missed(acts: list[str], data: st.DataObject) -> None:
    story = told(acts)
    lost = data.draw(st.sampled_from(range(len(story.history))))
    history = story.history[:lost] + story.history[lost + 1 :]
    assert Difference.HISTORY in derivation.of_book(story.book, history, story.filed)
    gone = data.draw(st.sampled_from(range(len(story.filed))))
    filed = story.filed[:gone] + story.filed[gone + 1 :]
    assert Difference.CHAIN in derivation.of_book(story.book, story.history, filed)


@pytest.mark.req("ver-02")
@pytest.mark.parametrize("forged", [{"withdrawn": ()}, {"active_version": 1}, {"state": "REVOKED"}])
def test_a_book_that_says_another_state_than_its_history_differs(forged: dict[str, object]) -> None:
    story = told(["withdraw", "reissue"])
    known = story.book.model_copy(update=forged)
    assert Difference.HISTORY in derivation.of_book(known, story.history, story.filed)


def test_no_history_is_no_history() -> None:
    assert list(derivation.of_book(book(chain=GENESIS), [], [])) == [Difference.HISTORY]


@pytest.mark.req("iss-08", "app-07")
def test_the_first_version_says_what_was_approved() -> None:
    photo = attached(DocumentKind.PHOTO)
    story = told([])
    application = draft(book_number=story.book.number, entries=(examination(),))
    made = story.versions[0].model_copy(update={"employer": application.fields.employer.name})

    def agrees(**changes: object) -> bool:
        return derivation.of_origin(story.book, made, application.model_copy(update=changes), [photo])

    assert agrees()
    assert not agrees(book_number="another")
    assert not agrees(holder="somebody")
    assert not agrees(category="trade")
    assert not agrees(fields=application.fields.merged({"name": "Алла"}))
    assert not agrees(fields=application.fields.merged({"employer": {"name": "ООО «Кафе»"}}))
    assert not agrees(entries=())
    assert not derivation.of_origin(story.book, made, application, [])
