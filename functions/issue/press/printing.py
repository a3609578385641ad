"""From what is drawn on sheets to the bytes of a document, ready to be signed (iss-03, iss-07)."""

from collections.abc import Mapping

from functions.issue.press import structure
from functions.issue.press.file import File, references
from functions.issue.press.flow import Flow
from functions.issue.press.form import form
from functions.issue.press.imprint import Imprint
from functions.issue.press.pictures import Picture
from functions.issue.press.sheet import HEIGHT, WIDTH


def printed(flow: Flow, imprint: Imprint, pictures: Mapping[str, Picture] | None = None) -> bytes:
    """Make a PDF of the sheets, with pictures by the names that they go by there.

    The same input gives the same bytes.
    """
    alike = form()
    file = alike.file.copy()
    pages = [file.reserve() for _ in flow.sheets]
    drawn = "".join(f"/{name} {_picture(file, each)} 0 R" for name, each in (pictures or {}).items())
    resources = f"<</Font<<{alike.fonts}>>/XObject<<{drawn}>>>>"
    file.put(
        alike.pages,
        f"<</Type/Pages/Count {len(pages)}/Kids[{references(pages)}]"
        f"/MediaBox[0 0 {WIDTH:.2f} {HEIGHT:.2f}]/Resources{resources}>>",
    )
    for sheet, page in zip(flow.sheets, pages, strict=True):
        content, place = file.deflated(sheet.content), sheet.index
        file.put(
            page,
            f"<</Type/Page/Parent {alike.pages} 0 R/Contents {content} 0 R/StructParents {place}/Tabs/S>>",
        )
    tree = structure.write(file, flow.root, pages, [sheet.owners for sheet in flow.sheets])
    metadata = file.stream(imprint.metadata, "/Type/Metadata/Subtype/XML")
    file.put(
        alike.catalog,
        f"<</Type/Catalog/Pages {alike.pages} 0 R/Lang(ru)/ViewerPreferences<</DisplayDocTitle true>>"
        f"/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R"
        f"/Metadata {metadata} 0 R/OutputIntents[{alike.intent} 0 R]>>",
    )
    return file.close(alike.catalog, imprint.identifier)


def _picture(file: File, picture: Picture) -> int:
    write = file.stream if picture.compressed else file.deflated
    return write(picture.content, picture.entries)
