"""One event, one message, one letter."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.notify.app import handler, tell
from shared.adapters.http import Unavailable
from shared.cloud.queues import News
from shared.domain import lifecycle
from shared.domain import ticket as tickets_domain
from shared.domain.application import Actor
from shared.domain.events import Aggregate
from shared.domain.health import Part
from shared.domain.states import Kind
from shared.domain.ticket import Reply, TicketKind
from shared.store import accounts, applications, health, messages, tickets
from tests import faults
from tests.builders import FIELDS, HOLDER, NOW, profile
from tests.functions.support.test_tickets import APPEAL
from tests.providers import Outside, outside
from tests.queues import deliver, news_of
from tests.stored import stored_submission, stored_ticket

pytestmark = pytest.mark.usefixtures("aws")

SUBMITTED = news_of("a1", 2)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Outside:
    stored_submission()
    return outside(monkeypatch)


@pytest.mark.req("sts-11", "iss-10")
def test_however_often_the_news_comes_there_is_one_message_and_one_letter(world: Outside) -> None:
    assert [tell(SUBMITTED) for _ in range(3)] == ["mailed", "delivered", "delivered"]
    assert len(messages.of(HOLDER, limit=10, cursor=None).items) == 1
    assert len(world.to("email")) == 1


@pytest.mark.req("sts-11")
def test_news_of_an_event_that_nobody_is_to_hear_of_is_dropped(world: Outside) -> None:
    assert tell(news_of("a1", 1)) == "nothing to tell"
    assert messages.of(HOLDER, limit=10, cursor=None).items == []
    assert world.calls == []


@pytest.mark.req("sts-11")
def test_a_letter_that_could_not_leave_is_sent_on_the_next_attempt_under_the_same_key(world: Outside) -> None:
    world.answers = {"email": Unavailable("down")}
    with pytest.raises(Unavailable):
        tell(SUBMITTED)
    assert len(messages.of(HOLDER, limit=10, cursor=None).items) == 1
    world.answers = {}
    assert tell(SUBMITTED) == "mailed"
    assert len({key for _, _, key in world.calls}) == 1


@pytest.mark.req("ntf-05", "sec-12")
def test_a_letter_says_the_fact_and_nothing_personal(world: Outside) -> None:
    tell(SUBMITTED)
    (letter,) = world.to("email")
    assert letter["to"] == FIELDS["email"]
    said = letter["subject"] + letter["text"]
    assert "принято" in said
    assert "http://portal.test" in said
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in said]


@pytest.mark.req("reg-04")
def test_an_unconfirmed_address_gets_no_letter(world: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "get", lambda _: profile(email_confirmed=False))
    assert tell(SUBMITTED) == "delivered"
    assert world.calls == []


@pytest.fixture
def refused(world: Outside, monkeypatch: pytest.MonkeyPatch) -> News:  # noqa: ARG001 - the application
    """Refuse an application of somebody who has no e-mail."""
    monkeypatch.setattr(accounts, "get", lambda _: profile(email=None, email_confirmed=False))
    application = applications.get("a1")
    for kind in (Kind.CHECKS_STARTED, Kind.REFUSED):
        step = lifecycle.step(application, kind, NOW, Actor.SYSTEM, decided_at=LONG_AGO)
        application = applications.commit(application, step)
    return news_of("a1", application.version)


@pytest.mark.req("ntf-01", "sts-11")
def test_a_decision_goes_by_sms_once_to_whoever_has_no_email(world: Outside, refused: News) -> None:
    assert [tell(refused) for _ in range(2)] == ["texted", "delivered"]
    (sms,) = world.to("sms")
    assert sms["to"] == FIELDS["phone"]
    assert "отказ" in sms["text"]
    assert FIELDS["surname"] not in sms["text"]
    assert applications.get("a1").received_at, "from now on the term of the appeal runs"


@pytest.mark.req("apl-05", "sts-11")
def test_what_told_of_an_earlier_refusal_does_not_start_the_term_of_a_later_one(refused: News) -> None:
    tell(refused)
    application, at = applications.get("a1"), datetime.now(UTC) + timedelta(days=9)
    for kind in (Kind.APPEALED, Kind.APPEAL_RETURNED, Kind.REFUSED):
        changes = {"received_at": None, "decided_at": at, "appeals": (APPEAL,)}
        step = lifecycle.step(application, kind, at, Actor.SYSTEM, **changes)
        application = applications.commit(application, step)
    assert tell(refused) == "delivered"
    assert applications.get("a1").received_at is None


@pytest.mark.req("ntf-02", "ntf-04")
@pytest.mark.parametrize("fault", [Unavailable("slow"), Unavailable("down", 503)])
def test_a_second_provider_takes_over_and_the_first_is_known_to_have_failed(
    world: Outside, refused: News, fault: Unavailable
) -> None:
    world.answers = {"http://sms.test": fault}
    assert tell(refused) == "texted"
    assert [url for url, _, _ in world.calls] == ["http://sms.test", "http://second-sms.test"]
    tallies = health.lately(datetime.now(UTC))
    assert (tallies[Part.SMS].badly, tallies[Part.SECOND_SMS].well) == (1, 1)


@pytest.mark.req("ntf-02")
def test_when_both_providers_are_down_the_news_is_told_again_later(world: Outside, refused: News) -> None:
    world.answers = {"sms.test": Unavailable("down")}
    with pytest.raises(Unavailable):
        tell(refused)
    world.answers = {}
    assert tell(refused) == "texted"


SAID = "Справка дошла, её видно в заявлении."


def answered() -> str:
    """Answer a ticket, and give the news of it."""
    before = stored_ticket()
    step = tickets_domain.step(before, TicketKind.ANSWERED, NOW, Actor.SUPPORT, "r1")
    tickets.commit(before, step, reply=Reply(author=Actor.SUPPORT, at=NOW, text=SAID))
    return News(aggregate=Aggregate.TICKET, id=before.id, version=2).model_dump_json()


@pytest.mark.req("sup-03", "ntf-05")
def test_an_answer_to_a_ticket_is_told_once_in_the_cabinet_and_by_a_letter_that_says_only_the_fact(
    world: Outside,
) -> None:
    assert deliver(handler, *[answered()] * 3) == []
    (message,) = messages.of(HOLDER, limit=10, cursor=None).items
    assert (message.kind, message.ticket_id) == (TicketKind.ANSWERED, "0" * 31 + "1")
    (letter,) = world.to("email")
    said = letter["subject"] + letter["text"]
    assert "есть ответ" in said
    assert message.number
    assert message.number in said
    personal = [value for value in FIELDS.values() if isinstance(value, str)]
    assert not [value for value in (SAID, *personal) if value in said]


@pytest.mark.req("sup-03")
@pytest.mark.parametrize("place", range(12))
def test_a_power_cut_while_an_answer_is_told_loses_no_message_and_sends_no_second_letter(
    world: Outside, place: int
) -> None:
    news = answered()
    with faults.after(place, faults.power_cut):
        deliver(handler, news)
    assert deliver(handler, news) == []
    assert len(messages.of(HOLDER, limit=10, cursor=None).items) == 1
    assert len({key for _, _, key in world.calls}) == 1, "the provider drops what comes under a known key"


@pytest.mark.req("sup-03")
def test_what_a_holder_did_to_the_own_ticket_is_no_news_to_them(world: Outside) -> None:
    before = stored_ticket()
    tickets.commit(before, tickets_domain.step(before, TicketKind.SETTLED, NOW, Actor.APPLICANT, "r1"))
    news = News(aggregate=Aggregate.TICKET, id=before.id, version=2).model_dump_json()
    assert deliver(handler, news) == []
    assert messages.of(HOLDER, limit=10, cursor=None).items == []
    assert world.calls == []
