"""Numbers that people read aloud: eleven random characters and one that checks them (app-07)."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 11
SPACE = len(ALPHABET) ** LENGTH


def mint(chance: int) -> str:
    """Write a random integer in 0…SPACE-1 as ``XXXX-XXXX-XXXC``.

    The alphabet has a prime number of characters and none that look alike, so the last one,
    a weighted sum, detects every wrong character and every swap of two.
    """
    body = ""
    for _ in range(LENGTH):
        chance, place = divmod(chance, len(ALPHABET))
        body += ALPHABET[place]
    number = body + _check(body)
    return "-".join(number[start : start + 4] for start in (0, 4, 8))


def read(typed: str) -> str | None:
    """Normalise a number that somebody typed; None if its check character is wrong."""
    number = "".join(character for character in typed.upper() if character.isalnum())
    if len(number) != LENGTH + 1 or not set(number) <= set(ALPHABET) or _check(number[:-1]) != number[-1]:
        return None
    return "-".join(number[start : start + 4] for start in (0, 4, 8))


def _check(body: str) -> str:
    weighted = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-weighted % len(ALPHABET)]
