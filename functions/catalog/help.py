"""Answers to what people ask; every figure comes from the table that decides (sup-04)."""

from shared.domain import terms
from shared.domain.documents import DOCUMENTS, MAX_FILES, MAX_TOTAL_BYTES, DocumentKind
from shared.domain.model import Model
from shared.domain.texts import Language, text, texts
from shared.settings import settings


class Answer(Model):
    """A question, its answer, and where to read or ask on."""

    code: str
    question: str
    answer: str
    knowledge_base: str
    operator: str


class Help(Model):
    """All answers, and what stands on every page: the form «Обратная связь» and the phone (sup-01)."""

    items: tuple[Answer, ...]
    form: str
    phone: str


_FORM = f"{settings.portal_url}/support/new"

_FACTS = {
    "review": terms.REVIEW_DAYS,
    "repeated": terms.REPEATED_REVIEW_DAYS,
    "correction": terms.CORRECTION.days,
    "payment": terms.PAYMENT.days,
    "draft": terms.DRAFT_KEPT.days,
    "appeal": terms.APPEAL_CALENDAR_DAYS,
    "target": terms.APPEAL_TARGET_DAYS,
    "answer": terms.APPEAL_LIMIT_DAYS,
    "files": MAX_FILES,
    "total": MAX_TOTAL_BYTES,
    "passport": DOCUMENTS[DocumentKind.PASSPORT].max_bytes,
    "photo": DOCUMENTS[DocumentKind.PHOTO].max_bytes,
}


def answers(language: Language) -> Help:
    """Give all answers."""
    return Help(
        items=tuple(
            Answer(
                code=code,
                question=question,
                answer=text("answers", code, language, **_FACTS),
                knowledge_base=f"{settings.portal_url}/help/{code}",
                operator=_FORM,
            )
            for code, question in texts("questions", language).items()
        ),
        phone=settings.support_phone,
        form=_FORM,
    )
