"""Books for the tests: an ordinary one, and the same with more of everything."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.validity import Judgement
from shared.domain.version import Person, Photo, Version

REASON = "Выдача"
ADDRESS = "https://emk.example.ru/v/"
CODE = f"HTTPS://EMK.EXAMPLE.RU/V/{'A7B2C3D4E5' * 17}"  # as long as a signed one
NOW = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
CLINIC = "ГБУЗ «Городская поликлиника № 12»"
DOCTOR = "Кузнецова Мария Петровна"


DETAILS: dict[EntryKind, dict[str, Any]] = {
    EntryKind.EXAMINATION: {"fitness": Fitness.FIT},
    EntryKind.CONCLUSION: {"fitness": Fitness.FIT},
    EntryKind.VACCINATION: {"infection": Infection.MEASLES},
    EntryKind.EXEMPTION: {"infection": Infection.RUBELLA},
    EntryKind.REFUSAL: {"infection": Infection.INFLUENZA},
    EntryKind.OCCUPATIONAL_DISEASE: {"code": "L23.5"},
    EntryKind.RESTRICTION: {"restriction": Restriction.HEAVY_LOADS},
}


def person(**changes: Any) -> Person:
    return Person(
        **{
            "surname": "Иванова",
            "name": "Анна",
            "patronymic": "Сергеевна",
            "birth_date": date(1991, 4, 5),
            "sex": "female",
            "snils": "11223344595",
        }
        | changes
    )


def entry(kind: EntryKind, **changes: Any) -> Entry:
    return Entry(
        **{
            "document_id": "specimen",
            "kind": kind,
            "title": f"Запись {kind}",
            "date": date(2026, 10, 12),
            "valid_until": date(2027, 10, 11),
            "clinic": CLINIC,
            "doctor": DOCTOR,
            "result": f"Итог {kind}",
        }
        | DETAILS.get(kind, {})
        | changes
    )


def one_of_each() -> tuple[Entry, ...]:
    """One entry per section, no two fields alike."""
    return tuple(
        entry(
            kind,
            date=date(2025, 1, 1) + timedelta(days=place),
            valid_until=date(2030, 1, 1) + timedelta(days=place),
            clinic=f"Поликлиника № {100 + place}",
            doctor=f"Врач Фамилия-{200 + place}",
        )
        for place, kind in enumerate(EntryKind)
    )


def vaccinations(count: int) -> tuple[Entry, ...]:
    return tuple(entry(EntryKind.VACCINATION, title=f"Прививка-{place:03}") for place in range(count))


def version(entries: Iterable[Entry] | None = None, **changes: Any) -> Version:
    return Version(
        **{
            "book_number": "7K3M-92QA-B4XC",
            "number": 3,
            "holder": "holder",
            "application_id": "application",
            "person": person(),
            "category": "catering",
            "occupation": "Повар",
            "employer": "ООО «Столовая № 1»",
            "entries": one_of_each() if entries is None else tuple(entries),
            "photo": Photo(key="photo", version_id="1", sha256="0" * 64),
            "issued_on": date(2026, 11, 23),
            "judgement": Judgement(rulings=(), until=date(2027, 10, 12)),
            "token": "QJ4ZK2M5N7P3R6S2T5U7V3W4X6Y2Z5AB",
            "prepared_at": NOW,
        }
        | changes
    )


def photo(colour: str = "#4080c0", size: tuple[int, int] = (600, 800), format_: str = "JPEG") -> bytes:
    picture = BytesIO()
    Image.new("RGB", size, colour).save(picture, format_)
    return picture.getvalue()
