"""Entries in their places, as holders and clinics read them."""

from typing import Self

from shared.domain.entries import Entry
from shared.domain.filing import Filed
from shared.domain.model import Model, Moment


class EntryView(Model):
    """An entry in its place; `corrects` names the entry that it takes the place of."""

    entry_id: str
    entry: Entry
    filed_at: Moment
    corrects: str | None

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """Show an entry."""
        known = {name: getattr(filed, name) for name in ("entry", "filed_at", "corrects")}
        return cls(entry_id=filed.id, **known)
