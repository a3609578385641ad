"""Who needs a book: the catalogue's categories (group cat), by version."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.documents import DocumentKind

CATALOGUE_VERSION = "2026-1"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Category:
    """A category of workers: its title, the law's word on it, and what it asks for beyond the rest."""

    code: str
    title: str
    required_by_law: bool = False
    documents: frozenset[DocumentKind] = frozenset()
    examination_valid: timedelta = YEAR


CATEGORIES: dict[str, Category] = {
    category.code: category
    for category in (
        Category("production_trade", "Производство, переработка и продажа продукции", required_by_law=True),
        Category("catering", "Общественное питание", required_by_law=True),
        Category("medical", "Здравоохранение и фармация"),
        Category("education", "Образование", required_by_law=True),
        Category("hospitality_tourism", "Гостиницы и туризм", required_by_law=True),
        Category(
            "hazardous_substances",
            "Работа с опасными химическими и биологическими веществами",
            documents=frozenset({DocumentKind.HEALTH_CERTIFICATE, DocumentKind.EMPLOYER_CONSENT}),
        ),
        Category("food_logistics", "Перевозка и хранение пищевых продуктов", required_by_law=True),
        Category(
            "construction_mining",
            "Строительство и добыча полезных ископаемых",
            documents=frozenset({DocumentKind.HEALTH_CERTIFICATE}),
        ),
        Category("sanitary_service", "Санитарная служба"),
        Category("children", "Работа с детьми", required_by_law=True),
        Category("sport", "Спортивные организации"),
        Category("transport", "Транспорт", documents=frozenset({DocumentKind.HEALTH_CERTIFICATE})),
        Category("occupational_safety", "Охрана труда и промышленная безопасность"),
        Category("culture", "Культура"),
        Category("public_service", "Государственные и муниципальные органы"),
    )
}
