"""Every minute: what is due goes back to its queue, and what is not stays (val-18)."""

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from functions.deadlines.app import handler
from shared.cloud import clients, queues
from shared.cloud.queues import News
from shared.domain import lifecycle, terms
from shared.domain.application import Actor, Application, Deferral, begin
from shared.domain.lifecycle import step
from shared.domain.states import Effect, Kind
from shared.store import applications
from tests.builders import FIELDS, NOW, fields
from tests.functions.support.test_tickets import APPEAL
from tests.gateway import Context
from tests.queues import news_of

pytestmark = pytest.mark.usefixtures("aws")

API: Any = BaseClient
MINUTE, TICK = timedelta(minutes=1), timedelta(milliseconds=1)


def waiting(name: str, due: datetime) -> News:
    """Defer the checks of an application, and say what is to be told when they are due."""
    new = begin(name, name, "catering", "повар", NOW)
    deferral = Deferral(attempts=1, first_at=NOW, retry_at=due)
    application = commit(new, Kind.STARTED, fields=fields())
    for kind, changes in (
        (Kind.SUBMITTED, {}),
        (Kind.CHECKS_STARTED, {}),
        (Kind.CHECKS_DEFERRED, {"deferral": deferral}),
    ):
        application = commit(application, kind, **changes)
    return news_of(name, application.version)


def commit(before: Application, kind: Kind, **changes: object) -> Application:
    return applications.commit(before, step(before, kind, NOW, Actor.SYSTEM, **changes))


def run(now: datetime | None = None) -> int:
    """Let the minute strike, and say how many checks it found due."""
    event = {"now": now.isoformat()} if now else {}
    return outcomes(event)["checks"]


def outcomes(event: dict[str, str]) -> dict[str, int]:
    """Let the minute strike, and say how often each deadline passed."""
    done: dict[str, int] = handler(event, Context())
    return done


def told(effect: Effect = Effect.VERIFY) -> list[str]:
    """Empty a queue."""
    bodies: list[str] = []
    while (
        answer := clients.sqs()
        .receive_message(QueueUrl=queues._URLS[effect], MaxNumberOfMessages=10)
        .get("Messages")
    ):
        bodies += [message["Body"] for message in answer]
    return bodies


@pytest.mark.req("val-18", "rel-06", "sec-12")
def test_only_what_is_due_is_told_oldest_first_and_by_identifiers_only(logged: io.StringIO) -> None:
    late = waiting("late", NOW + MINUTE)
    later, exact = waiting("later", NOW + 2 * MINUTE + TICK), waiting("exact", NOW + 2 * MINUTE)
    assert run(NOW + MINUTE - TICK) == 0
    assert run(NOW + 2 * MINUTE) == 2
    assert told() == [late.model_dump_json(), exact.model_dump_json()]
    assert run(NOW + 2 * MINUTE + TICK) == 3
    assert later.model_dump_json() in told()
    assert (told(Effect.ISSUE), told(Effect.NOTIFY)) == ([], [])
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line.get("checks") for line in lines] == [None, 2, 3]
    assert not [value for value in FIELDS.values() if isinstance(value, str) and value in str(lines)]


@pytest.mark.req("val-18")
def test_what_is_due_is_told_every_minute_until_it_has_been_taken_up() -> None:
    news = waiting("a1", NOW)
    assert [run(NOW + minute * MINUTE) for minute in range(3)] == [1, 1, 1]
    assert told() == [news.model_dump_json()] * 3
    waited = applications.get("a1")
    later = Deferral(attempts=2, first_at=NOW, retry_at=NOW + 9 * MINUTE)
    commit(waited, Kind.CHECKS_DEFERRED, deferral=later)
    assert [run(NOW + minute * MINUTE) for minute in (8, 9)] == [0, 1]
    assert told() == [news_of("a1", news.version + 1).model_dump_json()]


@pytest.mark.req("val-18")
@pytest.mark.parametrize("kind", [Kind.APPROVED, Kind.REFUSED, Kind.RETURNED, Kind.WITHDRAWN])
def test_an_application_that_has_left_the_review_is_not_checked_again(kind: Kind) -> None:
    waiting("a1", NOW)
    commit(applications.get("a1"), kind)
    assert (run(NOW + timedelta(days=3)), told()) == (0, [])


@pytest.mark.req("val-18")
def test_the_moment_counts_and_not_the_clock_it_was_read_from() -> None:
    waiting("a1", NOW)
    moscow = timezone(timedelta(hours=3))
    assert [run(moment.astimezone(moscow)) for moment in (NOW - TICK, NOW)] == [0, 1]


@pytest.mark.req("val-18")
def test_without_a_moment_the_present_one_counts() -> None:
    present = datetime.now(UTC)
    waiting("past", present - MINUTE)
    waiting("future", present + timedelta(hours=1))
    assert run() == 1
    assert [News.model_validate_json(body).id for body in told()] == ["past"]


@pytest.mark.req("rel-03", "rel-06")
def test_what_could_not_be_told_is_told_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [waiting(name, NOW).model_dump_json() for name in ("a1", "a2")]
    real = API._make_api_call

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        if arguments.get("MessageBody") == both[1]:
            raise ClientError({"Error": {"Code": "ServiceUnavailable"}}, operation)
        return real(client, operation, arguments)

    with monkeypatch.context() as outage:
        outage.setattr(API, "_make_api_call", call)
        assert run(NOW) == 1
    assert told() == both[:1]
    assert run(NOW) == 2
    assert sorted(told()) == both


def drafted(name: str = "a1") -> Application:
    new = begin(name, name, "catering", "повар", NOW)
    return commit(new, Kind.STARTED, fields=fields())


