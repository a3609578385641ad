"""An operation of the API: declared once, where its view stands, and read from its signature."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_type_hints

from pydantic import BaseModel

from shared.domain.access import Permission

View = Callable[..., BaseModel | None]


class Key(Enum):
    """What an operation does with `Idempotency-Key`."""

    REQUIRED = "required"
    HONOURED = "honoured"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    A view takes the path's names, and what else it wants by parameter: `caller`, `body` and
    `query` (models), `revision` (then `If-Match` is required). It returns its answer's model.
    """

    method: str
    path: str
    view: View
    permission: Permission
    status: int
    key: Key
    problems: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name it as people do: ``POST /v1/applications``."""
        return f"{self.method} {self.path}"

    @property
    def path_names(self) -> list[str]:
        """List the variables of the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def summary(self) -> str:
        """Say what it does, in the words of the view's docstring."""
        return (self.view.__doc__ or "").strip().splitlines()[0].rstrip(".")

    @property
    def media_type(self) -> str:
        """Name the type of the answer: JSON, unless its model names another kind of it."""
        return str(getattr(self.model("return"), "media_type", "application/json"))

    def takes(self, parameter: str) -> bool:
        """Tell whether the view wants this parameter."""
        return parameter in self._hints

    def model(self, parameter: str) -> type[BaseModel] | None:
        """Give the model of `body`, `query` or the answer (`return`), if there is one."""
        hint = self._hints.get(parameter)
        return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None

    @property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.view)
