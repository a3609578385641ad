"""Finding a service by whatever people call it (group srh)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from shared.domain.model import Model
from shared.domain.words import Vocabulary, stems

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
    known = {service.code: service for service in SERVICES}
    return [Found(known[code], Match.SUGGESTION) for code in _WRITTEN["nothing_found"]]


def _meant(query: str) -> frozenset[str]:
    """Take the stems that a query means, without the books of other kinds."""
    return frozenset().union(*(_ours(frozenset(phrase)) for phrase in _vocabulary().meant(query)))


def _ours(phrase: frozenset[str]) -> frozenset[str]:
    """Leave out the «книжка» of a phrase that calls it another one than ours."""
    another = phrase & _listed("other") and not phrase & _listed("own")
    return phrase - _listed("noun") if another else phrase


def _score(asked: frozenset[str], service: Service) -> float:
    """Measure a match: from 1 on a name is in the query, whole; the longer the name the better."""
    kind = frozenset(stems(service.kind)) & asked
    telling = _telling(asked)
    whole = [name for name in _names(service) if name <= asked and (name == telling or name - _vague())]
    if whole:
        rest = telling - frozenset().union(*whole) - kind
        return 1 + max(map(len, whole)) / (1 + len(rest))
    return 0.9 * len(telling & _words(service)) / max(len(telling), 1)


def _telling(asked: frozenset[str]) -> frozenset[str]:
    """Keep the words that can make a service similar; beside a stranger most vague ones cannot."""
    telling = asked - _listed("filler") or asked
    if telling <= _vague().union(*map(_words, SERVICES)):
        return telling
    pointing = (hint for service in SERVICES for hint in _hints(service) if hint <= telling)
    return telling - _vague().difference(*pointing)


def _ranked(scored: list[tuple[float, Service]]) -> list[tuple[float, Service]]:
    return sorted(scored, key=lambda pair: -pair[0])


def _shared(asked: frozenset[str], service: Service) -> tuple[str, ...]:
    """Name the service's words that the query holds, as they are written there."""
    written = " ".join((service.title, *service.names, *service.words)).split()
    telling = _telling(asked) - _listed("filler")
    shared = {word.lower(): None for word in written if telling.intersection(stems(word))}
    return tuple(shared)


@cache
def _names(service: Service) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stems(name)) for name in service.names)


@cache
def _words(service: Service) -> frozenset[str]:
    return frozenset(stems(" ".join((service.title, service.kind, *service.names, *service.words))))


@cache
def _hints(service: Service) -> tuple[frozenset[str], ...]:
    """Take the words that point at a service only together."""
    return tuple(frozenset(stems(hint)) for hint in service.words if len(hint.split()) > 1)


@cache
def _vague() -> frozenset[str]:
    return _listed("vague") | _listed("own")


@cache
def _listed(what: str) -> frozenset[str]:
    return frozenset(stems(_WRITTEN[what]))


@cache
def _vocabulary() -> Vocabulary:
    texts = [text for service in SERVICES for text in (service.title, *service.names, *service.words)]
    return Vocabulary([*texts, _WRITTEN["filler"], _WRITTEN["vague"]], others=_WRITTEN["other"])
