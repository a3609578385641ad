"""The verifiers' door: one question, one answer with advice (ver-02), and what holders show them."""

from typing import Annotated

from pydantic import StringConstraints

from functions.check import questions, showing
from functions.check.publications import Keys, Revocations, keys, revocations
from functions.check.views import AuthorityView, ClinicView, EmployerView, InsurerView
from shared.domain.access import Permission
from shared.domain.model import Model
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.entry.verdicts import CheckView
from shared.store import presence

app = Api("check", presence.require_alive)

_OFTEN = ("429 TOO_OFTEN",)
_SHARED = ("404 NOT_FOUND", "404 SHARE_ENDED", "403 SHARE_FOR_ANOTHER")
_PRESENTED = (*_SHARED, "403 NOT_APPOINTED")


class NumberQuery(Model):
    """The number of a book, as it is printed or read aloud."""

    number: Annotated[str, StringConstraints(max_length=40)]


class FileDigest(Model):
    """The SHA-256 of a file, in hex."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]


@app.operation("GET", "/v1/check/{token}", Permission.PUBLIC, problems=_OFTEN)
def check_token(caller: Caller, token: str) -> CheckView:
    """Answer for the text of a QR code."""
    return questions.about_code(caller, token)


@app.operation("GET", "/v1/check", Permission.PUBLIC, problems=_OFTEN)
def check_number(caller: Caller, query: NumberQuery) -> CheckView:
    """Answer for the number of a book; nobody can guess one."""
    return questions.about_number(caller, query.number)


@app.operation("POST", "/v1/check/file", Permission.PUBLIC, key=Key.IGNORED, problems=_OFTEN)
def check_file(caller: Caller, body: FileDigest) -> CheckView:
    """Answer for a file by its SHA-256: a changed file is not one of ours."""
    return questions.about_file(caller, body.sha256.lower())


@app.operation("GET", "/v1/shares/{token}", Permission.PUBLIC, problems=(*_OFTEN, *_SHARED))
def open_share(caller: Caller, token: str) -> EmployerView:
    """Show an employer the book that its holder has shared (act-04)."""
    return showing.to_employer(caller, token)


@app.operation("GET", "/v1/clinic/presented/{token}", Permission.CLINIC_RECORDS, problems=_PRESENTED)
def open_as_clinic(caller: Caller, token: str) -> ClinicView:
    """Show a clinic the book that its holder presents by code or link (act-05)."""
    return showing.to_clinic(caller, token)


@app.operation("GET", "/v1/insurer/presented/{token}", Permission.INSURANCE_VIEW, problems=_PRESENTED)
def open_as_insurer(caller: Caller, token: str) -> InsurerView:
    """Show an insurer whether the presented book counts (act-06)."""
    return showing.to_insurer(caller, token)


@app.operation("GET", "/v1/authority/presented/{token}", Permission.INSPECTION, problems=_PRESENTED)
def open_as_authority(caller: Caller, token: str) -> AuthorityView:
    """Show an inspector how the presented book meets the rules of its category (act-02)."""
    return showing.to_authority(caller, token)


@app.operation("GET", "/v1/check/keys", Permission.PUBLIC)
def get_keys() -> Keys:
    """Give the public keys that codes and lists are signed with (RFC 7517)."""
    return keys()


@app.operation("GET", "/v1/check/revocations", Permission.PUBLIC)
def get_revocations() -> Revocations:
    """Give the signed list of versions that do not count any more, for checks without the network."""
    return revocations()
