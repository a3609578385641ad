"""An entry in its place: whom it concerns, who filed it, and whether it counts."""

from dataclasses import dataclass
from datetime import date

from functions.export import names
from functions.export.names import Element, Names, concept, known
from shared.domain.entries import Entry
from shared.domain.filing import Filed
from shared.domain.model import rfc3339
from shared.domain.texts import text

_WRONG = "entered-in-error"


@dataclass(frozen=True)
class Line:
    """An entry in its place; what a later one `corrected` counts no more."""

    names: Names
    filed: Filed
    corrected: bool
    today: date

    @property
    def entry(self) -> Entry:
        """What the clinic filed."""
        return self.filed.entry

    @property
    def patient(self) -> Element:
        """Refer to the holder."""
        return self.names.to("patient")

    @property
    def clinic(self) -> Element:
        """Refer to the clinic that filed it."""
        return self.names.to("clinic", self.entry.clinic_code, self.entry.clinic)

    @property
    def doctor(self) -> Element | None:
        """Refer to the doctor, where one is named."""
        entry = self.entry
        return (
            self.names.to("doctor", entry.clinic_code, entry.clinic, entry.doctor) if entry.doctor else None
        )

    @property
    def performers(self) -> list[Element]:
        """Refer to whoever did it: the clinic, and the doctor."""
        return [self.clinic, *([self.doctor] if self.doctor else [])]

    @property
    def kind(self) -> Element:
        """Name the kind."""
        kind = self.entry.kind
        return concept(names.KIND, kind, text("entry_kinds", kind), self.entry.title)

    def status(self, usual: str) -> str:
        """Say whether it counts."""
        return _WRONG if self.corrected else usual


def provenance(line: Line) -> Element:
    """Say who filed an entry and when, which one it corrects, and its link of the chain."""
    filed = line.filed
    link = [
        {"url": "number", "valuePositiveInt": filed.number},
        {"url": "previous", "valueString": filed.previous},
        {"url": "hash", "valueString": filed.hash},
    ]
    revised = [{"role": "revision", "what": line.names.to("entry", filed.corrects)}] if filed.corrects else []
    return known(
        resourceType="Provenance",
        id=line.names.id("provenance", filed.id),
        extension=[{"url": names.CHAIN, "extension": link}],
        target=[line.names.to("entry", filed.id)],
        occurredDateTime=day(filed.entry.filed_on),
        recorded=rfc3339(filed.filed_at),
        agent=[{"type": concept(names.AGENT, "author"), "who": line.clinic}],
        entity=revised,
    )


def day(known_day: date | None) -> str | None:
    """Write a day as FHIR does."""
    return known_day.isoformat() if known_day else None
