"""The claim for a court: filled in as far as we know, to be finished by hand (apl-08)."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from shared.domain.appeal import Appeal
from shared.domain.application import Application
from shared.domain.calendar import local_day
from shared.domain.decision import Decision, DecisionKind
from shared.domain.fields import Address
from shared.domain.states import AppealState
from shared.domain.texts import text

_BLANK = "____________________"


def write(application: Application, papers: list[Decision]) -> bytes:
    """Write the claim as a DOCX."""
    document = Document()
    for line in _head(application):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = document.add_heading(text("claim", "title"), level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for paragraph in _body(application, papers):
        document.add_paragraph(paragraph)
    document.add_paragraph(text("claim", "requests"))
    for name in ("request_cancel", "request_oblige"):
        document.add_paragraph(text("claim", name), style="List Number")
    document.add_paragraph(text("claim", "attachments"))
    for paper in papers:
        named = text(
            "claim", f"attached_{paper.kind}", number=paper.number, date=_day(local_day(paper.decided_at))
        )
        document.add_paragraph(named, style="List Bullet")
    document.add_paragraph(text("claim", "attached_archive"), style="List Bullet")
    document.add_paragraph(text("claim", "signature"))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _head(application: Application) -> Iterator[str]:
    fields = application.fields
    yield text("claim", "court", blank=_BLANK)
    yield text("claim", "plaintiff", name=fields.full_name)
    yield text("claim", "address", address=_address(fields.registration_address))
    yield text("claim", "phone", phone=fields.phone)
    yield text("claim", "defendant", blank=_BLANK)


def _body(application: Application, papers: list[Decision]) -> Iterator[str]:
    """Tell what happened, in its order, and by which papers."""
    refusal = [paper for paper in papers if paper.kind is DecisionKind.REFUSAL][-1]
    appeal = application.appeals[-1]
    submitted = _day(local_day(refusal.submitted_at))
    yield text(
        "claim", "applied", date=submitted, number=refusal.application_number, category=refusal.category
    )
    yield text("claim", "refused", date=_day(appeal.refused_on), number=refusal.number)
    for reason in refusal.reasons:
        yield f"— {text('reasons', reason.code)}"
    yield text("claim", "appealed", date=_day(appeal.sent_on), number=appeal.number)
    yield _answered(application, appeal)
    yield text("claim", "why")
    yield appeal.arguments
    yield text("claim", "law")


def _answered(application: Application, appeal: Appeal) -> str:
    if application.appealing is AppealState.DISMISSED and appeal.answered_at:
        answered = _day(local_day(appeal.answered_at))
        return text("claim", "dismissed", date=answered, number=appeal.answer_number)
    return text("claim", "silence")


def _address(address: Address) -> str:
    parts = (address.postcode, address.region, address.locality, address.street, address.house, address.flat)
    return ", ".join(filter(None, parts))


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
