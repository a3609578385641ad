"""Whatever fails outside, at whichever step: nobody is refused for it, and nothing is lost (rej-08)."""

from collections.abc import Callable
from typing import Any

import pytest
from urllib3 import HTTPResponse
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from functions.account.app import app as account
from functions.issue import documents
from shared.adapters import timestamps
from shared.adapters.http import Unavailable
from shared.domain.account import Level
from shared.domain.states import Kind, Result, Status
from shared.store import accounts, messages
from tests.clock import Clock
from tests.gateway import Reply
from tests.process.cast import Applicant
from tests.process.conftest import Somebody
from tests.process.outside import PATHS, Outside
from tests.process.stage import Stage

FAULTS: tuple[Any, ...] = (
    ReadTimeoutError(None, "", "slow"),  # type: ignore[arg-type]
    NewConnectionError(None, "refused"),  # type: ignore[arg-type]
    HTTPResponse(b"<html>Internal Server Err", status=500),
    HTTPResponse(b"neither JSON nor a stamp"),
)
"""At each step another one, so that every part meets all of them."""
BESIDE = {"second_sms": ("sms",)}
"""What is asked only where something else is down as well."""
HALF_AN_HOUR, TRIES = {"minutes": 30.0}, 8


def confirmed(one: Applicant) -> Reply:
    """Confirm who one is, by a provider's page."""
    begun = one(account, "POST", "/v1/me/identity", {"method": "video_call"})
    if begun.status == 201:
        page = begun.json["action"]["url"]
        one.outside.steer("POST", page[page.index("/dev/") :] + "?outcome=accept")
    return begun


def called(one: Applicant) -> Reply:
    """Have a code read aloud."""
    return one(account, "POST", "/v1/me/identity", {"method": "phone_call"})


STEPS: tuple[Callable[[Applicant], Any], ...] = (
    *(called, confirmed, lambda one: one.start("culture"), Applicant.check, Applicant.send),
    *(Applicant.pay, lambda one: one.stage.settle()),
)
"""From a stranger to a book; what has been done is not done again."""


def reached(one: Applicant) -> int:
    """Say which steps are behind somebody."""
    if accounts.get(one.name).level is not Level.CONFIRMED:
        return 0
    if not one.id:
        return 2
    here = one.now()
    return 3 if here.status is Status.DRAFT else 5 if here.unpaid else 6


@pytest.mark.req("rej-08", "rel-03", "rel-06", "val-18", "ntf-02", "sts-11", "pay-10")
@pytest.mark.parametrize("stage", ["ledger"], indirect=True)
@pytest.mark.parametrize("part", PATHS)
@pytest.mark.usefixtures("blank", "stamped")
def test_what_is_down_at_any_step_refuses_nobody_and_afterwards_the_book_comes(
    stage: Stage, outside: Outside, somebody: Somebody, part: str
) -> None:
    for place in range(len(STEPS)):
        one = somebody(place + 1, level=Level.BASIC)
        broken = dict.fromkeys([part, *BESIDE.get(part, ())], FAULTS[place % len(FAULTS)])
        for number, step in enumerate(STEPS):
            outside.down = broken if number >= place else {}
            step(one)
        stage.later(**HALF_AN_HOUR)
        if one.id:
            assert Kind.REFUSED not in one.kinds()
            assert one.now().status is not Status.REJECTED
        outside.down = {}
        carry_on(stage, one)
        assert one.now().result is Result.ISSUED, (place, one.kinds(), stage.held)
        assert Kind.REFUSED not in one.kinds()
        told = messages.of(one.name, limit=100, cursor=None).items
        assert all(each.sent_at for each in told if each.application_id)
    assert stage.held == []
    assert part in outside.asked


def carry_on(stage: Stage, one: Applicant) -> None:
    """Go on where one was stopped, as somebody does who comes back later."""
    for _ in range(TRIES):
        for step in STEPS[reached(one) :]:
            step(one)
        stage.later(**HALF_AN_HOUR)
        if one.id and one.now().result is Result.ISSUED:
            return


@pytest.fixture
def stamped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a blank document be stamped at least: without a stamp it waits for a few minutes, and goes out."""

    def signed(pdf: bytes, at: Any, _reason: str) -> bytes:
        try:
            timestamps.stamp(b"")
        except Unavailable:
            if Clock.moment - at < documents._PATIENCE:
                raise
        return pdf

    monkeypatch.setattr(documents, "_signed", signed)
