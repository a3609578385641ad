"""The notice board: what the service is, what it asks for, and how programs talk to it."""

from functools import cache
from pathlib import Path

from pydantic import JsonValue, RootModel

from shared.domain.access import Permission
from shared.domain.documents import DOCUMENTS, DocumentKind, Format
from shared.domain.model import Model
from shared.domain.professions import CATALOGUE_VERSION, CATEGORIES
from shared.domain.texts import text
from shared.entry.api import Api
from shared.entry.caller import Caller

app = Api("catalog")

_CONTRACT = Path(__file__).with_name("openapi.json")


class Contract(RootModel[dict[str, JsonValue]]):
    """An OpenAPI 3.1 document."""


class DocumentRuleView(Model):
    """What one document must be; `max_bytes` is inclusive."""

    kind: DocumentKind
    title: str
    formats: tuple[Format, ...]
    max_bytes: int
    required: bool


class ServiceCard(Model):
    """What the service asks for, from the same table that checks the uploads (srh-09)."""

    code: str = "medical-book"
    documents: tuple[DocumentRuleView, ...]


class CategoryView(Model):
    """A category of workers."""

    code: str
    title: str
    required_by_law: bool
    documents: tuple[DocumentKind, ...]


class Categories(Model):
    """The catalogue of categories, by version."""

    version: str
    items: tuple[CategoryView, ...]


@app.operation("GET", "/v1/openapi.json", Permission.PUBLIC)
def get_contract() -> Contract:
    """Describe this API as an OpenAPI 3.1 document."""
    return _contract()


@app.operation("GET", "/v1/services/medical-book", Permission.PUBLIC)
def get_service(caller: Caller) -> ServiceCard:
    """Show the service card."""
    documents = tuple(
        DocumentRuleView(
            kind=kind,
            title=text("documents", kind, caller.language),
            formats=rule.formats,
            max_bytes=rule.max_bytes,
            required=rule.required,
        )
        for kind, rule in DOCUMENTS.items()
    )
    return ServiceCard(documents=documents)


@app.operation("GET", "/v1/categories", Permission.PUBLIC)
def list_categories() -> Categories:
    """List who needs a book."""
    items = tuple(
        CategoryView(
            code=category.code,
            title=category.title,
            required_by_law=category.required_by_law,
            documents=tuple(sorted(category.documents)),
        )
        for category in CATEGORIES.values()
    )
    return Categories(version=CATALOGUE_VERSION, items=items)


@cache
def _contract() -> Contract:
    return Contract.model_validate_json(_CONTRACT.read_bytes())
