"""Text that runs from page to page."""

from dataclasses import replace

from functions.issue.sheet import BOTTOM, LEFT, MEASURE, MILLIMETRE, TOP, Sheet
from functions.issue.structure import Node
from functions.issue.typography import ACCENT, BODY, GREY, HEADING, LABEL, NUMBER, TITLE, Style, wrap

_LABEL_WIDTH = 0.32 * MEASURE
_FIELD_GAP = 3.0
_HEADING_SPACE = 14.0
_HEADING_GAP = 4.0
_WHOLE = 12  # a value of up to this many lines is never split


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
        """Begin a document that has no cover."""
        with self.sheet.unmarked():
            self.sheet.rectangle(LEFT, self.y, 12 * MILLIMETRE, 2.5, ACCENT)
        self.y += 12
        self._run(self.root.add("H1"), wrap(text, TITLE, MEASURE), TITLE)
        self.y += 4
        self._run(self.root.add("P"), wrap(subtitle, NUMBER, MEASURE), NUMBER)

    def paragraph(self, text: str, style: Style = BODY) -> None:
        """Write running text."""
        self.y += _HEADING_GAP
        self._run(self.root.add("P"), wrap(text, style, MEASURE), style)

    def heading(self, text: str, company: float) -> None:
        """Write a section's heading on the page where at least `company` points of the section follow."""
        lines = wrap(text, HEADING, MEASURE)
        self.keep(_HEADING_SPACE + len(lines) * HEADING.leading + _HEADING_GAP + company)
        if self.y > TOP:
            self.y += _HEADING_SPACE
        with self.sheet.marked(self.root.add("H2")):
            self.y = self.sheet.lines(LEFT, self.y, lines, HEADING)
        with self.sheet.unmarked():
            self.sheet.rule(self.y + 1.5, ACCENT, 0.8)
        self.y += _HEADING_GAP

    def field(self, label: str, value: str, style: Style = BODY) -> None:
        """Write a label and, beside it, its value; only a very long value goes on overleaf."""
        node, lines = self.root.add("P"), wrap(value, style, MEASURE - _LABEL_WIDTH)
        self.keep(min(len(lines), _WHOLE) * style.leading)
        with self.sheet.marked(node):
            self.sheet.lines(LEFT, self.y + 1, [label], LABEL)
        self._run(node, lines, style, LEFT + _LABEL_WIDTH)
        self.y += _FIELD_GAP

    def _run(self, node: Node, lines: list[str], style: Style, x: float = LEFT) -> None:
        for line in lines:
            self.keep(style.leading)
            with self.sheet.marked(node):
                self.y = self.sheet.lines(x, self.y, [line], style)

    def remark(self, text: str) -> None:
        """Write a quiet line under a heading."""
        self.paragraph(text, replace(BODY, colour=GREY))
