"""How we speak with YooKassa (API v3; docs/decisions/0012): JSON, our shop's password, one key per deed.

What its answers share is read here; what can be asked stands in `payments.py` and `confirmations.py`.
"""

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, ValidationError

from shared.adapters import http
from shared.adapters.http import Unavailable
from shared.domain.health import Part, Report
from shared.domain.model import Model
from shared.domain.payments import Method
from shared.settings import settings

Json = dict[str, Any]

KINDS = {Method.CARD: "bank_card", Method.WALLET: "yoo_money", Method.BANK: "sbp"}

_SECONDS = 5.0
_ASKING_AGAIN_HELPS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class Refused(Exception):
    """The provider understands, and will not do it: asking again does not help."""


class Answer(Model):
    """An answer has much more than we read."""

    model_config = ConfigDict(extra="ignore")


class Amount(Answer):
    """A sum, as it is written there: roubles, with two decimal places."""

    value: Annotated[Decimal, Field(decimal_places=2)]
    currency: Literal["RUB"]

    @property
    def kopecks(self) -> int:
        """Give it in kopecks, as it is written here."""
        return int(self.value * 100)


class _Confirmation(Answer):
    confirmation_url: Annotated[str, StringConstraints(pattern=r"^https?://")]


class Opened(Answer):
    """Something has begun: the provider's name for it, and the page that its person has to open."""

    id: str
    confirmation: _Confirmation

    @property
    def url(self) -> str:
        """Give the page's address."""
        return self.confirmation.confirmation_url


class _Cancellation(Answer):
    reason: str = ""


class Payment(Answer):
    """A payment at the provider."""

    status: str
    amount: Amount
    cancellation_details: _Cancellation = _Cancellation()
    captured_at: AwareDatetime | None = None


A = TypeVar("A", bound=Answer)


def ask(path: str, model: type[A], report: Report) -> A:
    """Look something up; raises `Unavailable` or `Refused`."""
    return _asked("GET", path, model, report)


def tell(path: str, body: Json, key: str, model: type[A], report: Report) -> A:
    """Have something done, once under a key; raises `Unavailable` or `Refused`."""
    return _asked("POST", path, model, report, body, key)


def roubles(kopecks: int) -> Json:
    """Write a sum as it is written there."""
    return {"value": f"{kopecks // 100}.{kopecks % 100:02}", "currency": "RUB"}


def _asked(
    method: str, path: str, model: type[A], report: Report, body: Json | None = None, key: str | None = None
) -> A:
    client, url = (settings.payments_shop, settings.payments_secret), f"{settings.payments_url}/{path}"
    try:
        answer = model.model_validate(http.ask(method, url, body, client=client, key=key, seconds=_SECONDS))
    except Unavailable as silence:
        final = _is_final(silence.status)
        report(Part.PAYMENTS, final)
        if final:
            raise Refused(str(silence)) from None
        raise
    except ValidationError:
        report(Part.PAYMENTS, False)
        raise Unavailable("the answer is not that of the contract") from None
    report(Part.PAYMENTS, True)
    return answer


def _is_final(status: int | None) -> bool:
    """Tell a no from a fault; that our password is not known may change."""
    no = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
    return status in no and status not in _ASKING_AGAIN_HELPS
