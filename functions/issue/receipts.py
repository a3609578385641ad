"""The receipt of a fee: how much was paid, when, how, by whom, for which application (pay-08)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.issue.assurance import require_said
from functions.issue.papers import Paper, made
from functions.issue.press.blocks import Field, Section
from functions.issue.press.typography import BODY, STRONG
from functions.issue.spelling import clock, roubles

TITLE = "Чек об оплате пошлины"

_SUM = "Сумма"


@dataclass(frozen=True)
class Receipt:
    """What a receipt says; `method` is in words."""

    number: str
    kopecks: int
    paid_at: datetime
    method: str
    payer: str
    application_number: str


def render(receipt: Receipt) -> bytes:
    """Make the document, ready to be signed; the same receipt gives the same bytes."""
    fields = tuple(Field(label, value, STRONG if label == _SUM else BODY) for label, value in _said(receipt))
    pdf = made(
        Paper(
            title=TITLE,
            name="Чек",
            number=receipt.number,
            moment=receipt.paid_at,
            source=repr(receipt),
            sections=(Section("Платёж", fields),),
        )
    )
    require_said(pdf, _said(receipt), ("number", receipt.number))
    return pdf


def _said(receipt: Receipt) -> Iterator[tuple[str, str]]:
    yield _SUM, roubles(receipt.kopecks)
    yield "Оплачено", clock(receipt.paid_at)
    yield "Способ оплаты", receipt.method
    yield "Плательщик", receipt.payer
    yield "Номер заявления", receipt.application_number
