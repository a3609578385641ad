"""Where to be examined: the register of clinics, by distance and by what they do (group cln)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from shared.domain.clinic import Clinic, ClinicService, Integration, Point
from shared.domain.model import Model
from shared.domain.personal import wrong
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import clinics

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_PLACE = r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?"


def _place(text: str) -> Point:
    if not re.fullmatch(_PLACE, text):
        raise wrong("FIELD_INVALID")
    latitude, longitude = map(float, text.split(","))
    return Point(latitude=latitude, longitude=longitude)


_Place = Annotated[
    Point, BeforeValidator(_place), WithJsonSchema({"type": "string", "pattern": f"^{_PLACE}$"})
]


class ClinicQuery(Model):
    """What to look for; `near` is «latitude,longitude» in degrees, `radius` in km from there."""

    near: _Place | None = None
    radius: Annotated[float, Field(gt=0)] | None = None
    region: _Text | None = None
    city: _Text | None = None
    category: _Text | None = None


class ClinicView(Model):
    """A clinic; `distance_km` if it was asked from somewhere, ratings once there are any (cln-06)."""

    code: str
    name: str
    licence_number: str
    licence_valid_until: date
    selectable: bool
    integration: Integration
    warning: str | None
    region: str
    city: str
    address: str
    point: Point
    distance_km: float | None
    services: tuple[ClinicService, ...]
    examines: tuple[str, ...]

    @classmethod
    def of(cls, clinic: Clinic, caller: Caller, origin: Point | None) -> Self:
        """Show a clinic."""
        distance = round(clinic.point.distance_km(origin), 1) if origin else None
        by_hand = clinic.integration is Integration.NONE
        return cls(
            **{name: getattr(clinic, name) for name in _COPIED},
            selectable=clinic.licensed(caller.now.date()),
            warning=text("clinics", "by_hand", caller.language) if by_hand else None,
            distance_km=distance,
            examines=tuple(sorted(clinic.examines)),
        )


class ClinicList(Model):
    """Clinics, the nearest first, or by name."""

    items: tuple[ClinicView, ...]


_COPIED = (
    *("code", "name", "licence_number", "licence_valid_until", "integration", "region", "city", "address"),
    *("point", "services"),
)


def find(caller: Caller, query: ClinicQuery) -> ClinicList:
    """List the clinics that fit."""
    shown = [ClinicView.of(clinic, caller, query.near) for clinic in _fitting(query)]
    near = [
        view
        for view in shown
        if query.radius is None or view.distance_km is None or view.distance_km <= query.radius
    ]
    return ClinicList(items=tuple(sorted(near, key=lambda view: (view.distance_km or 0.0, view.name))))


def one(caller: Caller, code: str) -> ClinicView:
    """Show a clinic by its code."""
    return ClinicView.of(clinics.get(code), caller, None)


def _fitting(query: ClinicQuery) -> Iterator[Clinic]:
    for clinic in clinics.every():
        region = query.region is None or clinic.region.casefold() == query.region.casefold()
        city = query.city is None or clinic.city.casefold() == query.city.casefold()
        examines = query.category is None or query.category in clinic.examines
        if region and city and examines:
            yield clinic
