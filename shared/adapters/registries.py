"""The state registries: one contract, and each is told no more than it needs (group val).

    POST {registries}/{registry}/checks   →  {outcome, fields[], reference, entries[]?}

`outcome` is `match`, `mismatch` or `not_found`; `fields` names what differs; the medical registry
adds the entries that clinics have filed. Anything else counts as `unavailable`.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from pydantic import ConfigDict, ValidationError

from shared.adapters import http
from shared.domain.application import Application
from shared.domain.entries import Entry
from shared.domain.fields import Fields
from shared.domain.model import Model
from shared.domain.registries import ASKED, Outcome, Registry
from shared.settings import settings


class Answer(Model):
    """What a registry said."""

    model_config = ConfigDict(extra="ignore")

    outcome: Outcome
    fields: tuple[str, ...] = ()
    reference: str | None = None
    entries: tuple[Entry, ...] = ()


def ask(application: Application, registries: Iterable[Registry], key: str) -> dict[Registry, Answer]:
    """Ask registries about an application, all at once: the slowest sets the pace.

    Under the same key the same question may be answered as before.
    """
    chosen = list(registries)
    with ThreadPoolExecutor(max_workers=len(Registry)) as pool:
        answers = pool.map(lambda registry: _ask(application, registry, key), chosen)
        return dict(zip(chosen, answers, strict=True))


def ask_one(registry: Registry, person: Fields, key: str, **more: str) -> Answer:
    """Ask one registry about a person, telling no more than it needs; silence is an answer as well."""
    known = person.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True, include=set(ASKED[registry])
    )
    try:
        answer = http.post(
            f"{settings.registries_url}/{registry}/checks",
            {**known, **more},
            key=key,
            token=settings.registries_secret,
            seconds=settings.registries_seconds,
        )
        return Answer.model_validate(answer)
    except (http.Unavailable, ValidationError):
        return Answer(outcome=Outcome.UNAVAILABLE)


def _ask(application: Application, registry: Registry, key: str) -> Answer:
    more = {"category": application.category} if registry is Registry.MEDICAL else {}
    return ask_one(registry, application.fields, f"{key}-{registry}", **more)
