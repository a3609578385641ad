"""The signed decision: what was decided about whom, why, and what can be done about it (apl-01)."""

from collections.abc import Iterator
from datetime import datetime

from functions.issue.archive import Imprint
from functions.issue.assurance import require_said
from functions.issue.contents import ABSENT, day
from functions.issue.cover import draw_foot
from functions.issue.flow import Flow
from functions.issue.press import printed
from functions.issue.typography import BODY, STRONG
from shared.domain.calendar import local_day
from shared.domain.decision import Decision, DecisionKind
from shared.domain.reasons import Reason
from shared.domain.terms import APPEAL_CALENDAR_DAYS, APPEAL_LIMIT_DAYS
from shared.domain.texts import text

_NOTE = "Документ подписан электронной подписью. Распечатанный вариант не имеет юридической силы."
_TITLES = {
    DecisionKind.REFUSAL: "Решение об отказе в выдаче книжки",
    DecisionKind.APPEAL_UPHELD: "Решение об удовлетворении возражения",
    DecisionKind.APPEAL_RETURNED: "Решение о повторной проверке заявления",
    DecisionKind.APPEAL_DISMISSED: "Решение об отклонении возражения",
}
_CONSEQUENCES = {
    DecisionKind.REFUSAL: "Отказ можно обжаловать в уполномоченном органе не позднее "
    f"{APPEAL_CALENDAR_DAYS} календарных дней со дня получения этого решения: через портал (раздел "
    "«Обращения»), по электронной почте или заказным письмом. Ответ даётся не позднее "
    f"{APPEAL_LIMIT_DAYS} рабочих дней; если его нет, отказ считается подтверждённым и может быть обжалован "
    "в суде. Заявление можно исправить и подать повторно в любое время.",
    DecisionKind.APPEAL_UPHELD: "Отказ отменён. Книжка выдаётся.",
    DecisionKind.APPEAL_RETURNED: "Отказ отменён. Заявление проверяется заново, о решении будет сообщено.",
    DecisionKind.APPEAL_DISMISSED: "Отказ оставлен в силе. Его можно обжаловать в суде общей юрисдикции.",
}


def title(decision: Decision) -> str:
    """Name what was decided; no personal data."""
    return _TITLES[decision.kind]


def render(decision: Decision) -> bytes:
    """Make the document, ready to be signed; the same decision gives the same bytes."""
    flow = Flow()
    flow.title(title(decision), f"№\xa0{decision.number} от {_date(decision.decided_at)}")
    _write_subject(flow, decision)
    _write_grounds(flow, decision)
    flow.heading("Что это значит", 40)
    flow.paragraph(_CONSEQUENCES[decision.kind])
    for sheet in flow.sheets:
        draw_foot(sheet, f"Решение №\xa0{decision.number}", len(flow.sheets), _NOTE)
    imprint = Imprint(
        f"{title(decision)} № {decision.number}", decision.decided_at, decision.model_dump_json()
    )
    pdf = printed(flow, imprint)
    require_said(pdf, _facts(decision), "number", decision.number)
    return pdf


def reason_lines(reason: Reason) -> Iterator[str]:
    """Put a reason into the words that stand in the cabinet: what is wrong, the remark, what to do."""
    yield text("reasons", reason.code)
    if reason.detail:
        yield reason.detail
    yield text("instructions", reason.code)


def _write_subject(flow: Flow, decision: Decision) -> None:
    flow.heading("Заявление", 60)
    flow.y += 6
    for label, value in _subject(decision):
        flow.field(label, value, STRONG if value is decision.applicant else BODY)


def _write_grounds(flow: Flow, decision: Decision) -> None:
    if decision.reasons:
        flow.heading("Причины отказа", 40)
        for place, reason in enumerate(decision.reasons, start=1):
            head, *rest = reason_lines(reason)
            flow.paragraph(f"{place}. {head}", STRONG)
            for line in rest:
                flow.paragraph(line)
    if decision.answer:
        flow.heading("Ответ на возражение", 40)
        for paragraph in filter(None, decision.answer.splitlines()):
            flow.paragraph(paragraph)


def _subject(decision: Decision) -> Iterator[tuple[str, str]]:
    yield "Заявитель", decision.applicant
    yield "Номер заявления", decision.application_number
    yield "Подано", _date(decision.submitted_at)
    yield "Категория работников", decision.category
    yield "Профессия, должность", decision.occupation or ABSENT
    if decision.appeal_number:
        yield "Номер возражения", decision.appeal_number


def _facts(decision: Decision) -> Iterator[tuple[str, str]]:
    """Name what the document must say."""
    yield from _subject(decision)
    yield "date", _date(decision.decided_at)
    yield "answer", decision.answer or ""
    for place, reason in enumerate(decision.reasons):
        yield from ((f"reason {place}", line) for line in reason_lines(reason))


def _date(moment: datetime) -> str:
    return day(local_day(moment))
