"""One page: its measures, and the operators that draw on it.

Positions are in points from the upper left corner, as people read; PDF counts from the lower left.
"""

from functions.issue.press.structure import Node
from functions.issue.press.typography import GRID, Colour, Lines, Style, paint, rise

MILLIMETRE = 72 / 25.4
WIDTH, HEIGHT = 148 * MILLIMETRE, 210 * MILLIMETRE  # A5
LEFT, RIGHT = 45.0, WIDTH - 45.0
TOP, BOTTOM = 4 * GRID, 43 * GRID
MEASURE = RIGHT - LEFT


class Sheet:
    """A page in the making: what is drawn, and which node owns each mark."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.owners: list[Node] = []
        self._operators: list[str] = []
        self._style: Style | None = None

    @property
    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._operators).encode("latin-1")

    def write(self, node: Node, x: float, y: float, lines: Lines, leading: float = GRID) -> None:
        """Write lines that belong to a node of the structure, with the top of the first at `y`."""
        self._begin(node)
        self._set(x, y, lines, leading)
        self._operators.append("EMC")

    def note(self, x: float, y: float, lines: Lines, leading: float = GRID) -> None:
        """Write lines that are no part of the text: what stands on every page, a repeated head."""
        self._operators.append("/Artifact BMC")
        self._set(x, y, lines, leading)
        self._operators.append("EMC")

    def rectangle(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle, for ornament, whose upper left corner is at (x, y)."""
        place = f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f}"
        self._operators.append(f"/Artifact BMC {paint(colour)} {place} re f EMC")
        self._style = None

    def rule(self, y: float, colour: Colour, thickness: float = 0.5) -> None:
        """Draw a line from margin to margin."""
        self.rectangle(LEFT, y, MEASURE, thickness, colour)

    def picture(self, node: Node, name: str, x: float, y: float, width: float, height: float) -> None:
        """Place one of the document's pictures."""
        self._begin(node)
        self._operators.append(
            f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - y - height:.2f} cm /{name} Do Q EMC"
        )

    def _begin(self, node: Node) -> None:
        mark = len(self.owners)
        self.owners.append(node)
        node.marks.append((self.index, mark))
        self._operators.append(f"/{node.role}<</MCID {mark}>>BDC")

    def _set(self, x: float, y: float, lines: Lines, leading: float) -> None:
        operators, out = self._operators, 0.0
        operators.append(f"BT {x:.2f} {HEIGHT - y - rise(leading):.2f} Td")
        next_line = f"0 {-leading:g} Td"
        for place, (show, hang, style) in enumerate(lines):
            if place:
                operators.append(next_line)
            if hang != out:
                operators.append(f"{out - hang:.2f} 0 Td")
                out = hang
            if style is not self._style:
                operators.append(style.operators)
                self._style = style
            operators.append(show)
        operators.append("ET")
