"""Faults at every call of AWS: the power is cut, or somebody else is quicker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from botocore.client import BaseClient

from tests.builders import FIELDS

_API: Any = BaseClient


class PowerCut(Exception):
    """The function dies, with a person's data on its lips."""


def power_cut() -> None:
    raise PowerCut(FIELDS)


@contextmanager
def after(place: int, act: Callable[[], object]) -> Iterator[None]:
    """Let something happen when a call of AWS has taken effect and its caller has not heard of it.

    Nothing is kept between two calls, so that after one is before the next.
    """
    real, counter = _API._make_api_call, count()

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        mine = next(counter) == place
        try:
            return real(client, operation, arguments)
        finally:
            if mine:
                act()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_API, "_make_api_call", call)
        yield


def calls_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down every call of AWS from now on."""
    real, made = _API._make_api_call, list[str]()

    def call(client: BaseClient, operation: str, arguments: Any) -> Any:
        made.append(operation)
        return real(client, operation, arguments)

    monkeypatch.setattr(_API, "_make_api_call", call)
    return made
