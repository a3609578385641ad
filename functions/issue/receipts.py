"""The signed receipt: who has paid how much, when, how, and for which application (pay-08)."""

from collections.abc import Iterator

from functions.issue.assurance import Fact, require_said
from functions.issue.papers import Paper, made
from functions.issue.press.blocks import Field, Section
from functions.issue.press.typography import BODY, STRONG
from functions.issue.spelling import clock
from shared.domain.payments import Receipt
from shared.domain.texts import text

TITLE = "Квитанция об оплате пошлины"

_SUM = "Сумма"


def render(receipt: Receipt) -> bytes:
    """Make the document, ready to be signed; the same receipt gives the same bytes."""
    fields = tuple(Field(label, value, STRONG if label == _SUM else BODY) for label, value in _said(receipt))
    pdf = made(
        Paper(
            title=TITLE,
            name="Квитанция",
            number=receipt.number,
            moment=receipt.paid_at,
            source=receipt.model_dump_json(),
            sections=(Section("Платёж", fields),),
        )
    )
    require_said(pdf, _said(receipt), ("number", receipt.number))
    return pdf


def _said(receipt: Receipt) -> Iterator[Fact]:
    """Name what the document must say."""
    yield _SUM, text("payments", "amount", amount=receipt.amount)
    yield "Плательщик", receipt.payer
    yield "Номер заявления", receipt.application_number
    yield "Оплачено", clock(receipt.paid_at)
    yield "Способ", text("payment_methods", receipt.method)
    yield "Платёж", receipt.payment_id
    yield "Основание", receipt.basis
