"""The book that all engines make: ten pages of A5, 41 records in its tables, a photo, a QR code, PT Sans.

What it says comes from our own contents, so that all engines say the same. Names, series and dates are
others in each round: nobody may remember the book that was made before.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import fontpkg_pt_sans

from functions.issue.contents import contents
from functions.issue.press.blocks import Section
from functions.issue.spelling import day
from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.professions import CATEGORIES
from shared.domain.validity import judge
from shared.domain.version import Person, Photo, Version

PAGES = 10
ADDRESS = "https://emk.example.ru/v/"
FONTS = fontpkg_pt_sans.ROOT / "files"
NOW = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
PHOTO_PIXELS = 354, 472
OUT = Path(__file__).parent.parent / "out"
PHOTO = OUT / "bench" / "photo.jpg"

_SURNAMES = ("Воробьёва", "Кузнецова", "Александрова", "Тимофеева", "Щербакова", "Журавлёва")
_NAMES = ("Анна", "Мария", "Екатерина", "Татьяна", "Ольга", "Юлия")
_PATRONYMICS = ("Сергеевна", "Петровна", "Александровна", "Михайловна", "Олеговна")
_CLINICS = (
    "ГБУЗ города Твери «Городская поликлиника № {}»",
    "ООО «Медицинский центр № {}»",
    "ГБУЗ «Областной диспансер № {}»",
)
_VACCINES = ("«Приорикс»", "«Регевак В»", "«Совигрипп»", "«АДС-М»", "«Вактривир»")
_TESTS = (
    ("Серологическое исследование крови на сифилис методом РПГА", "отрицательно"),
    ("Исследование на носительство возбудителей кишечных инфекций", "не обнаружены"),
    ("Исследование на гельминтозы и кишечные протозоозы", "яйца и цисты не обнаружены"),
    ("Мазок из зева и носа на патогенный стафилококк", "роста патогенной флоры нет"),
)
_FILED = (
    (EntryKind.CONCLUSION, 5),
    (EntryKind.EXAMINATION, 8),
    (EntryKind.VACCINATION, 11),
    (EntryKind.LABORATORY, 10),
    (EntryKind.OCCUPATIONAL_DISEASE, 1),
    (EntryKind.RESTRICTION, 3),
    (EntryKind.HYGIENE_ATTESTATION, 3),
)


@dataclass(frozen=True)
class Book:
    """A version, and all that its pages say, in order, for engines that know no versions."""

    version: Version
    photo: bytes
    code: str

    title = "Электронная личная медицинская книжка"
    invitation = "Проверка подлинности"
    instruction = "Наведите камеру телефона на код или откройте адрес:"

    @property
    def subtitle(self) -> str:
        """What stands under the title."""
        return f"№\xa0{self.version.book_number} · версия\xa0{self.version.number}"

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """What stands beside the photo, under the name."""
        return (
            ("Категория работников", self.version.category_title),
            ("Выдана", day(self.version.issued_on)),
            ("Действительна до", day(self.version.valid_until)),
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """What stands on the other pages."""
        return tuple(contents(self.version))

    @property
    def foot(self) -> tuple[str, str]:
        """What stands at the foot of each page: the name, beside the page's number, and the note."""
        name = f"Книжка №\xa0{self.version.book_number} · версия\xa0{self.version.number}"
        return (
            name,
            f"Распечатанный вариант не имеет юридической силы. Подлинник проверяется по адресу {ADDRESS}",
        )


def book(number: int) -> Book:
    """Write the book of a round."""
    chance = random.Random(number)  # noqa: S311 - nothing is secret here
    entries = tuple(_entries(chance))
    version = Version(
        book_number=f"7K3M-92QA-{number:04}",
        number=1 + number % 9,
        holder="holder",
        application_id="application",
        person=Person(
            surname=chance.choice(_SURNAMES),
            name=chance.choice(_NAMES),
            patronymic=chance.choice(_PATRONYMICS),
            birth_date=date(1970, 1, 1) + timedelta(days=chance.randrange(12000)),
            sex="female",
            snils="11223344595",
        ),
        category="catering",
        occupation="Повар",
        employer=f"ООО «Столовая № {chance.randrange(100, 1000)}»",
        entries=entries,
        photo=Photo(key="photo", version_id="1", sha256="0" * 64),
        issued_on=NOW.date(),
        judgement=judge(CATEGORIES["catering"], entries),
        token="QJ4ZK2M5N7P3R6S2T5U7V3W4X6Y2Z5AB",  # noqa: S106 - of nobody's book
        prepared_at=NOW,
    )
    payload = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=170))
    return Book(version, _photo(), f"HTTPS://EMK.EXAMPLE.RU/V/{payload}")


def _entries(chance: random.Random) -> Iterator[Entry]:
    for kind, count in _FILED:
        for place in range(count):
            on = date(2020, 1, 1) + timedelta(days=chance.randrange(2000))
            surname, name = chance.choice(_SURNAMES), chance.choice(_NAMES)
            yield Entry(
                document_id=f"{kind}-{place}",
                kind=kind,
                date=on,
                valid_until=on + timedelta(days=365 * chance.randrange(1, 8)),
                clinic=chance.choice(_CLINICS).format(chance.randrange(10, 100)),
                doctor=f"{surname} {name} {chance.choice(_PATRONYMICS)}",
                **_details(kind, chance),
            )


def _details(kind: EntryKind, chance: random.Random) -> dict[str, object]:
    title, result = chance.choice(_TESTS)
    details: dict[EntryKind, dict[str, object]] = {
        EntryKind.VACCINATION: {
            "infection": chance.choice(list(Infection)),
            "vaccine": chance.choice(_VACCINES),
            "series": f"A{chance.randrange(10000, 99999)}",
            "dose": chance.randrange(1, 4),
        },
        EntryKind.LABORATORY: {"title": title, "result": result},
        EntryKind.EXAMINATION: {
            "title": "Периодический медицинский осмотр",
            "fitness": Fitness.FIT,
            "result": "Противопоказаний к работе с пищевыми продуктами не выявлено, допущена к работе",
        },
        EntryKind.CONCLUSION: {
            "fitness": Fitness.FIT,
            "result": "Допущена к работе по профессии без ограничений, "
            "следующий осмотр не позднее чем через год",
        },
        EntryKind.OCCUPATIONAL_DISEASE: {
            "code": "L23.5",
            "title": "Аллергический контактный дерматит",
            "result": "ремиссия",
        },
        EntryKind.RESTRICTION: {
            "restriction": Restriction.HEAVY_LOADS,
            "title": "Не допускается к подъёму и перемещению тяжестей более 7 кг постоянно в течение смены",
        },
        EntryKind.HYGIENE_ATTESTATION: {
            "title": "Гигиеническая подготовка по программе для работников общественного питания и торговли",
            "result": "зачтено",
        },
    }
    return details[kind]


@cache
def _photo() -> bytes:
    return PHOTO.read_bytes()


def draw_photo() -> None:
    """Draw something that compresses as a portrait does, before any engine runs."""
    from PIL import Image, ImageFilter  # noqa: PLC0415 - an engine should not bear its memory

    PHOTO.parent.mkdir(parents=True, exist_ok=True)
    noise = Image.effect_noise(PHOTO_PIXELS, 60).filter(ImageFilter.GaussianBlur(2))
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)).save(PHOTO, quality=88)
