"""The verifier's door: no account, one question, one answer with advice (ver-01, ver-02)."""

from typing import Annotated

from pydantic import StringConstraints

from functions.check import questions
from functions.check.answers import CheckView
from functions.check.publications import Keys, Revocations, keys, revocations
from shared.domain.access import Permission
from shared.domain.model import Model
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key

app = Api("check")

_OFTEN = ("429 TOO_OFTEN",)


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


@app.operation("GET", "/v1/check/keys", Permission.PUBLIC)
def get_keys() -> Keys:
    """Give the public keys that codes and lists are signed with (RFC 7517)."""
    return keys()


@app.operation("GET", "/v1/check/revocations", Permission.PUBLIC)
def get_revocations() -> Revocations:
    """Give the signed list of versions that do not count any more, for checks without the network."""
    return revocations()
