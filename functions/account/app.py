"""The front door: register, sign in, come back, and keep the own profile."""

from functions.account import (
    captcha,
    codes,
    external,
    identity,
    identity_results,
    letters,
    passkeys,
    profile,
    recovery,
    registration,
    sessions,
    totp,
)
from functions.account.captcha import Captcha
from functions.account.codes import CodeRequest, CodeSent
from functions.account.external import Away, Return
from functions.account.identity import AttemptView, IdentityView, Wanted
from functions.account.identity_results import CodeAnswer, SignedResult
from functions.account.letters import AddressConfirmed
from functions.account.passkeys import NewPasskey, Options, PasskeyList, PasskeyView, Proof
from functions.account.profile import Patch, ProfileView
from functions.account.recovery import Forgotten, NewPassword, RecoveryBegun
from functions.account.registration import Account, Confirmation, NewAccount, Registered, Typed
from functions.account.sessions import (
    Challenge,
    ChallengeAnswer,
    Credentials,
    Refresh,
    SessionList,
    TokensView,
)
from functions.account.totp import Removal, TotpCode, TotpSecret
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key
from shared.store import presence

app = Api("account", presence.require_alive)

_CODES_OFTEN = ("429 CODE_TOO_SOON", "429 CODES_TOO_MANY")
_PASSKEY_REFUSED = ("422 PASSKEY_REFUSED", "422 PASSKEY_EXPIRED")
_CODE_REFUSED = ("422 CODE_WRONG", "422 CODE_EXPIRED", "422 CODE_EXHAUSTED")


@app.operation("GET", "/v1/captcha", Permission.PUBLIC)
def get_captcha(caller: Caller) -> Captcha:
    """Make a proof of work for the browser, good for one registration."""
    return captcha.make(caller.now)


@app.operation(
    "POST",
    "/v1/accounts",
    Permission.PUBLIC,
    status=202,
    key=Key.REQUIRED,
    problems=("409 DUPLICATE_PERSON", "409 CAPTCHA_USED", *_CODES_OFTEN),
)
def register(caller: Caller, body: NewAccount) -> Registered:
    """Check all that a person says of themselves, and send a code to their phone."""
    return registration.begin(caller, body)


@app.operation("POST", "/v1/accounts/check", Permission.PUBLIC, status=204, key=Key.IGNORED)
def check_fields(body: Typed) -> None:
    """Check some fields of a registration without keeping them (reg-09)."""
    registration.check(body)


@app.operation(
    "POST",
    "/v1/accounts/{account_id}/codes",
    Permission.PUBLIC,
    status=202,
    key=Key.IGNORED,
    problems=("404 NOT_FOUND", *_CODES_OFTEN),
)
def send_registration_code(caller: Caller, account_id: str) -> Registered:
    """Send another code to somebody who is registering."""
    return registration.send_again(caller, account_id)


@app.operation(
    "POST",
    "/v1/accounts/{account_id}/confirm",
    Permission.PUBLIC,
    status=201,
    problems=("409 DUPLICATE_PERSON", *_CODE_REFUSED),
)
def confirm_registration(caller: Caller, account_id: str, body: Confirmation) -> Account:
    """Open the account to whoever has the phone."""
    return registration.confirm(caller, account_id, body)


@app.operation("GET", "/v1/email-confirmations/{token}", Permission.PUBLIC, problems=("422 LINK_INVALID",))
def confirm_email(caller: Caller, token: str) -> AddressConfirmed:
    """Confirm an e-mail address by the link of the letter."""
    return letters.follow(caller, token)


@app.operation(
    "POST",
    "/v1/sessions",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("401 CREDENTIALS_WRONG", "423 ACCOUNT_BLOCKED", *_CODES_OFTEN),
)
def sign_in(caller: Caller, body: Credentials) -> Challenge:
    """Check login and password, and ask for the second factor; no token yet (aut-03)."""
    return sessions.begin(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/answer",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=(
        *("401 SESSION_INVALID", "401 CODE_WRONG", "401 CODE_EXPIRED", "401 CODE_EXHAUSTED"),
        *("401 TOTP_WRONG", "422 PASSWORD_MUST_BE_SET", "422 PASSWORD_REFUSED"),
    ),
)
def answer_sign_in(caller: Caller, body: ChallengeAnswer) -> TokensView:
    """Answer with the code, and get the tokens."""
    return sessions.answer(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/refresh",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("401 SESSION_INVALID", "401 SESSION_ENDED"),
)
def refresh_session(caller: Caller, body: Refresh) -> TokensView:
    """Exchange a refresh token for new tokens."""
    return sessions.refresh(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/external",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("503 EXTERNAL_UNAVAILABLE",),
)
def begin_external_sign_in(caller: Caller) -> Away:
    """Ask for the way to the state portal, where somebody signs in."""
    return external.begin(caller)


@app.operation(
    "POST",
    "/v1/sessions/external/answer",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=(
        *("401 SESSION_INVALID", "401 EXTERNAL_REFUSED"),
        *("403 EXTERNAL_UNTRUSTED", "403 EXTERNAL_UNKNOWN", "503 EXTERNAL_UNAVAILABLE"),
    ),
)
def answer_external_sign_in(caller: Caller, body: Return) -> TokensView:
    """Come back from the state portal, and get the tokens."""
    return external.answer(caller, body)


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


@app.operation(
    "POST",
    "/v1/recovery",
    Permission.PUBLIC,
    status=202,
    key=Key.IGNORED,
    problems=("423 ACCOUNT_BLOCKED",),
)
def begin_recovery(caller: Caller, body: Forgotten) -> RecoveryBegun:
    """Ask for a code to set a new password with."""
    return recovery.begin(caller, body)


@app.operation(
    "POST",
    "/v1/recovery/{recovery_id}",
    Permission.PUBLIC,
    status=204,
    key=Key.IGNORED,
    problems=(*_CODE_REFUSED, "422 PASSWORD_REFUSED"),
)
def finish_recovery(caller: Caller, recovery_id: str, body: NewPassword) -> None:
    """Set a new password by the code; every session ends, and a block is lifted."""
    recovery.finish(caller, recovery_id, body)


@app.operation("GET", "/v1/me", Permission.OWN_ACCOUNT, problems=("404 NOT_FOUND",))
def get_profile(caller: Caller) -> ProfileView:
    """Show the own profile."""
    return profile.of(caller)


@app.operation(
    "PATCH",
    "/v1/me",
    Permission.OWN_ACCOUNT,
    problems=("404 NOT_FOUND", "409 DUPLICATE_PERSON", "409 SNILS_CONFIRMED", *_CODE_REFUSED),
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
    problems=("404 NOT_FOUND", *_CODES_OFTEN),
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


@app.operation(
    "POST",
    "/v1/identity/results",
    Permission.PUBLIC,
    status=204,
    key=Key.IGNORED,
    problems=(
        *("401 RESULT_FORGED", "404 NOT_FOUND", "409 IDV_FINISHED", "409 CONCURRENT_CHANGE"),
        *("422 RESULT_MISMATCHED", "422 RESULT_STALE"),
    ),
)
def receive_identity_result(caller: Caller, body: SignedResult) -> None:
    """Take a result that a provider has signed; the signature stands for an account (idv-02)."""
    identity_results.receive(caller, body)


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
    problems=_CODE_REFUSED,
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
