"""The signed decision: what was decided about whom, why, and what can be done about it (apl-01)."""

from collections.abc import Iterator

from functions.issue.assurance import Fact, require_said
from functions.issue.papers import Paper, made
from functions.issue.press.blocks import Field, Item, Paragraph, Section
from functions.issue.press.typography import BODY, STRONG
from functions.issue.spelling import ABSENT, local
from shared.domain.decision import Decision, DecisionKind
from shared.domain.reasons import Reason
from shared.domain.terms import APPEAL_CALENDAR_DAYS, APPEAL_LIMIT_DAYS
from shared.domain.texts import text

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
    pdf = made(
        Paper(
            title=title(decision),
            name="Решение",
            number=decision.number,
            moment=decision.decided_at,
            source=decision.model_dump_json(),
            sections=tuple(_sections(decision)),
        )
    )
    require_said(pdf, _facts(decision), ("number", decision.number))
    return pdf


def reason_lines(reason: Reason) -> Iterator[str]:
    """Put a reason into the words that stand in the cabinet: what is wrong, the remark, what to do."""
    yield text("reasons", reason.code)
    if reason.detail:
        yield reason.detail
    yield text("instructions", reason.code)


def _sections(decision: Decision) -> Iterator[Section]:
    subject = tuple(
        Field(label, value, STRONG if value is decision.applicant else BODY)
        for label, value in _subject(decision)
    )
    yield Section("Заявление", subject)
    if decision.reasons:
        yield Section("Причины отказа", tuple(_grounds(decision.reasons)))
    if decision.answer:
        paragraphs = filter(None, decision.answer.splitlines())
        yield Section("Ответ на возражение", tuple(map(Paragraph, paragraphs)))
    yield Section("Что это значит", (Paragraph(_CONSEQUENCES[decision.kind]),))


def _grounds(reasons: tuple[Reason, ...]) -> Iterator[Item]:
    for place, reason in enumerate(reasons, start=1):
        head, *rest = reason_lines(reason)
        yield Item(f"{place}.", ((head, STRONG), *((line, BODY) for line in rest)))


def _subject(decision: Decision) -> Iterator[tuple[str, str]]:
    yield "Заявитель", decision.applicant
    yield "Номер заявления", decision.application_number
    yield "Подано", local(decision.submitted_at)
    yield "Категория работников", decision.category
    yield "Профессия, должность", decision.occupation or ABSENT
    if decision.appeal_number:
        yield "Номер возражения", decision.appeal_number


def _facts(decision: Decision) -> Iterator[Fact]:
    """Name what the document must say."""
    yield from _subject(decision)
    yield "date", local(decision.decided_at)
    for line in (decision.answer or "").splitlines():
        yield "answer", line
    for place, reason in enumerate(decision.reasons):
        yield from ((f"reason {place}", line) for line in reason_lines(reason))
