"""What nobody of the staff may write: a request for a password or a code (sup-03).

A word is refused, not a meaning: who reads it cannot tell an honest question from a fraud.
"""

import re
import unicodedata

_LOOK_ALIKE = str.maketrans("aceopxyk", "асеорхук")
_UNSEEN = {"Mn", "Cf"}  # stress marks, soft hyphens
_HARMLESS = re.compile(r"qr\W?code|(?:qr|штрих)\W?код\w*|код\w*\s+(?:организаци|учреждени|подразделени)\w+")
_SECRET = re.compile(
    r"\b(?:парол\w*|код(?:а|у|ом|е|ы|ов|ам|ами|ах)?|кодов(?:ое|ого|ому|ым|ом)|пин(?:а|у|ом|е|ы)?)\b"
    r"|\b(?:password\w*|passcode\w*|codes?|pin|otp|cv[cv]2?)\b"
)


def names_secret(said: str) -> bool:
    """Tell whether a text speaks of passwords or codes, other than those of institutions and pictures."""
    decomposed = unicodedata.normalize("NFKD", said).casefold()
    plain = "".join(each for each in decomposed if unicodedata.category(each) not in _UNSEEN)
    spellings = (_HARMLESS.sub(" ", spelling) for spelling in (plain, plain.translate(_LOOK_ALIKE)))
    return any(map(_SECRET.search, spellings))
