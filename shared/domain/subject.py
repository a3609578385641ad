"""Whose identity is confirmed: the data that a provider compares, and a name for them that tells nothing."""

import hashlib
import json
from typing import Self

from shared.domain.account import Profile
from shared.domain.model import Model


class Person(Model):
    """What a provider compares: it is told this and nothing else."""

    surname: str
    name: str
    patronymic: str | None
    birth_date: str
    snils: str
    passport: tuple[str, str] | None

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Take from a profile what makes up the person."""
        return cls(
            surname=profile.surname,
            name=profile.name,
            patronymic=profile.patronymic,
            birth_date=profile.birth_date.isoformat(),
            snils=profile.snils,
            passport=passport_of(profile),
        )

    def told(self) -> dict[str, object]:
        """Say it in the words of the provider's contract."""
        known = self.model_dump(exclude={"passport"}, exclude_none=True)
        if self.passport:
            known["passport"] = dict(zip(("series", "number"), self.passport, strict=True))
        return known


def passport_of(profile: Profile) -> tuple[str, str] | None:
    """Give series and number of the profile's passport, if both are known."""
    passport = profile.passport
    return (passport.series, passport.number) if passport and passport.series and passport.number else None


def subject(attempt_id: str, told: dict[str, object]) -> str:
    """Name the data that an attempt is about: SHA-256 (hex) of sorted, compact JSON with the attempt's id.

    The provider makes it of what it has compared, so that its result is good for no other person,
    no other attempt, and no earlier name; the id keeps it from being found by guessing.
    """
    named = json.dumps(
        {"attempt": attempt_id, "person": told}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(named.encode()).hexdigest()
