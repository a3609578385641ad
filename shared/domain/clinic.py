"""A medical institution that holders choose (group cln)."""

import math
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.model import Model

_EARTH_KM = 6371.0


class Integration(StrEnum):
    """How results come from a clinic: by its API, by hand in the portal, or only with the holder (cln-03)."""

    API = "api"
    PORTAL = "portal"
    NONE = "none"


class Point(Model):
    """A place on the earth, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]

    def distance_km(self, other: "Point") -> float:
        """Measure the great circle (haversine)."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        turn = math.radians(other.longitude - self.longitude)
        chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(turn / 2) ** 2
        return 2 * _EARTH_KM * math.asin(math.sqrt(chord))


class ClinicService(Model):
    """What a clinic does, and whether the policy covers it (cln-05)."""

    title: str
    covered_by_oms: bool


class Clinic(Model):
    """A clinic; `examines` names the categories of workers that it examines (cln-02…05)."""

    impersonal = True

    code: str
    name: str
    inn: str
    licence_number: str
    licence_valid_until: date
    integration: Integration
    region: str
    city: str
    address: str
    point: Point
    services: tuple[ClinicService, ...]
    examines: frozenset[str]

    def licensed(self, today: date) -> bool:
        """Tell whether it may be chosen (cln-02)."""
        return today <= self.licence_valid_until
