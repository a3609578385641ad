"""The outside world in a test: what was asked of it, and answers chosen by the test."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.adapters import http

Call = dict[str, Any]


@dataclass
class Outside:
    """Takes every outside call; `answers` maps a part of the URL to an answer or to a fault."""

    answers: dict[str, Call | Exception] = field(default_factory=dict)
    calls: list[tuple[str, Call, str]] = field(default_factory=list)

    def post(self, url: str, body: Call, *, key: str, token: str, seconds: float) -> Call:  # noqa: ARG002
        """Note the call, and answer it."""
        self.calls.append((url, body, key))
        answer = next((answer for part, answer in self.answers.items() if part in url), {})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, url: str, *, seconds: float) -> Call:
        """Note the question, and answer it."""
        return self.post(url, {}, key="", token="", seconds=seconds)

    def to(self, part: str) -> list[Call]:
        """List the bodies that went to a URL."""
        return [body for url, body, _ in self.calls if part in url]


def outside(monkeypatch: pytest.MonkeyPatch, **answers: Call | Exception) -> Outside:
    """Stand in for all providers."""
    world = Outside(answers)
    monkeypatch.setattr(http, "post", world.post)
    monkeypatch.setattr(http, "get", world.get)
    return world
