"""One event, one message, one letter."""

import pytest

from functions.notify.app import tell
from shared.adapters.http import Unavailable
from shared.cloud.queues import News
from shared.store import messages
from tests.builders import FIELDS, HOLDER
from tests.providers import Outside, outside
from tests.stored import stored_submission

pytestmark = pytest.mark.usefixtures("aws")

SUBMITTED = News(application_id="a1", version=2)


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
    assert tell(News(application_id="a1", version=1)) == "nothing to tell"
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
    from shared.store import accounts  # noqa: PLC0415 - one profile is changed below the surface
    from tests.builders import profile  # noqa: PLC0415

    monkeypatch.setattr(accounts, "get", lambda _: profile(email_confirmed=False))
    assert tell(SUBMITTED) == "delivered"
    assert world.calls == []
