"""One page: its measures, and the operators that draw on it.

Positions are in points from the upper left corner, as people read; PDF counts from the lower left.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from functions.issue.structure import Mark, Node
from functions.issue.typography import Colour, Style

MILLIMETRE = 72 / 25.4
WIDTH, HEIGHT = 148 * MILLIMETRE, 210 * MILLIMETRE  # A5
LEFT, RIGHT = 16 * MILLIMETRE, WIDTH - 16 * MILLIMETRE
TOP, BOTTOM = 18 * MILLIMETRE, HEIGHT - 29 * MILLIMETRE
MEASURE = RIGHT - LEFT


class Sheet:
    """A page in the making: what is drawn, and which node owns each mark."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.owners: list[Node] = []
        self._operators: list[str] = []

    @property
    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._operators).encode("ascii")

    @contextmanager
    def marked(self, node: Node) -> Iterator[None]:
        """Give what is drawn inside to a node of the structure."""
        mark = Mark(self.index, len(self.owners))
        self.owners.append(node)
        node.children.append(mark)
        self._operators.append(f"/{node.role} <</MCID {mark.number}>> BDC")
        yield
        self._operators.append("EMC")

    @contextmanager
    def unmarked(self) -> Iterator[None]:
        """Draw something that is no part of the text: a rule, a footer, a repeated head."""
        self._operators.append("/Artifact BMC")
        yield
        self._operators.append("EMC")

    def text(self, x: float, y: float, line: str, style: Style) -> None:
        """Write a line with its baseline at `y`."""
        glyphs = "".join(f"{style.face.glyph(character):04x}" for character in line)
        self._operators.append(
            f"BT {_colour(style.colour)} rg /{style.face.name} {style.size:.2f} Tf "
            f"{x:.2f} {HEIGHT - y:.2f} Td <{glyphs}> Tj ET"
        )

    def lines(self, x: float, y: float, lines: list[str], style: Style) -> float:
        """Write lines with the top of the first at `y`; say where the next would start."""
        for line in lines:
            self.text(x, y + (style.leading + style.size * 0.66) / 2, line, style)
            y += style.leading
        return y

    def rectangle(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle whose upper left corner is at (x, y)."""
        self._operators.append(
            f"{_colour(colour)} rg {x:.3f} {HEIGHT - y - height:.3f} {width:.3f} {height:.3f} re f"
        )

    def rule(self, y: float, colour: Colour, thickness: float = 0.5) -> None:
        """Draw a line from margin to margin."""
        self.rectangle(LEFT, y, MEASURE, thickness, colour)

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Place one of the document's images."""
        self._operators.append(
            f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - y - height:.2f} cm /{name} Do Q"
        )


def _colour(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
