"""The door of those who take their book elsewhere: everything as JSON, and its entries as FHIR R4."""

from functions.export import bundle, plain
from functions.export.bundle import FhirBundle
from functions.export.holdings import held
from functions.export.plain import BookExport
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.store import presence

app = Api("export", presence.require_alive)

_FOUND = ("404 NOT_FOUND",)


@app.operation("GET", "/v1/books/{number}/export", Permission.OWN_BOOKS, problems=_FOUND)
def export_book(caller: Caller, number: str) -> BookExport:
    """Give all that is held about an own book, a revoked one too; the form has a version (docs/export.md)."""
    return plain.export(held(caller, number), caller.now)


@app.operation("GET", "/v1/books/{number}/export/fhir", Permission.OWN_BOOKS, problems=_FOUND)
def export_book_as_fhir(caller: Caller, number: str) -> FhirBundle:
    """Give an own book as an HL7 FHIR R4 bundle, for other medical systems (docs/export.md)."""
    return bundle.export(held(caller, number), caller.now)
