"""What clinics write into a book: one model, and the details that belong to each kind (group bok)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from shared.domain.model import Model
from shared.domain.personal import IsoDate, wrong
from shared.domain.texts import text

_Words = Annotated[str, StringConstraints(min_length=1)]

Day = date


class EntryKind(StrEnum):
    """A kind of entry; each belongs to one section of the book."""

    EXAMINATION = "examination"
    CONCLUSION = "conclusion"
    VACCINATION = "vaccination"
    EXEMPTION = "vaccination_exemption"
    REFUSAL = "vaccination_refusal"
    LABORATORY = "laboratory"
    OCCUPATIONAL_DISEASE = "occupational_disease"
    RESTRICTION = "restriction"
    HYGIENE_ATTESTATION = "hygiene_attestation"


class Fitness(StrEnum):
    """What an examination or a conclusion says about work (cln-12)."""

    FIT = "fit"
    FIT_WITH_RESTRICTIONS = "fit_with_restrictions"
    UNFIT = "unfit"


class Infection(StrEnum):
    """What a vaccination protects from."""

    DIPHTHERIA_TETANUS = "diphtheria_tetanus"
    MEASLES = "measles"
    RUBELLA = "rubella"
    HEPATITIS_B = "hepatitis_b"
    HEPATITIS_A = "hepatitis_a"
    SHIGELLOSIS = "shigellosis"
    TYPHOID = "typhoid"
    INFLUENZA = "influenza"
    OTHER = "other"


class Restriction(StrEnum):
    """What somebody must not do at work; it says nothing of why (bok-05)."""

    HEAVY_LOADS = "heavy_loads"
    HEIGHTS = "heights"
    NIGHT_WORK = "night_work"
    DRIVING = "driving"
    FOOD = "food"
    CHILDREN = "children"
    CHEMICALS = "chemicals"
    NOISE = "noise"
    COLD = "cold"
    OTHER = "other"


class Entry(Model):
    """One line of the book, as a clinic filed it.

    `clinic_code` is its code in our register and `filed_on` the day of the filing, where they are known.
    `title` says what was done or found, and `result` what came of it, in words. `fitness` is of examinations
    and conclusions, `infection` of whatever is about a vaccination, `code` (ICD-10) of diseases. Of a
    restriction employers see `restriction` and no words.
    """

    document_id: _Words
    kind: EntryKind
    title: _Words | None = None
    date: IsoDate
    valid_until: IsoDate | None = None
    clinic: _Words
    clinic_code: Annotated[str, StringConstraints(pattern=r"^[\w-]+$", max_length=32)] | None = None
    filed_on: IsoDate | None = None
    doctor: _Words | None = None
    result: _Words | None = None
    fitness: Fitness | None = None
    infection: Infection | None = None
    vaccine: _Words | None = None
    series: _Words | None = None
    dose: Annotated[int, Field(ge=1, le=20)] | None = None
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2}(\.\d{1,2})?$")] | None = None
    restriction: Restriction | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Entry":
        """Require the details of the kind, and refuse those of another (bok-01…06)."""
        given = {name for name in _DETAILS if getattr(self, name) is not None}
        if given - _ALLOWED.get(self.kind, set()):
            raise wrong("ENTRY_DETAIL_FOREIGN")
        if _NEEDED.get(self.kind, set()) - given:
            raise wrong("ENTRY_DETAIL_MISSING")
        if self.valid_until and self.valid_until < self.date:
            raise wrong("ENTRY_TERM_WRONG")
        return self

    @property
    def what(self) -> str:
        """Say what was done or found."""
        details = (
            ("vaccine", self.vaccine),
            ("series", self.series),
            ("dose", self.dose),
        )
        said = [text("entry_details", name, value=value) for name, value in details if value is not None]
        named = self.title or text("entry_kinds", self.kind)
        if self.restriction and not self.title:
            named = text("restrictions", self.restriction)
        if self.infection and not self.title:
            named = f"{named}: {text('infections', self.infection)}"
        return ", ".join([" ".join(filter(None, (self.code, named))), *said])

    @property
    def outcome(self) -> str | None:
        """Say what came of it."""
        return self.result or (text("fitness", self.fitness) if self.fitness else None)


_DETAILS = ("fitness", "infection", "vaccine", "series", "dose", "code", "restriction")
_ALLOWED: dict[EntryKind, set[str]] = {
    EntryKind.EXAMINATION: {"fitness"},
    EntryKind.CONCLUSION: {"fitness"},
    EntryKind.VACCINATION: {"infection", "vaccine", "series", "dose"},
    EntryKind.EXEMPTION: {"infection"},
    EntryKind.REFUSAL: {"infection"},
    EntryKind.OCCUPATIONAL_DISEASE: {"code"},
    EntryKind.RESTRICTION: {"restriction"},
}
_NEEDED: dict[EntryKind, set[str]] = {
    EntryKind.EXAMINATION: {"fitness"},
    EntryKind.CONCLUSION: {"fitness"},
    EntryKind.VACCINATION: {"infection"},
    EntryKind.EXEMPTION: {"infection"},
    EntryKind.REFUSAL: {"infection"},
    EntryKind.OCCUPATIONAL_DISEASE: {"code"},
}


def together(known: Iterable[Entry], told: Iterable[Entry]) -> tuple[Entry, ...]:
    """Add what a registry tells to what clinics have filed; under one document id the registry counts."""
    named = {entry.document_id: entry for entry in (*known, *told)}
    return tuple(named.values())
