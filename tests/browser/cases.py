"""Codes of every kind that a verifier may meet: genuine ones in every state, damaged and forged ones."""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from functions.register import app as register
from shared.cloud.queues import News
from shared.domain import book as machine
from shared.domain import numbers, qr
from shared.domain.application import Actor
from shared.domain.book import Book, BookKind
from shared.domain.events import Aggregate
from shared.domain.professions import CATEGORIES
from shared.domain.qr import Claims
from shared.domain.validity import Judgement, Rule, Ruling
from shared.domain.version import Person, SealedDocument, Version
from shared.store import books, table, versions
from tests.builders import FIELDS, NOW, version
from tests.codes import coded, signed
from tests.stored import opening

TODAY = NOW.date()
BORDERS = (100, -1, 0, 1, 29, 30, 31, 32, 59, 60, 131, 400, None)
NAMES = (
    ("Иванова", "Анна", "Сергеевна"),
    ("Ёлкин", "Юрий", None),
    ("Д’Арк", "Яна", "Ильинична"),
    ("Щукин", "Ким", None),
)
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Fate:
    """What happens to a book after its first version: another version, a withdrawal, its end."""

    reissued: bool = False
    withdrawn: bool = False
    revoked: bool = False


FATES = (
    *[Fate()] * 5,
    *[Fate(reissued=True)] * 2,
    Fate(reissued=True, withdrawn=True),
    Fate(revoked=True),
)


@cache
def stranger() -> ec.EllipticCurvePrivateKey:
    """Make a key that is not the issuer's."""
    return ec.generate_private_key(ec.SECP256R1())


def forged(claims: Claims) -> str:
    """Sign claims with a stranger's key."""
    r, s = decode_dss_signature(stranger().sign(claims.packed(), ec.ECDSA(hashes.SHA256())))
    return qr.text(claims, r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def issued(chance: random.Random, count: int) -> list[Version]:
    """Publish books of every category, state and date; give all their versions."""
    made: list[Version] = []
    for place in range(count):
        made += _book(place, FATES[place % len(FATES)], chance, len(made))
    return made


def happen(book: Book, kind: BookKind, **changes: object) -> Book:
    """Let something happen to a book; the list does not know of it yet."""
    return books.commit(book, machine.step(book, kind, NOW, Actor.SYSTEM, changes))


def spoilt(chance: random.Random, genuine: list[Version]) -> Iterator[str]:
    """Spoil codes without end, each time in another way."""
    while True:
        for spoil in (
            _other_character,
            _other_claims,
            _other_signer,
            _other_text,
            _unreadable_yet_signed,
        ):
            yield spoil(chance, chance.choice(genuine))


def _book(place: int, fate: Fate, chance: random.Random, index: int) -> list[Version]:
    first = coded(_version(place, chance, index))
    table.transact(*opening(versions.prepare(first), _document(index)))
    book = books.get(first.book_number)
    made = [first]
    if fate.reissued:
        changes = {"judgement": _judgement(chance.choice(BORDERS)), "number": 2, "status_index": index + 1}
        made.append(versions.prepare(coded(first.model_copy(update=changes))))
        book = happen(book, BookKind.REISSUED, active_version=2)
    if fate.withdrawn:
        book = happen(book, BookKind.VERSION_WITHDRAWN, withdrawn=(1,))
    if fate.revoked:
        happen(book, BookKind.REVOKED)
    register.follow(News(aggregate=Aggregate.BOOK, id=first.book_number, version=1))
    return made


def _version(place: int, chance: random.Random, index: int) -> Version:
    surname, name, patronymic = NAMES[place % len(NAMES)]
    known = {each: FIELDS[each] for each in Person.model_fields}
    person = Person.model_validate({**known, "surname": surname, "name": name, "patronymic": patronymic})
    return version(
        book_number=numbers.mint(chance.randrange(numbers.SPACE)),
        person=person,
        category=list(CATEGORIES)[place % len(CATEGORIES)],
        entries=(),
        issued_on=TODAY - timedelta(days=chance.randrange(2000)),
        judgement=_judgement(BORDERS[place % len(BORDERS)]),
        status_index=index,
    )


def _judgement(days: int | None) -> Judgement:
    until = None if days is None else TODAY + timedelta(days=days)
    ruling = Ruling(rule=Rule.EXAMINATION, met=until is not None, until=until)
    return Judgement(rulings=(ruling,), until=until)


def _document(index: int) -> SealedDocument:
    return SealedDocument(key="books/1.pdf", version_id="v1", sha256=f"{index:064x}", size=1000)


def _other_character(chance: random.Random, one: Version) -> str:
    place = chance.randrange(len(one.token))
    return one.token[:place] + chance.choice(BASE32 + "019=- ЖАo") + one.token[place + 1 :]


def _other_claims(chance: random.Random, one: Version) -> str:
    claims, _, signature = qr.read(one.token)
    changes = (
        {"initials": "П. А. С."},
        {"valid_until": date(2030, 1, 1)},
        {"category": chance.choice(list(CATEGORIES))},
        {"version": claims.version + 1},
        {"status_index": chance.randrange(2**32)},
        {"book_number": numbers.mint(chance.randrange(numbers.SPACE))},
        {"key": chance.randbytes(2)},
    )
    return qr.text(claims.model_copy(update=chance.choice(changes)), signature)


def _other_signer(chance: random.Random, one: Version) -> str:
    claims, _, _ = qr.read(one.token)
    key = chance.choice((claims.key, b"\0\0"))
    number = chance.choice((claims.book_number, numbers.mint(chance.randrange(numbers.SPACE))))
    return forged(claims.model_copy(update={"key": key, "book_number": number}))


def _other_text(chance: random.Random, one: Version) -> str:
    texts = (
        one.token[: chance.randrange(1, len(one.token))],
        one.token + chance.choice(BASE32),
        one.token + "===",
        one.token.lower(),
        one.token[:-1] + BASE32[BASE32.index(one.token[-1]) | 1],
        "".join(chance.choices(BASE32, k=len(one.token))),
        one.book_number,
    )
    return chance.choice(texts)


def _unreadable_yet_signed(chance: random.Random, one: Version) -> str:
    """Let the issuer sign what no version says, so that only reading it can be what refuses it."""
    _, said, _ = qr.read(one.token)
    data = bytearray(said)
    match chance.randrange(4):
        case 0:
            data[0] = chance.choice((0, 2, 255))
        case 1:
            data[3:10] = numbers.SPACE.to_bytes(7, "big")
        case 2:
            data[16] = len(CATEGORIES)
        case _:
            data[21:24] = chance.choice((b"\x98AA", b". A", b" AA", b"A.B"))
    return _written(bytes(data) + signed(bytes(data)))


def _written(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")
