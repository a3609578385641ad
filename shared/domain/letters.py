"""Russian that was typed in Latin letters: with the wrong keyboard layout, or by sound."""

import re
from functools import cache

_LAYOUT = str.maketrans("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю")
_SPELLINGS = """
shch=щ sch=щ zh=ж kh=х ts=ц tz=ц ch=ч sh=ш ph=ф yu=ю ju=ю ya=я ja=я yo=е jo=е ye=е je=е yi=ый iy=ий yy=ый '=ь
a=а b=б c=ц d=д e=е f=ф g=г h=х i=и j=ж k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в x=х y=й z=з
"""


def other_layout(text: str) -> str:
    """Read a text that was typed with the Latin layout switched on."""
    return text.lower().translate(_LAYOUT)


def by_sound(text: str) -> str:
    """Read a text that was written as it sounds; of several spellings in use all come near the word."""
    hard_e = re.sub(r"\be", "э", text.lower())  # a soft one is «ye» at the start of a word
    spellings = "|".join(sorted(_sounds(), key=len, reverse=True))
    return re.sub(spellings, lambda sound: _sounds()[sound[0]], hard_e)


@cache
def _sounds() -> dict[str, str]:
    return dict(re.findall(r"(\S+)=(\S+)", _SPELLINGS))
