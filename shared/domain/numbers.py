"""Numbers that people read aloud: eleven random characters and one that checks them (app-07)."""

import secrets
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 11
SPACE = len(ALPHABET) ** LENGTH

_WEIGHTS = range(2, LENGTH + 2)


def fresh() -> str:
    """Write a number that nobody can guess."""
    return mint(secrets.randbelow(SPACE))


def mint(chance: int) -> str:
    """Write a random integer in 0…SPACE-1 as ``XXXX-XXXX-XXXC``.

    The alphabet has a prime number of characters and none that look alike, so the last one,
    a weighted sum, detects every wrong character and every swap of two.
    """
    places = []
    for _ in range(LENGTH):
        chance, place = divmod(chance, len(ALPHABET))
        places.append(place)
    return _grouped("".join([ALPHABET[place] for place in (*places, _check(places))]))


def value_of(number: str) -> int:
    """Give the integer that a number was minted from."""
    value = 0
    for character in reversed(number.replace("-", "")[:LENGTH]):
        value = value * len(ALPHABET) + ALPHABET.index(character)
    return value


def read(typed: str) -> str | None:
    """Normalise a number that somebody typed; None if its check character is wrong."""
    number = "".join(character for character in typed.upper() if character.isalnum())
    if len(number) != LENGTH + 1 or not set(number) <= set(ALPHABET):
        return None
    *places, last = map(ALPHABET.index, number)
    return _grouped(number) if _check(places) == last else None


def _check(places: list[int]) -> int:
    return int(-sum(map(mul, _WEIGHTS, places)) % len(ALPHABET))


def _grouped(number: str) -> str:
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
