"""The applicant's door: start an application, fill it in, attach scans, and send it."""

from functions.submit import appeals, drafts, prechecks, submission, uploads
from functions.submit.appeals import NewAppeal
from functions.submit.drafts import NewApplication, Patch
from functions.submit.prechecks import Prechecks
from functions.submit.submission import Submission
from functions.submit.uploads import NewFile, Ticket
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.appeals import AppealView
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.views import ApplicationView
from shared.store import presence

app = Api("submit", presence.require_alive)

_OWN = Permission.OWN_APPLICATIONS
_ONE = "/v1/applications/{application_id}"
_FOUND = ("404 NOT_FOUND",)
_EDITED = ("404 NOT_FOUND", "409 NOT_EDITABLE", "409 CONCURRENT_CHANGE", "422 PART_CLOSED")


@app.operation(
    "POST", "/v1/applications", _OWN, status=201, key=Key.REQUIRED, problems=("422 CATEGORY_UNKNOWN",)
)
def start_application(caller: Caller, body: NewApplication) -> ApplicationView:
    """Start an application, filled in with what the profile knows."""
    return drafts.start(caller, body)


@app.operation("PATCH", _ONE, _OWN, problems=_EDITED)
def change_application(caller: Caller, application_id: str, revision: int, body: Patch) -> ApplicationView:
    """Change fields of a draft by a JSON merge patch (RFC 7396)."""
    return drafts.change(caller, application_id, revision, body)


@app.operation("DELETE", _ONE, _OWN, status=204, problems=(*_FOUND, "409 WRONG_STATUS"))
def discard_application(caller: Caller, application_id: str) -> None:
    """Delete a draft with its files."""
    drafts.discard(caller, application_id)


@app.operation(
    "POST",
    f"{_ONE}/uploads",
    _OWN,
    status=201,
    problems=(
        *_EDITED,
        "422 FILE_TOO_LARGE",
        "422 FILE_EMPTY",
        "422 FILE_TYPE",
        "422 TOO_MANY_FILES",
        "422 FILES_TOO_LARGE",
    ),
)
def ask_for_upload(caller: Caller, application_id: str, body: NewFile) -> Ticket:
    """Get a form that uploads one file straight to object storage."""
    return uploads.ask(caller, application_id, body)


@app.operation("DELETE", f"{_ONE}/documents/{{file_id}}", _OWN, status=204, problems=_EDITED)
def remove_document(caller: Caller, application_id: str, file_id: str) -> None:
    """Remove one file of a draft."""
    uploads.remove(caller, application_id, file_id)


@app.operation(
    "POST",
    f"{_ONE}/checks",
    _OWN,
    key=Key.IGNORED,
    problems=(*_FOUND, "403 ACCOUNT_NOT_CONFIRMED", "409 NOT_EDITABLE", "422 BODY_INVALID"),
)
def check_before_sending(caller: Caller, application_id: str) -> Prechecks:
    """Ask the registries about the form as it is, to put right what would not match."""
    return prechecks.ask(caller, application_id)


@app.operation(
    "POST",
    f"{_ONE}/submit",
    _OWN,
    status=202,
    key=Key.REQUIRED,
    problems=(
        *_FOUND,
        "403 ACCOUNT_NOT_CONFIRMED",
        "403 REVERIFICATION_REQUIRED",
        "409 DOCUMENTS_CHECKING",
        "409 DUPLICATE_APPLICATION",
        "409 CONCURRENT_CHANGE",
        "409 WRONG_STATUS",
        "422 APPLICATION_INCOMPLETE",
        "422 CODE_WRONG",
        "422 CODE_EXPIRED",
        "422 CODE_EXHAUSTED",
    ),
)
def submit_application(caller: Caller, application_id: str, body: Submission) -> ApplicationView:
    """Sign an application with a one-time code and send it."""
    return submission.submit(caller, application_id, body)


@app.operation("POST", f"{_ONE}/withdraw", _OWN, key=Key.REQUIRED, problems=(*_FOUND, "409 WRONG_STATUS"))
def withdraw_application(caller: Caller, application_id: str) -> ApplicationView:
    """Withdraw an application before it is decided (app-18)."""
    return submission.withdraw(caller, application_id)


@app.operation(
    "POST",
    f"{_ONE}/prolong",
    _OWN,
    key=Key.REQUIRED,
    problems=(*_FOUND, "409 WRONG_STATUS", "409 ALREADY_PROLONGED"),
)
def prolong_correction(caller: Caller, application_id: str) -> ApplicationView:
    """Ask for two more weeks to correct an application, once."""
    return submission.prolong(caller, application_id)


@app.operation(
    "POST", f"{_ONE}/resubmit", _OWN, status=201, key=Key.REQUIRED, problems=(*_FOUND, "409 WRONG_STATUS")
)
def resubmit_application(caller: Caller, application_id: str) -> ApplicationView:
    """Open a new draft with all that a refused application held (rej-12)."""
    return submission.resubmit(caller, application_id)


@app.operation(
    "POST",
    f"{_ONE}/appeals",
    _OWN,
    status=201,
    key=Key.REQUIRED,
    problems=(*_FOUND, "409 WRONG_STATUS", "409 APPEAL_LATE", "409 CONCURRENT_CHANGE"),
)
def appeal_refusal(caller: Caller, application_id: str, body: NewAppeal) -> AppealView:
    """Object to a refusal, within 30 days of its receipt (apl-05)."""
    return appeals.appeal(caller, application_id, body)
