"""From what a document says to its pages."""

from collections.abc import Iterable

from functions.issue.press.blocks import Field, Item, Paragraph, Section, Table
from functions.issue.press.flow import Flow
from functions.issue.press.table import Rows
from functions.issue.press.typography import GRID

_COMPANY = 2 * GRID


def lay_out(flow: Flow, sections: Iterable[Section]) -> None:
    """Write sections one below the other; no heading is left alone at the foot of a page."""
    for section in sections:
        blocks = [
            Rows(flow, section.title, block) if isinstance(block, Table) else block
            for block in section.blocks
        ]
        first = blocks[0]
        flow.heading(section.title, first.company if isinstance(first, Rows) else _COMPANY)
        for block in blocks:
            match block:
                case Field():
                    flow.field(block.label, block.value, block.style)
                case Paragraph():
                    flow.paragraph(block.text, block.style)
                case Item():
                    flow.item(block.label, block.texts)
                case Rows():
                    block.draw()
