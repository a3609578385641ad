"""Tables that break over pages, with their heads repeated and nothing lost."""

from dataclasses import dataclass, field

from functions.issue.flow import Flow
from functions.issue.sheet import LEFT, MEASURE
from functions.issue.structure import Node
from functions.issue.typography import CELL, HAIRLINE, HEAD, Style, wrap

_PADDING = 4.0
_GAP = 8.0
_LEADING = CELL.leading
_WHOLE = 12  # a row of up to this many lines is never split


@dataclass(frozen=True)
class Column:
    """A column: its head, and its share of the measure (the shares of a table add up to 1)."""

    head: str
    share: float


Text = tuple[str, Style]
Cell = tuple[Text, ...]
Row = tuple[Cell, ...]


@dataclass
class _Spread:
    """A cell's lines as they are to be drawn, and the node that will own them."""

    x: float
    node: Node
    lines: list[Text] = field(default_factory=list)

    def take(self, count: int) -> list[Text]:
        """Take the first lines off, for this page."""
        taken, self.lines = self.lines[:count], self.lines[count:]
        return taken


class Table:
    """A table in a flow. Every line of a body cell is one `CELL.leading` high."""

    def __init__(self, flow: Flow, columns: tuple[Column, ...]) -> None:
        self._flow = flow
        self._widths = [column.share * MEASURE - _GAP for column in columns]
        self._lefts = [LEFT + MEASURE * sum(c.share for c in columns[:i]) for i in range(len(columns))]
        self._head = [wrap(c.head, HEAD, width) for c, width in zip(columns, self._widths, strict=True)]
        self._node = Node("Table")

    def company(self, row: Row) -> float:
        """Measure what a heading must not be left without: the head and the first row, or its beginning."""
        cells = zip(row, self._widths, strict=True)
        lines = max(sum(len(wrap(text, style, width)) for text, style in cell) for cell, width in cells)
        return self._head_height + _height(min(lines, _WHOLE))

    def draw(self, rows: list[Row]) -> None:
        """Write the head and the rows, turning pages as needed."""
        self._flow.root.children.append(self._node)
        self._draw_head(self._node)
        for row in rows:
            self._draw_row(row)

    @property
    def _head_height(self) -> float:
        return max(map(len, self._head)) * HEAD.leading + 2 * _PADDING

    def _draw_head(self, table: Node | None) -> None:
        flow, line = self._flow, table.add("TR") if table else None
        for x, lines in zip(self._lefts, self._head, strict=True):
            owner = line.add("TH", attributes="/O/Table/Scope/Column") if line else None
            with flow.sheet.marked(owner) if owner else flow.sheet.unmarked():
                flow.sheet.lines(x, flow.y + _PADDING, lines, HEAD)
        flow.y += self._head_height
        self._rule()

    def _draw_row(self, row: Row) -> None:
        line = self._node.add("TR")
        spreads = [
            _Spread(
                x,
                line.add("TD"),
                [(part, style) for text, style in cell for part in wrap(text, style, width)],
            )
            for x, width, cell in zip(self._lefts, self._widths, row, strict=True)
        ]
        self._draw_spreads(spreads)

    def _draw_spreads(self, spreads: list[_Spread]) -> None:
        left = max(len(spread.lines) for spread in spreads)
        if _height(min(left, _WHOLE)) > self._flow.room:
            self._turn()
        while _height(left) > self._flow.room:
            fitting = int((self._flow.room - 2 * _PADDING) // _LEADING)
            self._draw_lines(spreads, fitting)
            self._turn()
            left -= fitting
        self._draw_lines(spreads, left)

    def _turn(self) -> None:
        self._flow.turn()
        self._draw_head(None)

    def _draw_lines(self, spreads: list[_Spread], count: int) -> None:
        flow, top = self._flow, self._flow.y + _PADDING
        for spread in spreads:
            with flow.sheet.marked(spread.node):
                for place, (text, style) in enumerate(spread.take(count)):
                    flow.sheet.lines(spread.x, top + place * _LEADING, [text], style)
        flow.y = top + count * _LEADING + _PADDING
        self._rule()

    def _rule(self) -> None:
        with self._flow.sheet.unmarked():
            self._flow.sheet.rule(self._flow.y, HAIRLINE)


def _height(lines: int) -> float:
    return lines * _LEADING + 2 * _PADDING
