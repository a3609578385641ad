"""Who needs a book: the catalogue's categories (group cat), by version, as `categories.toml` lists them."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.domain.documents import DocumentKind
from shared.domain.entries import Infection
from shared.domain.model import Model

_Words = Annotated[str, StringConstraints(min_length=1)]
_Listed = Annotated[tuple[_Words, ...], Field(min_length=1)]


class Category(Model):
    """A category of workers; nothing of it may be left out (cat-16)."""

    code: str
    title: _Words
    required_by_law: bool
    basis: _Words
    proofs: _Listed
    documents: frozenset[DocumentKind]
    examinations: _Listed
    hygiene_attestation: bool
    vaccinations: tuple[Infection, ...]
    valid_days: Annotated[int, Field(gt=0)]
    occupations: _Listed


_WRITTEN = tomllib.loads(Path(__file__).with_name("categories.toml").read_text(encoding="utf-8"))

CATALOGUE_VERSION: str = _WRITTEN["version"]
CATEGORIES: dict[str, Category] = {
    code: Category.model_validate({"code": code, **known}, strict=False)
    for code, known in _WRITTEN["categories"].items()
}
