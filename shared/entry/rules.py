"""The rules of a category, each with its answer and the reason for it (bok-10)."""

from datetime import date
from typing import Self

from shared.domain.model import Model
from shared.domain.texts import text
from shared.domain.validity import Answer, Rule, Ruling
from shared.entry.caller import Caller


class RuleView(Model):
    """One rule: `title` names it, `reason` says in words why the answer is what it is."""

    rule: Rule
    infection: str | None
    title: str
    answer: Answer
    until: date | None
    reason: str

    @classmethod
    def of(cls, ruling: Ruling, caller: Caller) -> Self:
        """Put a ruling into words."""
        reason = ruling.reason(caller.today)
        until = f"{ruling.until:%d.%m.%Y}" if ruling.until else None
        return cls(
            rule=ruling.rule,
            infection=ruling.infection,
            title=text("rules", ruling.rule, caller.language, infection=ruling.infection),
            answer=ruling.answer(caller.today),
            until=ruling.until,
            reason=text("rule_reasons", reason, caller.language, until=until),
        )
