"""The tables of a ticket, walked in every direction."""

import pytest

from shared.domain.application import Actor
from shared.domain.errors import Conflict, Forbidden
from shared.domain.states import Effect
from shared.domain.texts import Language, text
from shared.domain.ticket import BY, CONVERSATION, REQUEST, Subject, TicketKind, TicketState, step, table_of
from tests.builders import NOW, ticket

TABLES = (CONVERSATION, REQUEST)
LATER = NOW.replace(hour=12)


@pytest.mark.req("sup-03")
@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("kind", TicketKind)
def test_an_event_happens_where_it_is_listed_and_nowhere_else(
    subject: Subject, state: TicketState, kind: TicketKind
) -> None:
    before = ticket(subject=subject, state=state, version=3)
    actor = min(BY[kind])
    listed = table_of(subject).get(state, {}).get(kind)
    if listed is None:
        with pytest.raises(Conflict) as refused:
            step(before, kind, LATER, actor, "r1")
        assert refused.value.code == "TICKET_STATUS"
        return
    made = step(before, kind, LATER, actor, "r1")
    assert (made.ticket.state, made.event.effects) == (listed[0], listed[1:])
    assert made.event.version == made.ticket.version == 4
    assert made.ticket.since == (NOW if listed[0] is state else LATER)


@pytest.mark.req("sup-03", "act-11")
@pytest.mark.parametrize("kind", TicketKind)
def test_an_event_is_made_by_those_who_may_and_by_nobody_else(kind: TicketKind) -> None:
    state = TicketState.NEW if kind is TicketKind.OPENED else TicketState.OPEN
    subject = Subject.QUESTION if kind in CONVERSATION[state] else Subject.ADD_CLINIC
    for actor in set(Actor) - BY[kind]:
        with pytest.raises(Forbidden):
            step(ticket(subject=subject, state=state), kind, NOW, actor, "r1")
    for actor in BY[kind]:
        assert step(ticket(subject=subject, state=state), kind, NOW, actor, "r1").event.actor is actor


@pytest.mark.req("sup-03", "cln-09")
def test_whatever_the_support_does_is_announced_and_has_its_texts() -> None:
    for table in TABLES:
        for row in table.values():
            for kind, (_, *effects) in row.items():
                assert (Effect.NOTIFY in effects) or BY[kind] == {Actor.APPLICANT}
                for language in Language:
                    if effects:
                        assert "1" in text("message_subjects", kind, language, number="1")
                        assert text("message_texts", kind, language)


def test_every_state_and_subject_that_is_shown_has_its_label() -> None:
    for language in Language:
        assert all(text("ticket_states", state, language) for state in TicketState if state != "NEW")
        assert all(text("ticket_subjects", subject, language) for subject in Subject)


@pytest.mark.req("cln-09")
def test_a_request_for_a_clinic_ends_with_a_decision_or_with_its_asker() -> None:
    ends = {row[kind][0]: kind for row in REQUEST.values() for kind in row if not REQUEST[row[kind][0]]}
    assert ends == {
        TicketState.CONFIRMED: TicketKind.CONFIRMED,
        TicketState.DECLINED: TicketKind.DECLINED,
        TicketState.CLOSED: TicketKind.SETTLED,
    }
