"""Registry answers as people see them: with what to do about each (val-08, val-15)."""

from typing import Self

from shared.domain.model import Model, Moment
from shared.domain.registries import Check, Outcome, Registry
from shared.domain.texts import Language, text

_TO_BE_MENDED = {Outcome.MISMATCH, Outcome.NOT_FOUND}


class CheckView(Model):
    """One registry's answer; `fields` names what differs and quotes nothing."""

    registry: Registry
    outcome: Outcome
    fields: tuple[str, ...]
    checked_at: Moment | None
    reference: str | None
    instruction: str | None

    @classmethod
    def of(cls, check: Check, language: Language) -> Self:
        """Show an answer."""
        mended = check.outcome in _TO_BE_MENDED
        told = text("check_instructions", f"{check.registry}_{check.outcome}", language) if mended else None
        return cls(**dict(check), instruction=told)
