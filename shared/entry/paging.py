"""How lists are asked for."""

from typing import Annotated

from pydantic import Field

from shared.domain.model import Model


class PageQuery(Model):
    """A page of a list: how many items, and where it begins."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None
