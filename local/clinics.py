"""The clinics of the demonstration: none of them exists."""

from datetime import UTC, datetime, timedelta

from shared.domain.clinic import Clinic, ClinicService, Integration, Point
from shared.domain.professions import CATEGORIES

_TODAY = datetime.now(UTC).date()
_VALID, _EXPIRED = _TODAY + timedelta(days=900), _TODAY - timedelta(days=10)
_ALL = frozenset(CATEGORIES)
_FOOD = frozenset({"catering", "production_trade", "food_logistics", "hospitality_tourism"})
_SERVICES = (
    ClinicService(title="Предварительный медосмотр", covered_by_oms=False),
    ClinicService(title="Периодический медосмотр", covered_by_oms=False),
    ClinicService(title="Прививки по календарю", covered_by_oms=True),
    ClinicService(title="Гигиеническая аттестация", covered_by_oms=False),
)
_NEVA = "г. Санкт-Петербург"
_WHERE = {
    "77-001": ("Поликлиника № 1", "г. Москва", "Москва", "ул. Садовая, 5", (55.7692, 37.6381), _ALL),
    "77-002": ("Медцентр «Здоровье»", "г. Москва", "Москва", "пр-т Мира, 101", (55.8057, 37.6386), _FOOD),
    "50-001": ("Поликлиника", "Московская область", "Химки", "ул. Лавочкина, 12", (55.8887, 37.4304), _ALL),
    "69-001": ("Поликлиника № 3", "Тверская область", "Тверь", "ул. Советская, 8", (56.8584, 35.9006), _ALL),
    "78-001": ("Клиника «Нева»", _NEVA, "Санкт-Петербург", "Невский пр-т, 40", (59.9351, 30.3298), _FOOD),
}  # fmt: skip
_INTEGRATION = {"77-002": Integration.PORTAL, "69-001": Integration.NONE}
_UNLICENSED = {"78-001"}


def clinics() -> list[Clinic]:
    """Describe all of them."""
    return [
        Clinic(
            code=code,
            name=name,
            inn="7700000000",
            licence_number=f"Л041-{code}",
            licence_valid_until=_EXPIRED if code in _UNLICENSED else _VALID,
            integration=_INTEGRATION.get(code, Integration.API),
            region=region,
            city=city,
            address=address,
            point=Point(latitude=latitude, longitude=longitude),
            services=_SERVICES,
            examines=examines,
        )
        for code, (name, region, city, address, (latitude, longitude), examines) in _WHERE.items()
    ]
