"""What the service is, what can be found, and who needs a book (groups srh, cat)."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from shared.domain import fees, search, terms
from shared.domain.documents import DOCUMENTS, DocumentKind, Format
from shared.domain.model import Model
from shared.domain.occupations import categories_of
from shared.domain.professions import CATALOGUE_VERSION, CATEGORIES, Category
from shared.domain.reasons import GIVEN_BY_PEOPLE, ReasonCode
from shared.domain.search import SERVICES, Found, Match
from shared.domain.texts import Language, text
from shared.domain.ticket import Subject
from shared.entry.payments import FeeView
from shared.settings import settings


class SearchQuery(Model):
    """Words of a query; none finds everything. `section` keeps to one section of the cabinet (srh-12)."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    section: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None


class OccupationQuery(Model):
    """A profession in free words."""

    occupation: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Action(Model):
    """A button: what it says and where it leads."""

    title: str
    href: str


class FoundService(Model):
    """A result of the search, why it is one, and how to get there (srh-05…08)."""

    code: str
    title: str
    kind: str
    sections: tuple[str, ...]
    about: str
    match: Match
    reason: str
    action: Action

    @classmethod
    def of(cls, found: Found, language: Language) -> "FoundService":
        """Show a result."""
        service = found.service
        shared = ", ".join(f"«{word}»" for word in found.words)
        return cls(
            code=service.code,
            title=service.title,
            kind=service.kind,
            sections=service.sections,
            about=service.about,
            match=found.match,
            reason=text("search", found.match, language, words=shared),
            action=Action(title=text("search", "action", language), href=f"/v1/services/{service.code}"),
        )


class ServiceList(Model):
    """Results, the best first, and a link to everything there is (srh-05)."""

    items: tuple[FoundService, ...]
    catalogue: Action


class DocumentRuleView(Model):
    """What one document must be; `max_bytes` is inclusive."""

    kind: DocumentKind
    title: str
    formats: tuple[Format, ...]
    max_bytes: int
    required: bool


class TermView(Model):
    """A term: what for, how many, of which days."""

    code: str
    title: str
    days: int
    working_days: bool


class GroundView(Model):
    """A ground of refusal, and what to do about it."""

    code: ReasonCode
    title: str
    instruction: str


class ServiceCard(Model):
    """The service, made from the tables that decide (srh-08, srh-09, srh-10)."""

    code: str
    title: str
    kind: str
    about: str
    who_may_apply: str
    documents: tuple[DocumentRuleView, ...]
    terms: tuple[TermView, ...]
    fees: tuple[FeeView, ...]
    refusal_grounds: tuple[GroundView, ...]
    action: Action


class CategoryView(Model):
    """A category of workers."""

    code: str
    title: str
    required_by_law: bool
    basis: str
    proofs: tuple[str, ...]
    documents: tuple[DocumentKind, ...]
    examinations: tuple[str, ...]
    vaccinations: tuple[str, ...]
    valid_days: int

    @classmethod
    def of(cls, category: Category) -> "CategoryView":
        """Show a category."""
        known = {name: getattr(category, name) for name in cls.model_fields}
        return cls.model_validate({**known, "documents": tuple(sorted(category.documents))})


class Categories(Model):
    """The catalogue of categories, by version."""

    version: str
    items: tuple[CategoryView, ...]


class WhoNeeds(Model):
    """Whether a profession needs a book; one that is not known leads to a question (cat-17)."""

    known: bool
    required: bool | None
    items: tuple[CategoryView, ...]
    detail: str
    action: Action


_TERMS = {
    "review": (terms.REVIEW_DAYS, True),
    "repeated_review": (terms.REPEATED_REVIEW_DAYS, True),
    "correction": (terms.CORRECTION.days, False),
    "appeal": (terms.APPEAL_CALENDAR_DAYS, False),
    "answer": (terms.APPEAL_LIMIT_DAYS, True),
}


def find(query: SearchQuery, language: Language) -> ServiceList:
    """Find services by whatever people call them."""
    found = search.search(query.q) if query.q else [Found(service, Match.EXACT) for service in SERVICES]
    listed = [each for each in found if query.section in (None, *each.service.sections)]
    catalogue = Action(title=text("search", "catalogue", language), href="/v1/services")
    return ServiceList(items=tuple(FoundService.of(each, language) for each in listed), catalogue=catalogue)


def card(language: Language, today: date) -> ServiceCard:
    """Describe the service, with the fees of the day."""
    service = SERVICES[0]
    return ServiceCard(
        code=service.code,
        title=service.title,
        kind=service.kind,
        about=service.about,
        who_may_apply=text("service", "who_may_apply", language),
        documents=tuple(_documents(language)),
        terms=tuple(
            TermView(code=code, title=text("terms", code, language), days=days, working_days=working)
            for code, (days, working) in _TERMS.items()
        ),
        fees=tuple(FeeView.of(fee, language) for fee in fees.in_force(today)),
        refusal_grounds=tuple(
            GroundView(
                code=code,
                title=text("reasons", code, language),
                instruction=text("instructions", code, language),
            )
            for code in sorted(GIVEN_BY_PEOPLE)
        ),
        action=Action(
            title=text("service", "apply", language), href=f"{settings.portal_url}/applications/new"
        ),
    )


def categories() -> Categories:
    """List who needs a book."""
    return Categories(version=CATALOGUE_VERSION, items=tuple(map(CategoryView.of, CATEGORIES.values())))


def who_needs(query: OccupationQuery, language: Language) -> WhoNeeds:
    """Say whether a profession needs a book."""
    found = categories_of(query.occupation)
    required = any(category.required_by_law for category in found) if found else None
    answer = {True: "required", False: "optional", None: "unknown"}[required]
    ask = f"{settings.portal_url}/support/new?subject={Subject.PROFESSION}"
    apply = f"{settings.portal_url}/applications/new"
    return WhoNeeds(
        known=bool(found),
        required=required,
        items=tuple(map(CategoryView.of, found)),
        detail=text("who_needs", answer, language),
        action=Action(
            title=text("who_needs", "apply" if found else "ask", language), href=apply if found else ask
        ),
    )


def _documents(language: Language) -> list[DocumentRuleView]:
    return [
        DocumentRuleView(
            kind=kind,
            title=text("documents", kind, language),
            formats=rule.formats,
            max_bytes=rule.max_bytes,
            required=rule.required,
        )
        for kind, rule in DOCUMENTS.items()
    ]
