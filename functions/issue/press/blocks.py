"""What a document says, before it is known on which page: sections of fields, paragraphs and tables."""

from dataclasses import dataclass

from functions.issue.press.typography import BODY, Pile, Style

Cell = Pile
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Field:
    """A label and, beside it, its value."""

    label: str
    value: str
    style: Style = BODY


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str
    style: Style = BODY


@dataclass(frozen=True)
class Item:
    """An item of a list: its label, and its texts one below the other."""

    label: str
    texts: Pile


@dataclass(frozen=True)
class Column:
    """A column: its head, and its share of the measure (the shares of a table add up to 1)."""

    head: str
    share: float


@dataclass(frozen=True)
class Table:
    """Rows under a head."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Block = Field | Paragraph | Item | Table


@dataclass(frozen=True)
class Section:
    """A heading, and what stands under it."""

    title: str
    blocks: tuple[Block, ...]
