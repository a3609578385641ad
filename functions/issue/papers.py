"""Papers without a title page of their own: a numbered title, sections, and what paper proves."""

from dataclasses import dataclass
from datetime import datetime

from functions.issue.press.blocks import Section
from functions.issue.press.flow import Flow
from functions.issue.press.imprint import Imprint
from functions.issue.press.layout import lay_out
from functions.issue.press.printing import printed
from functions.issue.spelling import local

_SIGNED = "Документ подписан электронной подписью. Распечатанный вариант не имеет юридической силы."


@dataclass(frozen=True)
class Paper:
    """What a paper says: its title, what it is called at the foot of each page, its number and its moment.

    `source` is all that it was made from; neither `title` nor `name` holds personal data.
    """

    title: str
    name: str
    number: str
    moment: datetime
    source: str
    sections: tuple[Section, ...]
    note: str = _SIGNED


def made(paper: Paper) -> bytes:
    """Make the document, ready to be signed; the same paper gives the same bytes."""
    flow = Flow()
    flow.title(paper.title, f"№\xa0{paper.number} от\xa0{local(paper.moment)}")
    lay_out(flow, paper.sections)
    flow.foot(f"{paper.name} №\xa0{paper.number}", paper.note)
    return printed(flow, Imprint(f"{paper.title} № {paper.number}", paper.moment, paper.source))
