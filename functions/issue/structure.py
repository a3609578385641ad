"""The logical structure of the document (tagged PDF): what is a heading, a table, a picture.

Screen readers follow it, and text is extracted in its order (iss-03).
"""

from dataclasses import dataclass, field

import pymupdf


@dataclass(frozen=True)
class Mark:
    """A run of operators on one page that belongs to a node."""

    sheet: int
    number: int


@dataclass
class Node:
    """An element of the structure: its standard role (ISO 32000-1, 14.8.4), what it holds, its attributes.

    `alternative` is what a screen reader says instead of a picture.
    """

    role: str
    children: list["Node | Mark"] = field(default_factory=list)
    alternative: str = ""
    attributes: str = ""

    def add(self, role: str, *, alternative: str = "", attributes: str = "") -> "Node":
        """Append a new element, and return it."""
        child = Node(role, alternative=alternative, attributes=attributes)
        self.children.append(child)
        return child


def write(document: pymupdf.Document, root: Node, owners: list[list[Node]]) -> None:
    """Write the tree into a PDF; `owners` lists, per page, the node of each mark in order."""
    tree = document.get_new_xref()
    places: dict[int, int] = {}
    top = _write_node(document, root, tree, places)
    pages = " ".join(
        f"{sheet} [{' '.join(f'{places[id(owner)]} 0 R' for owner in marks)}]"
        for sheet, marks in enumerate(owners)
    )
    document.update_object(
        tree,
        f"<</Type/StructTreeRoot/K {top} 0 R/ParentTree<</Nums[{pages}]>>/ParentTreeNextKey {len(owners)}>>",
    )
    document.xref_set_key(document.pdf_catalog(), "StructTreeRoot", f"{tree} 0 R")
    document.xref_set_key(document.pdf_catalog(), "MarkInfo", "<</Marked true>>")


def _write_node(document: pymupdf.Document, node: Node, parent: int, places: dict[int, int]) -> int:
    place = places[id(node)] = int(document.get_new_xref())
    kids = " ".join(
        f"{_write_node(document, child, place, places)} 0 R"
        if isinstance(child, Node)
        else f"<</Type/MCR/Pg {document.page_xref(child.sheet)} 0 R/MCID {child.number}>>"
        for child in node.children
    )
    spoken = f"/Alt{pymupdf.get_pdf_str(node.alternative)}" if node.alternative else ""
    attributes = f"/A<<{node.attributes}>>" if node.attributes else ""
    document.update_object(
        place, f"<</Type/StructElem/S/{node.role}/P {parent} 0 R/K[{kids}]{spoken}{attributes}>>"
    )
    return place
