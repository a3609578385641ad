"""Tables that break over pages, with their heads repeated and nothing lost."""

from functions.issue.press.blocks import Cell, Row, Table
from functions.issue.press.flow import WHOLE, Flow, portion
from functions.issue.press.sheet import LEFT, MEASURE
from functions.issue.press.structure import COLUMN_HEAD, Node
from functions.issue.press.typography import GRID, HAIRLINE, HEAD, LABEL, Lines, line, pile

_PADDING = GRID / 4
_GAP = 8.0
_CONTINUED = "{title} (продолжение)"


_Broken = tuple[Lines, ...]


class Rows:
    """A table in a flow; overleaf its title stands again. Every line of it is one step of the grid high."""

    def __init__(self, flow: Flow, title: str, table: Table) -> None:
        self._flow, self._title, columns = flow, title, table.columns
        self._lefts = [LEFT + MEASURE * sum(each.share for each in columns[:i]) for i in range(len(columns))]
        self._widths = [each.share * MEASURE - _GAP for each in columns]
        self._known: dict[tuple[Cell, float], Lines] = {}
        self._head = self._broken(tuple(((each.head, HEAD),) for each in columns))
        self._rows = [self._broken(row) for row in table.rows]
        self._node = Node("Table")

    @property
    def company(self) -> float:
        """What a heading must not be left without: the head, and the first row or its beginning."""
        return _height(_longest(self._head)) + self._needed(0)

    def draw(self) -> None:
        """Write the head and the rows, turning pages as needed; a short last row is not left alone."""
        self._flow.root.children.append(self._node)
        self._draw_head(self._node.add("TR"))
        for place, row in enumerate(self._rows):
            self._draw_row(row, self._needed(place))

    def _needed(self, place: int) -> float:
        """Measure the room without which a row goes overleaf; the last but one takes the last along."""
        together = self._rows[place : place + 2] if place == len(self._rows) - 2 else ()
        if together and sum(map(_longest, together)) <= WHOLE:
            return sum(map(_kept, together))
        return _kept(self._rows[place])

    def _broken(self, row: Row) -> _Broken:
        return tuple([self._lines(cell, width) for cell, width in zip(row, self._widths, strict=True)])

    def _lines(self, cell: Cell, width: float) -> Lines:
        """Break a cell's texts; in a table many are alike."""
        key = cell, width
        if key not in self._known:
            self._known[key] = pile(cell, width)
        return self._known[key]

    def _draw_head(self, row: Node | None) -> None:
        flow = self._flow
        for x, lines in zip(self._lefts, self._head, strict=True):
            if row:
                flow.sheet.write(row.add("TH", attributes=COLUMN_HEAD), x, flow.y + _PADDING, lines)
            else:
                flow.sheet.note(x, flow.y + _PADDING, lines)
        self._advance(_longest(self._head))

    def _draw_row(self, row: _Broken, needed: float) -> None:
        node, left = self._node.add("TR"), _longest(row)
        cells = [node.add("TD") for _ in row]
        if needed > self._flow.room:
            self._turn()
        while _height(left) > self._flow.room:
            count = portion(left, int((self._flow.room - 2 * _PADDING) // GRID))
            self._draw_lines(cells, tuple(lines[:count] for lines in row), count)
            row, left = tuple(lines[count:] for lines in row), left - count
            self._turn()
        self._draw_lines(cells, row, left)

    def _draw_lines(self, cells: list[Node], row: _Broken, count: int) -> None:
        sheet, y = self._flow.sheet, self._flow.y + _PADDING
        for node, x, lines in zip(cells, self._lefts, row, strict=True):
            if lines:
                sheet.write(node, x, y, lines)
        self._advance(count)

    def _turn(self) -> None:
        """Begin a page with what the table is called, and with its head."""
        flow = self._flow
        flow.turn()
        flow.sheet.note(LEFT, flow.y, (line(_CONTINUED.format(title=self._title), LABEL),))
        flow.y += GRID
        self._draw_head(None)

    def _advance(self, lines: int) -> None:
        self._flow.y += _height(lines)
        self._flow.sheet.rule(self._flow.y, HAIRLINE)


def _longest(row: _Broken) -> int:
    return max(map(len, row))


def _height(lines: int) -> float:
    return lines * GRID + 2 * _PADDING


def _kept(row: _Broken) -> float:
    """Measure what of a row is never split."""
    return _height(min(_longest(row), WHOLE))
