"""The verifiers' door for files that nobody knows: a document comes in, a verdict goes out (ver-02)."""

from functions.inspect import inspection
from functions.inspect.inspection import Document
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.verdicts import CheckView
from shared.store import presence

app = Api("inspect", presence.require_alive)


@app.operation(
    "POST",
    "/v1/check/document",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("429 TOO_OFTEN", "422 BODY_INVALID"),
)
def check_document(caller: Caller, body: Document) -> CheckView:
    """Answer for a file by all of its bytes: which book it is, that it was changed, or that it is no book."""
    return inspection.about(caller, body)
