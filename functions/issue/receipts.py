"""The signed receipt: who has paid how much, when, how, and for which application (pay-08)."""

from collections.abc import Iterator

from functions.issue.archive import Imprint
from functions.issue.assurance import require_said
from functions.issue.contents import day
from functions.issue.cover import draw_foot
from functions.issue.flow import Flow
from functions.issue.press import printed
from functions.issue.typography import BODY, STRONG
from shared.domain.calendar import MOSCOW, local_day
from shared.domain.payments import Receipt
from shared.domain.texts import text

TITLE = "Квитанция об оплате пошлины"

_NOTE = "Документ подписан электронной подписью. Распечатанный вариант не имеет юридической силы."


def render(receipt: Receipt) -> bytes:
    """Make the document, ready to be signed; the same receipt gives the same bytes."""
    flow = Flow()
    flow.title(TITLE, f"№\xa0{receipt.number} от {day(local_day(receipt.paid_at))}")
    flow.heading("Платёж", 60)
    flow.y += 6
    for label, value in _facts(receipt):
        flow.field(label, value, STRONG if label == "Сумма" else BODY)
    for sheet in flow.sheets:
        draw_foot(sheet, f"Квитанция №\xa0{receipt.number}", len(flow.sheets), _NOTE)
    pdf = printed(flow, Imprint(f"{TITLE} № {receipt.number}", receipt.paid_at, receipt.model_dump_json()))
    require_said(pdf, _facts(receipt), "number", receipt.number)
    return pdf


def _facts(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """Name what the document must say."""
    paid_at = receipt.paid_at.astimezone(MOSCOW)
    yield "Сумма", text("payments", "amount", amount=receipt.amount)
    yield "Плательщик", receipt.payer
    yield "Номер заявления", receipt.application_number
    yield "Оплачено", f"{day(paid_at.date())} {paid_at:%H:%M:%S} (МСК)"
    yield "Способ", text("payment_methods", receipt.method)
    yield "Платёж", receipt.payment_id
    yield "Основание", receipt.basis
