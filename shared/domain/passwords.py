"""The rule for passwords (reg-02)."""

from typing import Annotated

from pydantic import AfterValidator

from shared.domain.personal import wrong

MIN_LENGTH, MAX_LENGTH = 8, 256


def password(typed: str) -> str:
    """Accept 8 to 256 characters with a digit and with letters of both cases, Latin or Cyrillic."""
    if not MIN_LENGTH <= len(typed) <= MAX_LENGTH:
        raise wrong("PASSWORD_LENGTH")
    if not any(character in "0123456789" for character in typed):
        raise wrong("PASSWORD_DIGIT")
    if not any(character.islower() for character in typed):
        raise wrong("PASSWORD_LOWER_CASE")
    if not any(character.isupper() for character in typed):
        raise wrong("PASSWORD_UPPER_CASE")
    return typed


Password = Annotated[str, AfterValidator(password)]
