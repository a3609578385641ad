"""Applications and their histories: together or not at all, and one at a time."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.cloud import clients
from shared.domain.application import Actor, Application, Consent, Deferral, Signature, begin
from shared.domain.errors import Conflict, NotFound, Stale
from shared.domain.lifecycle import step
from shared.domain.registries import Check
from shared.domain.states import Kind, Result, Status
from shared.settings import settings as environment
from shared.store import applications, table
from tests.builders import FIELDS, HOLDER, NOW, examination, fields
from tests.stored import stored_issue

pytestmark = pytest.mark.usefixtures("aws")

NUMBER, OTHER = "JQNQ-XHXK-M4W1", "JQNQ-XHXK-M4WZ"
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
TEXTS = st.text(min_size=1, max_size=9).map(str.strip).filter(bool)
FORMS = st.builds(
    fields,
    patronymic=st.none() | st.just("Юрьевна"),
    birth_place=st.none() | TEXTS,
    birth_date=st.dates().map(date.isoformat),
    passport=st.none() | st.just({"series": None}),
    registration_address=st.fixed_dictionaries({"street": st.none() | TEXTS}),
)
ENTRIES = st.builds(
    examination,
    title=st.none() | TEXTS.filter(str.strip),
    date=st.just(date.min) | st.dates(max_value=date(2026, 1, 1)),
    valid_until=st.none() | st.dates(min_value=date(2026, 1, 1)),
    doctor=st.none() | TEXTS.filter(str.strip),
)
CHANGES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "occupation": st.none() | TEXTS,
        "status": st.sampled_from(Status),
        "result": st.sampled_from(Result),
        "since": MOMENTS,
        "submitted_at": st.none() | MOMENTS,
        "fields": FORMS,
        "prefilled": st.lists(TEXTS, max_size=2).map(tuple),
        "number": st.none() | TEXTS,
        "consents": st.lists(st.builds(Consent, given_at=MOMENTS), max_size=2).map(tuple),
        "signature": st.none() | st.builds(Signature, signed_at=MOMENTS),
        "checks": st.lists(st.builds(Check, fields=..., checked_at=st.none() | MOMENTS), max_size=2).map(
            tuple
        ),
        "deferral": st.none() | st.builds(Deferral, first_at=MOMENTS, retry_at=MOMENTS),
        "reviewer_needed": st.booleans(),
        "entries": st.lists(ENTRIES, max_size=2).map(tuple),
    }
)

SOMETHING = table.put(table.item("BOOK", "1", applications._Pointer(application_id="b1")), Conflict("OTHER"))


def started(name: str = "a1", occupation: str | None = "повар", holder: str = HOLDER) -> Application:
    new = begin(name, holder, "catering", occupation, NOW)
    return commit(new, Kind.STARTED, fields=fields())


def commit(before: Application, kind: Kind, *also: table.Write, **changes: object) -> Application:
    return applications.commit(before, step(before, kind, NOW, Actor.SYSTEM, **changes), *also)


def kinds(name: str = "a1") -> list[Kind]:
    return [event.kind for event in applications.history(name)]


def everything() -> list[dict[str, Any]]:
    return sorted(
        clients.dynamodb().scan(TableName=environment.table)["Items"],
        key=lambda one: (one["PK"]["S"], one["SK"]["S"]),
    )


@given(CHANGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_application_is_read_as_it_was_written(changes: dict[str, Any]) -> None:
    new = begin(uuid.uuid4().hex, HOLDER, "catering", None, NOW)
    written = applications.save(new, new.model_copy(update=changes))
    assert applications.get(new.id) == written


@pytest.mark.req("sts-10")
def test_every_event_is_kept_and_the_state_is_the_one_that_it_led_to() -> None:
    application = commit(started(), Kind.SUBMITTED)
    assert applications.get("a1") == application
    assert (application.version, application.revision) == (2, 2)
    assert [(event.version, event.kind) for event in applications.history("a1")] == [
        (1, Kind.STARTED),
        (2, Kind.SUBMITTED),
    ]
    assert applications.event("a1", 2) == applications.history("a1")[1]
    assert applications.event("a1", 2).status is application.status


@pytest.mark.req("sts-10")
def test_a_long_history_stays_in_order() -> None:
    application = commit(commit(started(), Kind.SUBMITTED), Kind.CHECKS_STARTED)
    for _ in range(9):
        application = commit(application, Kind.CHECKS_DEFERRED)
    assert [event.version for event in applications.history("a1")] == list(range(1, 13))


@pytest.mark.req("rel-03", "rev-03")
def test_of_two_steps_from_one_state_the_second_is_refused_with_all_that_it_brings() -> None:
    reviewed = commit(commit(started(), Kind.SUBMITTED), Kind.CHECKS_STARTED)
    commit(reviewed, Kind.APPROVED, book_number=NUMBER)
    before = everything()
    for kind in (Kind.APPROVED, Kind.REFUSED, Kind.CHECKS_DEFERRED):
        with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
            commit(reviewed, kind, SOMETHING)
    assert everything() == before


@pytest.mark.req("rel-03")
def test_when_what_comes_along_is_refused_neither_event_nor_state_is_written() -> None:
    draft = started()
    table.transact(SOMETHING)
    before = everything()
    with pytest.raises(Conflict, match="OTHER"):
        commit(draft, Kind.SUBMITTED, SOMETHING, number=NUMBER)
    assert everything() == before
    assert commit(draft, Kind.SUBMITTED, number=NUMBER).number == NUMBER


def test_what_the_form_says_is_saved_without_an_event() -> None:
    draft = started()
    changed = applications.save(draft, draft.model_copy(update={"occupation": "пекарь"}))
    assert (changed.version, changed.revision) == (1, 2)
    assert applications.get("a1") == changed
    assert kinds() == [Kind.STARTED]


@pytest.mark.req("app-11")
def test_of_a_form_saved_and_an_event_committed_at_once_only_the_first_one_counts() -> None:
    draft = started()
    saved = applications.save(draft, draft.model_copy(update={"occupation": "пекарь"}))
    with pytest.raises(Stale, match="REVISION_STALE"):
        applications.save(draft, draft.model_copy(update={"occupation": "слесарь"}))
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        commit(draft, Kind.SUBMITTED)
    assert (applications.get("a1"), kinds()) == (saved, [Kind.STARTED])
    sent = commit(saved, Kind.SUBMITTED)
    with pytest.raises(Stale, match="REVISION_STALE"):
        applications.save(saved, saved.model_copy(update={"occupation": "слесарь"}))
    assert applications.get("a1") == sent


def test_an_application_is_started_once() -> None:
    first = started()
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        started(occupation="пекарь")
    assert applications.get("a1") == first


@pytest.mark.req("app-07")
def test_a_number_is_never_given_twice_not_even_after_a_withdrawal() -> None:
    first, second = started("a1"), started("a2", "пекарь")
    commit(commit(first, Kind.SUBMITTED, number=NUMBER), Kind.WITHDRAWN)
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        commit(second, Kind.SUBMITTED, number=NUMBER)
    assert applications.get("a2") == second
    commit(second, Kind.SUBMITTED, number=OTHER)
    assert [applications.with_number(number) for number in (NUMBER, OTHER)] == ["a1", "a2"]


@pytest.mark.req("app-15")
def test_a_person_has_one_active_application_for_a_profession() -> None:
    commit(started("a1"), Kind.SUBMITTED)
    same = started("a2", "ПОВАР")
    with pytest.raises(Conflict, match="DUPLICATE_APPLICATION"):
        commit(same, Kind.SUBMITTED)
    assert (applications.get("a2"), kinds("a2")) == (same, [Kind.STARTED])
    commit(started("a3", "пекарь"), Kind.SUBMITTED)
    commit(started("a4", None), Kind.SUBMITTED)
    commit(started("a5", holder="somebody"), Kind.SUBMITTED)


@pytest.mark.req("app-15")
@pytest.mark.parametrize(
    "ended",
    [
        (Kind.WITHDRAWN,),
        (Kind.CHECKS_STARTED, Kind.REFUSED),
        (Kind.CHECKS_STARTED, Kind.APPROVED, Kind.SEALED, Kind.PUBLISHED),
    ],
)
def test_when_an_application_has_come_to_its_end_the_next_one_may_follow(ended: tuple[Kind, ...]) -> None:
    application, following = commit(started("a1"), Kind.SUBMITTED), started("a2")
    for kind in ended:
        with pytest.raises(Conflict, match="DUPLICATE_APPLICATION"):
            commit(following, Kind.SUBMITTED)
        application = commit(application, kind)
    commit(following, Kind.SUBMITTED)


@pytest.mark.req("srh-11", "act-01")
def test_a_holder_sees_their_own_applications_newest_first_and_no_deleted_ones() -> None:
    for place in range(4):
        new = begin(f"a{place}", HOLDER, "catering", f"{place}", NOW + timedelta(seconds=place))
        commit(new, Kind.STARTED)
    started("b1", holder="somebody")
    commit(applications.get("a2"), Kind.DISCARDED)
    assert [[one.id for one in page] for page in pages(HOLDER, 2)] == [["a3", "a1"], ["a0"]]
    assert [[one.id for one in page] for page in pages("somebody", 2)] == [["b1"]]


def pages(holder: str, limit: int) -> Iterator[list[Application]]:
    """Turn the pages of a list; the last one may be empty."""
    cursor = None
    for _ in range(9):
        page = applications.of(holder, limit=limit, cursor=cursor)
        if page.items:
            yield page.items
        cursor = page.next_cursor
        if not cursor:
            return
    raise AssertionError("the list does not end")


@pytest.mark.req("act-01")
def test_what_is_not_the_holders_or_is_deleted_is_not_found() -> None:
    draft = started()
    assert applications.owned("a1", HOLDER) == draft
    commit(draft, Kind.DISCARDED)
    for read in (
        lambda: applications.owned("a1", HOLDER),
        lambda: applications.owned("a1", "somebody"),
        lambda: applications.get("never"),
        lambda: applications.event("a1", 9),
        lambda: applications.with_number(NUMBER),
    ):
        with pytest.raises(NotFound):
            read()


@pytest.mark.req("val-18")
def test_deferred_checks_are_due_from_their_moment_on_until_something_else_happens() -> None:
    reviewed = commit(commit(started(), Kind.SUBMITTED), Kind.CHECKS_STARTED)
    deferral = Deferral(attempts=1, first_at=NOW, retry_at=NOW + timedelta(minutes=1))
    waiting = commit(reviewed, Kind.CHECKS_DEFERRED, deferral=deferral)
    tick = timedelta(milliseconds=1)
    due = [[*applications.due_until(deferral.retry_at + late)] for late in (-tick, 0 * tick, tick)]
    assert due == [[], ["a1"], ["a1"]]
    later = deferral.model_copy(update={"retry_at": NOW + timedelta(minutes=6)})
    again = commit(waiting, Kind.CHECKS_DEFERRED, deferral=later)
    assert [*applications.due_until(deferral.retry_at)] == []
    commit(again, Kind.WITHDRAWN)
    assert [*applications.due_until(NOW + timedelta(days=9))] == []


@pytest.mark.req("val-05", "sec-03", "sec-09")
def test_nothing_personal_lies_open_in_any_item() -> None:
    stored_issue()
    known = [FIELDS[name] for name in ("surname", "birth_date", "snils", "inn", "phone", "email")]
    known += [FIELDS["passport"]["number"], FIELDS["oms_policy"]["number"]]
    assert not [value for value in known if value in str(everything())]
    assert applications.get("a1").fields == fields()
