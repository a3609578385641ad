"""Changes every byte of a signed book, and sees that none is taken for genuine (iss-09).

`python -m bench.forgery` takes minutes; `tests/functions/inspect` does the same to a sample. Two bits are
flipped: the lowest, and the one that makes a small letter of a capital.
"""

import sys
from multiprocessing import Pool

from bench import signing
from bench.book import book, draw_photo
from bench.engines.ours import render
from functions.inspect.validation import Finding, validate

BITS = 0x01, 0x20

_SIGNED = b""
_ROOTS: list[bytes] = []


def main() -> int:
    """Try all; the program's number is that of forgeries that passed."""
    draw_photo()
    signed, roots = signing.as_we_do(render(book(0))), [signing.issuer().root]
    if validate(signed, roots) is not Finding.GENUINE:
        raise AssertionError("the document itself is not genuine")
    with Pool(initializer=_remember, initargs=(signed, roots)) as pool:
        passed = [place for found in pool.map(_tried, range(len(signed)), chunksize=500) for place in found]
    print(f"{len(signed)} bytes, {len(BITS)} changes of each; taken for genuine: {len(passed)} {passed[:10]}")
    return len(passed)


def _remember(signed: bytes, roots: list[bytes]) -> None:
    globals().update(_SIGNED=signed, _ROOTS=roots)


def _tried(place: int) -> list[int]:
    passed = []
    for bit in BITS:
        forged = bytearray(_SIGNED)
        forged[place] ^= bit
        if validate(bytes(forged), _ROOTS) is Finding.GENUINE:
            passed.append(place)
    return passed


if __name__ == "__main__":
    sys.exit(main())
