"""The base of every value in the domain."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer


class Model(BaseModel):
    """An immutable value that refuses fields it does not know.

    What is stored is sealed for its holder, unless its model is declared `impersonal` (sec-03).
    """

    impersonal: ClassVar[bool] = False

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[AwareDatetime, PlainSerializer(rfc3339, when_used="json")]
