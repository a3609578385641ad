"""Finding a service by whatever people call it (group srh)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from shared.domain.model import Model
from shared.domain.words import Vocabulary, other_layout, stems

MOST_SIMILAR = 5


class Need(StrEnum):
    """What an account must have for a service."""

    CONFIRMATION = "confirmation"
    POLICY = "policy"


class Service(Model):
    """Something that can be found; `services.toml` explains the fields."""

    code: str
    title: str
    kind: str
    sections: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    about: str
    names: tuple[str, ...]
    words: tuple[str, ...]


class Match(StrEnum):
    """Why a service was found: by its name, by something like it, or only because nothing was."""

    EXACT = "exact"
    SIMILAR = "similar"
    SUGGESTION = "suggestion"


@dataclass(frozen=True)
class Found:
    """A service, why it was found, and the words of its that were in the query."""

    service: Service
    match: Match
    words: tuple[str, ...] = ()


_WRITTEN = tomllib.loads(Path(__file__).with_name("services.toml").read_text(encoding="utf-8"))

SERVICES = tuple(
    Service.model_validate({"code": code, **known}, strict=False)
    for code, known in _WRITTEN["services"].items()
)


def search(query: str) -> list[Found]:
    """Find services, the best first; if none goes by this name up to five are proposed (srh-05)."""
    asked = _meant(query)
    scored = [(_score(asked, service), service) for service in SERVICES]
    exact = [(score, service) for score, service in scored if score >= 1]
    similar = [(score, service) for score, service in scored if 0 < score < 1]
    found = [Found(service, Match.EXACT, _shared(asked, service)) for _, service in _ranked(exact)]
    found += [Found(service, Match.SIMILAR, _shared(asked, service)) for _, service in _ranked(similar)]
    if found:
        return found[: max(len(exact), MOST_SIMILAR)]
    return [Found(service, Match.SUGGESTION) for service in SERVICES[:MOST_SIMILAR]]


def _meant(query: str) -> frozenset[str]:
    """Take the stems of a query, typing errors and the wrong keyboard layout put right."""
    vocabulary = _vocabulary()
    typed = stems(query)
    if not any(map(vocabulary.knows, typed)):
        switched = stems(other_layout(query))
        typed = switched if any(map(vocabulary.knows, vocabulary.corrected(switched))) else typed
    return frozenset(vocabulary.corrected(typed))


def _score(asked: frozenset[str], service: Service) -> float:
    """Measure a match: from 1 on a name is in the query, whole; the longer the name the better."""
    kind = frozenset(stems(service.kind)) & asked
    telling = asked - _filler() or asked
    whole = [name for name in _names(service) if name <= asked]
    if whole:
        rest = telling - frozenset().union(*whole) - kind
        return 1 + max(map(len, whole)) / (1 + len(rest))
    shared = telling & _words(service)
    return 0.9 * len(shared) / max(len(telling), 1)


def _ranked(scored: list[tuple[float, Service]]) -> list[tuple[float, Service]]:
    return sorted(scored, key=lambda pair: -pair[0])


def _shared(asked: frozenset[str], service: Service) -> tuple[str, ...]:
    """Name the service's words that the query holds, as they are written there."""
    written = " ".join((service.title, *service.names, *service.words)).split()
    shared = {word.lower(): None for word in written if asked.intersection(stems(word)) - _filler()}
    return tuple(shared)


@cache
def _names(service: Service) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stems(name)) for name in service.names)


@cache
def _words(service: Service) -> frozenset[str]:
    return frozenset(stems(" ".join((service.title, service.kind, *service.names, *service.words))))


@cache
def _filler() -> frozenset[str]:
    return frozenset(stems(_WRITTEN["filler"]))


@cache
def _vocabulary() -> Vocabulary:
    texts = [text for service in SERVICES for text in (service.title, *service.names, *service.words)]
    return Vocabulary([*texts, _WRITTEN["filler"]])