def in_review(**changes: object) -> Application:
    """Put an application before a reviewer on Monday, 23 November."""
    application = commit(drafted(), Kind.SUBMITTED, submitted_at=NOW, number="JQNQ-XHXK-M4W1", **changes)
    application = commit(application, Kind.CHECKS_STARTED)
    return commit(application, Kind.REVIEW_NEEDED, reviewer_needed=True)


def kinds() -> list[Kind]:
    return [event.kind for event in applications.history("a1")]


def at(text: str) -> dict[str, str]:
    return {"now": f"{text}+03:00"}


@pytest.mark.req("sts-13", "rev-04")
def test_a_review_is_late_on_the_first_moment_of_working_day_eleven_once() -> None:
    in_review()
    assert outcomes(at("2026-12-07T23:59:59"))["term_passed"] == 0
    assert outcomes(at("2026-12-08T00:00:00"))["term_passed"] == 1
    assert outcomes(at("2026-12-09T00:00:00"))["term_passed"] == 0
    assert kinds().count(Kind.TERM_PASSED) == 1
    assert applications.get("a1").overdue


@pytest.mark.req("sts-14")
def test_while_the_applicant_corrects_the_clock_of_the_review_stands_still() -> None:
    application = in_review()
    until = NOW + timedelta(days=14)
    commit(application, Kind.RETURNED, correction_until=until)
    assert outcomes({"now": (until - TICK).isoformat()})["term_passed"] == 0
    assert kinds()[-1] is Kind.RETURNED


@pytest.mark.req("sts-14", "cln-12")
def test_it_stands_still_when_a_clinic_has_filed_its_part_and_the_applicant_has_not() -> None:
    until = NOW + timedelta(days=28)
    returned = commit(in_review(), Kind.RETURNED, correction_until=until)
    commit(returned, Kind.CONCLUSION_FILED)
    assert outcomes({"now": (until - TICK).isoformat()})["term_passed"] == 0
    corrected = commit(applications.get("a1"), Kind.CORRECTED)
    assert terms.review_due(corrected) is not None


@pytest.mark.req("rev-05", "apl-10")
def test_a_repeated_application_that_an_appeal_sends_back_has_its_term_anew() -> None:
    later = NOW + timedelta(days=30)
    refused = commit(in_review(previous_application_id="a0"), Kind.REFUSED)
    appealed = commit(refused, Kind.APPEALED, appeals=(APPEAL,))
    returned = lifecycle.step(appealed, Kind.APPEAL_RETURNED, later, Actor.APPEAL_OFFICER)
    applications.commit(appealed, returned)
    assert terms.review_due(applications.get("a1")) == date(2026, 12, 30)
    assert outcomes(at("2026-12-23T12:10:00"))["term_passed"] == 0
    assert outcomes(at("2027-01-11T00:00:00"))["term_passed"] == 1


@pytest.mark.req("rev-05")
def test_of_a_repeated_application_the_last_of_five_days_is_announced_and_the_sixth_is_late() -> None:
    in_review(previous_application_id="a0")
    assert outcomes(at("2026-11-29T23:59:59")) == dict.fromkeys(outcomes(at("2026-11-29T00:00:00")), 0)
    assert outcomes(at("2026-11-30T00:00:00"))["term_near"] == 1
    assert outcomes(at("2026-11-30T23:59:59"))["term_near"] == 0
    assert outcomes(at("2026-12-01T00:00:00"))["term_passed"] == 1


@pytest.mark.req("sts-06")
def test_corrections_that_do_not_come_in_time_end_in_a_refusal_with_its_reason() -> None:
    until = NOW + timedelta(days=14)
    commit(in_review(), Kind.RETURNED, correction_until=until)
    assert outcomes({"now": (until - TICK).isoformat()})["correction_lapsed"] == 0
    assert outcomes({"now": until.isoformat()})["correction_lapsed"] == 1
    refused = applications.get("a1")
    assert (refused.status, refused.decided_at) == ("REJECTED", until)
    assert [reason.code for reason in refused.reasons] == ["CORRECTION_TERM_PASSED"]
    assert refused.decision_number


def test_a_draft_is_remembered_a_week_before_it_is_deleted_with_all_that_it_held() -> None:
    drafted()
    reminded, deleted = NOW + timedelta(days=83), NOW + timedelta(days=90)
    assert outcomes({"now": (reminded - TICK).isoformat()})["reminded"] == 0
    assert outcomes({"now": reminded.isoformat()})["reminded"] == 1
    assert outcomes({"now": (deleted - TICK).isoformat()})["lapsed"] == 0
    assert outcomes({"now": deleted.isoformat()})["lapsed"] == 1
    gone = applications.get("a1")
    assert (gone.status, gone.fields.snils) == ("DELETED", None)
    assert kinds() == [Kind.STARTED, Kind.REMINDED, Kind.LAPSED]


def test_a_draft_that_is_changed_is_kept_for_another_ninety_days() -> None:
    draft = drafted()
    later = NOW + timedelta(days=80)
    applications.save(draft, draft.model_copy(update={"changed_at": later}))
    assert outcomes({"now": (NOW + timedelta(days=90)).isoformat()})["lapsed"] == 0
    assert outcomes({"now": (later + timedelta(days=90)).isoformat()})["lapsed"] == 1


def test_what_was_overslept_for_months_is_caught_up_with_in_its_order() -> None:
    drafted()
    done = outcomes({"now": (NOW + timedelta(days=400)).isoformat()})
    assert (done["reminded"], done["lapsed"]) == (1, 1)
