"""Text that runs from page to page."""

from functions.issue.sheet import BOTTOM, LEFT, MEASURE, TOP, Sheet
from functions.issue.structure import Node
from functions.issue.typography import ACCENT, BODY, CELL_QUIET, HEADING, LABEL, Style, wrap

_LABEL_WIDTH = 0.32 * MEASURE
_FIELD_GAP = 3.0
_HEADING_SPACE = 14.0


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

    def heading(self, text: str, company: float) -> None:
        """Write a section's heading on the page where at least `company` points of the section follow."""
        lines = wrap(text, HEADING, MEASURE)
        self.keep(_HEADING_SPACE + len(lines) * HEADING.leading + 4 + company)
        if self.y > TOP:
            self.y += _HEADING_SPACE
        with self.sheet.marked(self.root.add("H2")):
            self.y = self.sheet.lines(LEFT, self.y, lines, HEADING)
        with self.sheet.unmarked():
            self.sheet.rule(self.y + 1.5, ACCENT, 0.8)
        self.y += 4

    def paragraph(self, text: str, style: Style = BODY) -> None:
        """Write a paragraph of any length."""
        node = self.root.add("P")
        for line in wrap(text, style, MEASURE):
            self.keep(style.leading)
            with self.sheet.marked(node):
                self.y = self.sheet.lines(LEFT, self.y, [line], style)

    def field(self, label: str, value: str, style: Style = BODY) -> None:
        """Write a label and, beside it, its value; a value of several lines may go on overleaf."""
        node = self.root.add("P")
        self.keep(style.leading)
        with self.sheet.marked(node):
            self.sheet.lines(LEFT, self.y + 1, [label], LABEL)
        for line in wrap(value, style, MEASURE - _LABEL_WIDTH):
            self.keep(style.leading)
            with self.sheet.marked(node):
                self.y = self.sheet.lines(LEFT + _LABEL_WIDTH, self.y, [line], style)
        self.y += _FIELD_GAP

    def remark(self, text: str) -> None:
        """Write a quiet line under a heading."""
        self.y += 4
        self.paragraph(text, CELL_QUIET.scaled(1.15))
