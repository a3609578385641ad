"""Entries of every kind with any details, for exports."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from functions.export.holdings import Holdings, Published
from shared.domain.application import Actor
from shared.domain.book import BookEvent, BookKind, BookState
from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.fields import OmsPolicy, PolicyType
from shared.domain.filing import Filed
from shared.domain.version import SealedDocument
from tests.builders import NOW, book, version

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_DAYS = st.dates(date(2000, 1, 1), date(2026, 11, 23))
_LATER = st.dates(date(2026, 11, 1), date(2030, 1, 1))
_DETAILS: dict[EntryKind, dict[str, st.SearchStrategy[Any]]] = {
    EntryKind.EXAMINATION: {"fitness": st.sampled_from(Fitness)},
    EntryKind.CONCLUSION: {"fitness": st.sampled_from(Fitness)},
    EntryKind.VACCINATION: {
        "infection": st.sampled_from(Infection),
        "vaccine": st.none() | WORDS,
        "series": st.none() | WORDS,
        "dose": st.none() | st.integers(1, 20),
    },
    EntryKind.EXEMPTION: {"infection": st.sampled_from(Infection)},
    EntryKind.REFUSAL: {"infection": st.sampled_from(Infection)},
    EntryKind.OCCUPATIONAL_DISEASE: {"code": st.sampled_from(["Z57.7", "L23.5", "J45", "M00.01"])},
    EntryKind.RESTRICTION: {"restriction": st.none() | st.sampled_from(Restriction)},
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw an entry with whatever may be said in it."""
    kind = draw(st.sampled_from(EntryKind))
    details = {name: draw(values) for name, values in _DETAILS.get(kind, {}).items()}
    words = {name: draw(st.none() | WORDS) for name in ("title", "doctor", "result")}
    return Entry(
        document_id=draw(WORDS),
        kind=kind,
        date=draw(_DAYS),
        valid_until=draw(st.none() | _LATER.filter(lambda day: day >= date(2026, 11, 23))),
        clinic=draw(WORDS),
        clinic_code=draw(st.sampled_from([None, "77-001", "50-002"])),
        filed_on=draw(st.none() | _DAYS),
        **words,
        **details,
    )


def holding(filed: tuple[Filed, ...], versions: int = 2, **changes: Any) -> Holdings:
    """Hold these entries in a book that has been published so many times."""
    said = version(entries=tuple(one.entry for one in filed))
    known = {"state": BookState.ACTIVE, "active_version": versions, **changes}
    return Holdings(
        book=book(said, **known),
        history=tuple(_event(number, BookKind.REISSUED) for number in range(1, versions + 1)),
        filed=filed,
        published=tuple(_published(number) for number in range(1, versions + 1)),
        policy=OmsPolicy(type=PolicyType.DIGITAL, number="1234567890123452"),
    )


def _event(number: int, kind: BookKind) -> BookEvent:
    return BookEvent(version=number, kind=kind, at=NOW, actor=Actor.SYSTEM, state=BookState.ACTIVE)


def _published(number: int) -> Published:
    document = SealedDocument(
        key=f"books/{number}", version_id="v", sha256=f"{number % 256:02x}{'fb' * 31}", size=number
    )
    return Published(number=number, at=NOW, document=document)
