"""The logical structure of the document (tagged PDF): what is a heading, a table, a picture.

Screen readers follow it, text is extracted in its order (iss-03), and the last look before the signature
reads it.
"""

from dataclasses import dataclass, field

from functions.issue.press.file import File, references, said

COLUMN_HEAD = "/O/Table/Scope/Column"
BLOCK = "/O/Layout/Placement/Block"


@dataclass(slots=True)
class Node:
    """An element of the structure: its standard role (ISO 32000-1, 14.8.4), what it holds, its attributes.

    `marks` are the runs of operators that belong to it, each by its page and its number there;
    `alternative` is what a screen reader says instead of a picture.
    """

    role: str
    alternative: str = ""
    attributes: str = ""
    children: list["Node"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    place: int = 0

    def add(self, role: str, *, alternative: str = "", attributes: str = "") -> "Node":
        """Append a new element, and return it."""
        child = Node(role, alternative, attributes)
        self.children.append(child)
        return child


def write(file: File, root: Node, pages: list[int], owners: list[list[Node]]) -> int:
    """Write the tree, and say where; `owners` lists, per page, the node of each mark in order."""
    tree = file.reserve()
    top = _write_node(file, root, tree, pages)
    parents = "".join(
        [f"{page}[{references(each.place for each in marks)}]" for page, marks in enumerate(owners)]
    )
    numbers = f"/ParentTree<</Nums[{parents}]>>/ParentTreeNextKey {len(owners)}"
    file.put(tree, f"<</Type/StructTreeRoot/K {top} 0 R{numbers}>>")
    return tree


def _write_node(file: File, node: Node, parent: int, pages: list[int]) -> int:
    place = node.place = file.reserve()
    kids = references([_write_node(file, child, place, pages) for child in node.children])
    marks = "".join([f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mark}>>" for page, mark in node.marks])
    spoken = f"/Alt{said(node.alternative)}" if node.alternative else ""
    attributes = f"/A<<{node.attributes}>>" if node.attributes else ""
    file.put(place, f"<</S/{node.role}/P {parent} 0 R/K[{kids}{marks}]{spoken}{attributes}>>")
    return place
