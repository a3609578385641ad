"""Text that runs from page to page."""

from functions.issue.press.sheet import BOTTOM, LEFT, MEASURE, MILLIMETRE, RIGHT, TOP, Sheet
from functions.issue.press.structure import Node
from functions.issue.press.typography import (
    ACCENT,
    FOOTER,
    GRID,
    HAIRLINE,
    HEADING,
    LABEL,
    NUMBER,
    TITLE,
    Lines,
    Pile,
    Style,
    balanced,
    broken,
    line,
    pile,
)

HALF = GRID / 2
WHOLE = 12  # a value or a row of up to this many lines is never split

_LEAST = 2  # lines that may stand alone before or after a turn of the page
_LABEL_WIDTH = 0.32 * MEASURE
_INDENT = 1.5 * GRID
_FOOT = BOTTOM + GRID
_ORNAMENT = 12 * MILLIMETRE, 2.5
_HEADING_RULE = 0.8


class Flow:
    """The sheets so far, and the cursor `y` on the last one.

    What must stay together asks for its room with `keep` before it is drawn.
    """

    def __init__(self) -> None:
        self.root = Node("Document")
        self.sheets = [Sheet(0)]
        self.y = TOP

    @property
    def sheet(self) -> Sheet:
        """The page being written."""
        return self.sheets[-1]

    @property
    def room(self) -> float:
        """The height that is left on this page."""
        return BOTTOM - self.y

    def turn(self) -> None:
        """Go to a new page."""
        self.sheets.append(Sheet(len(self.sheets)))
        self.y = TOP

    def keep(self, height: float) -> None:
        """Turn the page unless this much fits on it."""
        if self.room < height:
            self.turn()

    def title(self, text: str, subtitle: str) -> None:
        """Begin a document."""
        self.sheet.rectangle(LEFT, self.y, *_ORNAMENT, ACCENT)
        self.y += GRID
        self._pour(self.root.add("H1"), LEFT, balanced(text, TITLE, MEASURE), TITLE.leading)
        self._pour(self.root.add("P"), LEFT, broken(subtitle, NUMBER, MEASURE), NUMBER.leading)

    def heading(self, text: str, company: float) -> None:
        """Write a section's heading on the page where at least `company` points of the section follow."""
        lines = broken(text, HEADING, MEASURE)
        height = len(lines) * HEADING.leading + HALF
        self.keep(GRID + height + company)
        if self.y > TOP:
            self.y += GRID
        self.sheet.write(self.root.add("H2"), LEFT, self.y, lines, HEADING.leading)
        self.y += height
        self.sheet.rule(self.y - HALF, ACCENT, _HEADING_RULE)

    def paragraph(self, text: str, style: Style) -> None:
        """Write running text."""
        self._pour(self.root.add("P"), LEFT, broken(text, style, MEASURE), style.leading)
        self.y += HALF

    def item(self, label: str, texts: Pile) -> None:
        """Write an item of a list, its label in the list's margin; only a very long one goes on overleaf."""
        node, lines = self.root.add("P"), pile(texts, MEASURE - _INDENT)
        self.keep(min(len(lines), WHOLE) * GRID)
        self.sheet.write(node, LEFT, self.y, (line(label, lines[0].style),))
        self._pour(node, LEFT + _INDENT, lines, GRID)
        self.y += HALF

    def field(self, label: str, value: str, style: Style) -> None:
        """Write a label and, beside it, its value; only a very long value goes on overleaf."""
        node, lines = self.root.add("P"), broken(value, style, MEASURE - _LABEL_WIDTH)
        self.keep(min(len(lines), WHOLE) * GRID)
        self.sheet.write(node, LEFT, self.y, (line(label, LABEL),))
        self._pour(node, LEFT + _LABEL_WIDTH, lines, style.leading)
        self.y += HALF

    def foot(self, name: str, note: str) -> None:
        """Write on every page, when all are there: the document's name, the page's number, and a note."""
        below = broken(note, FOOTER, MEASURE)
        for place, sheet in enumerate(self.sheets, start=1):
            page = page_number(place, len(self.sheets))
            sheet.rule(_FOOT, HAIRLINE)
            for x, text in (LEFT, name), (RIGHT - FOOTER.width(page), page):
                sheet.note(x, _FOOT + HALF / 2, (line(text, FOOTER),), FOOTER.leading)
            sheet.note(LEFT, _FOOT + GRID, below, FOOTER.leading)

    def _pour(self, node: Node, x: float, lines: Lines, leading: float) -> None:
        """Write lines, turning pages as needed, but leave none of them alone."""
        while len(lines) * leading > self.room:
            count = portion(len(lines), int(self.room // leading))
            if count:
                self.sheet.write(node, x, self.y, lines[:count], leading)
            lines = lines[count:]
            self.turn()
        self.sheet.write(node, x, self.y, lines, leading)
        self.y += len(lines) * leading


def page_number(place: int, count: int) -> str:
    """Say which page of how many it is."""
    return f"Страница\xa0{place} из\xa0{count}"


def portion(lines: int, room: int) -> int:
    """Say how many of more lines than there is room for stay on this page."""
    count = min(room, lines - _LEAST)
    return count if count >= _LEAST else 0
