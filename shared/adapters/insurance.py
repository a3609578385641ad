"""The registry of insured people: whose policies there are (group oms).

POST {registries}/oms/policies   {surname, name, patronymic?, birth_date, snils}          →  {policies[]}
POST {registries}/oms/requests   {…the same, residence, insurer}                          →  {policy?}

Of two requests under one key one is made. Without a `policy` the insurer has refused.
"""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import ConfigDict, ValidationError

from shared.adapters import http
from shared.adapters.http import Unavailable
from shared.domain.account import Profile
from shared.domain.insurance import Insurance, Policy, PolicyRequest
from shared.domain.model import Model
from shared.settings import settings

_PERSON = {"surname", "name", "patronymic", "birth_date", "snils"}


class _Found(Model):
    model_config = ConfigDict(extra="ignore", strict=False)

    policies: tuple[Policy, ...] = ()


class _Made(Model):
    model_config = ConfigDict(extra="ignore", strict=False)

    policy: Policy | None = None


A = TypeVar("A", bound=Model)


def look_up(profile: Profile, key: str, now: datetime) -> Insurance:
    """Ask for the policies of a person, by the bound SNILS; raises `Unavailable`."""
    found = _told("policies", _person(profile), key, _Found).policies
    return Insurance(policies=found, checked_at=now)


def apply(profile: Profile, request: PolicyRequest) -> Policy | None:
    """Have a policy made, once; None if it is refused. Raises `Unavailable`."""
    said = request.model_dump(mode="json", exclude_none=True, include={"residence", "insurer"})
    return _told("requests", {**_person(profile), **said}, request.id, _Made).policy


def _person(profile: Profile) -> dict[str, Any]:
    return profile.model_dump(mode="json", exclude_none=True, include=_PERSON)


def _told(path: str, body: dict[str, Any], key: str, model: type[A]) -> A:
    answer = http.post(
        f"{settings.registries_url}/oms/{path}",
        body,
        key=key,
        token=settings.registries_secret,
        seconds=settings.registries_seconds,
    )
    try:
        return model.model_validate(answer)
    except ValidationError:
        raise Unavailable("the answer is not that of the contract") from None
