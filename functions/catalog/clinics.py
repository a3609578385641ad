"""Where to be examined: the register of clinics, by distance and by what they do (group cln)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from shared.domain.clinic import ClinicService, Integration, Point
from shared.domain.model import Model
from shared.domain.personal import wrong
from shared.domain.rating import Standing, median
from shared.domain.texts import text
from shared.entry.caller import Caller
from shared.store import clinics
from shared.store.clinics import Known

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


class RatingOfAll(Model):
    """What holders who were examined there think: averages from 1 to 5, and of how many."""

    service: float
    speed: float
    count: int

    @classmethod
    def of(cls, standing: Standing) -> Self | None:
        """Show what is thought of a clinic, if anybody has said anything."""
        if not standing.count:
            return None
        service, speed = (round(total / standing.count, 1) for total in (standing.service, standing.speed))
        return cls(service=service, speed=speed, count=standing.count)


class ClinicView(Model):
    """A clinic; `distance_km` if it was asked from somewhere, ratings once there are any (cln-06).

    `median_days` is measured from the examination to the filing of its result.
    """

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
    rating: RatingOfAll | None
    median_days: int | None

    @classmethod
    def of(cls, known: Known, caller: Caller, origin: Point | None) -> Self:
        """Show a clinic."""
        clinic = known.clinic
        distance = round(clinic.point.distance_km(origin), 1) if origin else None
        by_hand = clinic.integration is Integration.NONE
        return cls(
            **{name: getattr(clinic, name) for name in _COPIED},
            selectable=clinic.licensed(caller.today),
            warning=text("clinics", "by_hand", caller.language) if by_hand else None,
            distance_km=distance,
            examines=tuple(sorted(clinic.examines)),
            rating=RatingOfAll.of(known.standing),
            median_days=median(known.waits),
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
    shown = [ClinicView.of(known, caller, query.near) for known in _fitting(query)]
    near = [
        view
        for view in shown
        if query.radius is None or view.distance_km is None or view.distance_km <= query.radius
    ]
    return ClinicList(items=tuple(sorted(near, key=lambda view: (view.distance_km or 0.0, view.name))))


def one(caller: Caller, code: str) -> ClinicView:
    """Show a clinic by its code."""
    return ClinicView.of(clinics.known(code), caller, None)


def _fitting(query: ClinicQuery) -> Iterator[Known]:
    for known in clinics.every():
        clinic = known.clinic
        region = query.region is None or clinic.region.casefold() == query.region.casefold()
        city = query.city is None or clinic.city.casefold() == query.city.casefold()
        examines = query.category is None or query.category in clinic.examines
        if region and city and examines:
            yield known
