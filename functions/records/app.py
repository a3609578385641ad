"""The clinics' door: file entries in books and conclusions for applications, and read what was filed."""

from functions.records import conclusions, filing, reading
from functions.records.filing import EntryFiled, NewEntry
from functions.records.reading import ClinicBook
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.store import presence

app = Api("records", presence.require_alive)

_CLINIC = Permission.CLINIC_RECORDS
_ATTACHED = ("404 NOT_FOUND", "403 NOT_APPOINTED", "403 CLINIC_NOT_ATTACHED")
_FILED = (*_ATTACHED, "409 DOCUMENT_ID_USED", "409 CONCURRENT_CHANGE", "409 WRONG_STATUS", "422 BODY_INVALID")


@app.operation("POST", "/v1/books/{number}/entries", _CLINIC, status=201, key=Key.REQUIRED, problems=_FILED)
def file_entry(caller: Caller, number: str, body: NewEntry) -> EntryFiled:
    """File an entry, or a correction of one; the same document again gives the same entry (cln-11)."""
    return filing.file(caller, number, body)


@app.operation(
    "POST", "/v1/applications/{number}/conclusions", _CLINIC, status=201, key=Key.REQUIRED, problems=_FILED
)
def file_conclusion(caller: Caller, number: str, body: NewEntry) -> EntryFiled:
    """File what an application waits for, by its number; the application goes on by itself (cln-12)."""
    return conclusions.file(caller, number, body)


@app.operation("GET", "/v1/clinic/books/{number}", _CLINIC, problems=_ATTACHED)
def read_book(caller: Caller, number: str) -> ClinicBook:
    """Read a book as the attached clinic (act-06, bok-14)."""
    return reading.book(caller, number)
