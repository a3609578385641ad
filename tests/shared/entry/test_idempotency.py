"""The same request again gets the same answer, and costs no more however often people ask."""

from typing import Any

import pytest

from shared.cloud import clients
from shared.domain.errors import Conflict, Invalid
from shared.entry.idempotency import once
from tests.gateway import Context

pytestmark = pytest.mark.usefixtures("aws")


def asked(key: str, body: bytes = b"{}", owner: str = "holder1", answer: str = "made") -> Any:
    return once(owner, "POST /v1/things", key, body, Context(), lambda: {"answer": answer})


@pytest.mark.req("app-05")
def test_a_repetition_gets_the_first_answer_and_another_owner_none_of_it() -> None:
    assert asked("k1") == {"answer": "made"}
    assert asked("k1", answer="made again") == {"answer": "made"}
    assert asked("k1", owner="holder2", answer="theirs") == {"answer": "theirs"}


def test_a_key_is_not_used_for_another_body() -> None:
    asked("k1")
    with pytest.raises(Invalid, match="IDEMPOTENCY_KEY_REUSED"):
        asked("k1", b'{"other": true}')


def test_while_the_first_request_runs_the_second_waits() -> None:
    def meanwhile() -> Any:
        return asked("k1")

    with pytest.raises(Conflict, match="REQUEST_IN_PROGRESS") as refused:
        once("holder1", "POST /v1/things", "k1", b"{}", Context(), meanwhile)
    assert refused.value.retry_after


def test_an_act_that_fails_can_be_repeated() -> None:
    def failing() -> Any:
        raise Conflict("WRONG_STATUS")

    with pytest.raises(Conflict, match="WRONG_STATUS"):
        once("holder1", "POST /v1/things", "k1", b"{}", Context(), failing)
    assert asked("k1") == {"answer": "made"}


def test_the_hundredth_request_of_a_warm_function_says_no_more_than_the_first() -> None:
    said: list[int] = []
    clients.dynamodb().meta.events.register_last(
        "request-created", lambda request, **_: said.append(len(request.headers.get_all("User-Agent")))
    )
    for number in range(100):
        asked(f"k{number}")
    assert said[-1] == said[0]
