"""The registry of insured people: whose policies there are (group oms).

POST {registries}/oms/policies   {surname, name, patronymic?, birth_date, snils}   →  {policies[]}
"""

from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from shared.adapters import http
from shared.adapters.http import Unavailable
from shared.domain.account import Profile
from shared.domain.insurance import Insurance, Policy
from shared.settings import settings

_PERSON = {"surname", "name", "patronymic", "birth_date", "snils"}
_POLICIES = TypeAdapter(tuple[Policy, ...])


def look_up(profile: Profile, key: str, now: datetime) -> Insurance:
    """Ask for the policies of a person, by the bound SNILS; raises `Unavailable`."""
    person = profile.model_dump(mode="json", exclude_none=True, include=_PERSON)
    answer = http.post(
        f"{settings.registries_url}/oms/policies",
        person,
        key=key,
        token=settings.registries_secret,
        seconds=settings.registries_seconds,
    )
    try:
        found = _POLICIES.validate_python(answer.get("policies", ()), strict=False)
    except ValidationError:
        raise Unavailable("the answer is not that of the contract") from None
    return Insurance(policies=found, checked_at=now)
