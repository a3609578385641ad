"""With an account: sessions, profile, identity, authenticator app, passkeys."""

from functions.account import (
    codes,
    identity,
    identity_results,
    passkeys,
    profile,
    services,
    sessions,
    totp,
)
from functions.account.codes import CodeRequest, CodeSent
from functions.account.identity import AttemptView, IdentityView, Wanted
from functions.account.identity_results import CodeAnswer
from functions.account.passkeys import NewPasskey, Options, PasskeyList, PasskeyView, Proof
from functions.account.profile import Patch, ProfileView
from functions.account.routes import CODE_REFUSED, CODES_OFTEN, app
from functions.account.services import OwnServices
from functions.account.sessions import SessionList
from functions.account.totp import Removal, TotpCode, TotpSecret
from shared.domain.access import Permission
from shared.entry.caller import Caller
from shared.entry.operation import Key

_PASSKEY_REFUSED = ("422 PASSKEY_REFUSED", "422 PASSKEY_EXPIRED")


@app.operation("GET", "/v1/me/services", Permission.OWN_ACCOUNT)
def list_own_services(caller: Caller) -> OwnServices:
    """List every service, and whether it is available to this account."""
    return services.listed(caller)


@app.operation("GET", "/v1/sessions", Permission.OWN_ACCOUNT)
def list_sessions(caller: Caller) -> SessionList:
    """List the own sessions."""
    return sessions.listed(caller)


@app.operation(
    "DELETE", "/v1/sessions/{session_id}", Permission.OWN_ACCOUNT, status=204, problems=("404 NOT_FOUND",)
)
def end_session(caller: Caller, session_id: str) -> None:
    """End one of the own sessions, this one or another."""
    sessions.end(caller, session_id)


@app.operation("GET", "/v1/me", Permission.OWN_ACCOUNT, problems=("404 NOT_FOUND",))
def get_profile(caller: Caller) -> ProfileView:
    """Show the own profile."""
    return profile.of(caller)


@app.operation(
    "PATCH",
    "/v1/me",
    Permission.OWN_ACCOUNT,
    problems=("404 NOT_FOUND", "409 DUPLICATE_PERSON", "409 SNILS_CONFIRMED", *CODE_REFUSED),
)
def change_profile(caller: Caller, body: Patch, revision: int) -> ProfileView:
    """Change the own profile with a code (prf-18)."""
    return profile.change(caller, revision, body)


@app.operation(
    "POST",
    "/v1/me/codes",
    Permission.OWN_ACCOUNT,
    status=202,
    key=Key.IGNORED,
    problems=("404 NOT_FOUND", *CODES_OFTEN),
)
def send_code(caller: Caller, body: CodeRequest) -> CodeSent:
    """Send a one-time code that confirms a sensitive act."""
    return codes.send(caller, body)


@app.operation("GET", "/v1/me/identity", Permission.OWN_ACCOUNT, problems=("404 NOT_FOUND",))
def get_identity(caller: Caller) -> IdentityView:
    """Show the level, the ways to confirm one's identity, and what has been tried (idv-04)."""
    return identity.shown(caller)


@app.operation(
    "POST",
    "/v1/me/identity",
    Permission.OWN_ACCOUNT,
    status=201,
    key=Key.REQUIRED,
    problems=(
        *("404 NOT_FOUND", "409 IDV_IN_PROGRESS", "409 CONCURRENT_CHANGE", "422 IDV_PASSPORT_REQUIRED"),
        *("429 IDV_TOO_MANY", "429 CODE_TOO_SOON", "429 CODES_TOO_MANY", "503 IDV_PROVIDER_DOWN"),
    ),
)
def start_confirming_identity(caller: Caller, body: Wanted) -> AttemptView:
    """Start to confirm one's identity in one of six ways (idv-02, idv-03)."""
    return identity.start(caller, body)


@app.operation(
    "POST",
    "/v1/me/identity/{attempt_id}/answer",
    Permission.OWN_ACCOUNT,
    problems=(
        *("404 NOT_FOUND", "409 IDV_NO_CODE", "409 CONCURRENT_CHANGE", "503 IDV_PROVIDER_DOWN"),
        *("422 IDV_CODE_WRONG", "422 IDV_CODE_EXPIRED", "422 IDV_CODE_EXHAUSTED", "422 IDV_EXPIRED"),
        *("422 IDV_DATA_MISMATCH", "422 IDV_PASSPORT_REQUIRED"),
    ),
)
def answer_with_code(caller: Caller, attempt_id: str, body: CodeAnswer) -> AttemptView:
    """Answer with the code from the SMS or the call (C-24)."""
    return identity_results.answer(caller, attempt_id, body)


@app.operation("POST", "/v1/me/totp", Permission.OWN_ACCOUNT, status=201, key=Key.IGNORED)
def enrol_totp(caller: Caller) -> TotpSecret:
    """Make a secret for an authenticator app."""
    return totp.enrol(caller)


@app.operation(
    "POST",
    "/v1/me/totp/confirm",
    Permission.OWN_ACCOUNT,
    status=204,
    key=Key.IGNORED,
    problems=("422 TOTP_WRONG",),
)
def confirm_totp(caller: Caller, body: TotpCode) -> None:
    """Make the authenticator app the second factor."""
    totp.confirm(caller, body)


@app.operation(
    "POST",
    "/v1/me/totp/removal",
    Permission.OWN_ACCOUNT,
    status=204,
    key=Key.IGNORED,
    problems=CODE_REFUSED,
)
def remove_totp(caller: Caller, body: Removal) -> None:
    """Go back to codes by SMS."""
    totp.remove(caller, body)


@app.operation("POST", "/v1/me/passkeys/options", Permission.OWN_ACCOUNT, key=Key.IGNORED)
def offer_passkey(caller: Caller) -> Options:
    """Get what an authenticator needs to make a passkey."""
    return passkeys.offer(caller)


@app.operation(
    "POST",
    "/v1/me/passkeys",
    Permission.OWN_ACCOUNT,
    status=201,
    problems=("409 PASSKEY_KNOWN", *_PASSKEY_REFUSED),
)
def add_passkey(caller: Caller, body: NewPasskey) -> PasskeyView:
    """Register a passkey."""
    return passkeys.add(caller, body)


@app.operation("GET", "/v1/me/passkeys", Permission.OWN_ACCOUNT)
def list_passkeys(caller: Caller) -> PasskeyList:
    """List the own passkeys."""
    return passkeys.listed(caller)


@app.operation(
    "DELETE", "/v1/me/passkeys/{passkey_id}", Permission.OWN_ACCOUNT, status=204, problems=("404 NOT_FOUND",)
)
def remove_passkey(caller: Caller, passkey_id: str) -> None:
    """Remove one of the own passkeys."""
    passkeys.remove(caller, passkey_id)


@app.operation("POST", "/v1/me/passkeys/challenge", Permission.OWN_ACCOUNT, key=Key.IGNORED)
def challenge_passkey(caller: Caller) -> Options:
    """Get what an authenticator is to sign."""
    return passkeys.challenge(caller)


@app.operation(
    "POST",
    "/v1/me/passkeys/answer",
    Permission.OWN_ACCOUNT,
    status=204,
    key=Key.IGNORED,
    problems=_PASSKEY_REFUSED,
)
def prove_by_passkey(caller: Caller, body: Proof) -> None:
    """Show a passkey; the session remembers when."""
    passkeys.prove(caller, body)
