"""What an account has done to confirm its holder: kept together, sealed, and never overwritten unread."""

from typing import Any

import pytest

from shared.cloud import clients
from shared.domain.errors import Conflict, NotFound
from shared.domain.identity import Attempt, Confirmations, Method
from shared.settings import settings
from shared.store import identity, table
from tests.builders import HOLDER, NOW

pytestmark = pytest.mark.usefixtures("aws")


def attempt(number: int) -> Attempt:
    return Attempt(
        id=f"i{number}",
        method=Method.BANK_QR,
        subject="s",
        started_at=NOW,
        expires_at=NOW,
        qr="https://bank.test/secret",
    )


def save(before: Confirmations, number: int) -> None:
    after = before.started(attempt(number))
    table.transact(identity.save(before, after), identity.findable(HOLDER, attempt(number)))


def test_of_two_attempts_started_at_once_the_second_is_told_so_and_none_is_lost() -> None:
    for number in (1, 2):
        seen = identity.of(HOLDER)
        save(seen, number)
        with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
            save(seen, number + 10)
        with pytest.raises(NotFound):
            identity.holder(f"i{number + 10}")
    assert [one.id for one in identity.of(HOLDER).attempts] == ["i1", "i2"]


def test_an_attempt_is_found_by_its_id() -> None:
    save(identity.of(HOLDER), 1)
    assert identity.holder("i1") == HOLDER
    with pytest.raises(NotFound):
        identity.holder("i2")


@pytest.mark.req("sec-03")
def test_what_is_stored_is_sealed_for_its_holder() -> None:
    save(identity.of(HOLDER), 1)
    items: list[Any] = clients.dynamodb().scan(TableName=settings.table)["Items"]
    assert len(items) == 2
    assert "bank.test" not in str(items)
